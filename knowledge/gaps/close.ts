/**
 * Closing a group of questions: with a new entry, with its questions as examples of an entry that there is, or as
 * nothing to answer.
 */
import { toSql } from 'pgvector';
import type { By } from '../../services/conversation/audit.js';
import { Invalid } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { at } from '../at.js';
import { dot } from '../decide/numbers.js';
import type { Entry } from '../entry.js';
import { addQuestions, type Into, saveEntry } from '../versions/edit.js';
import type { Who } from '../versions/pointer.js';
import { meanOf } from './groups.js';
import { embedQuestions, vectorsOf } from './question-vectors.js';

export type CloseGapProps = { decisions: number[]; author?: string | undefined; by?: By | undefined } & (
  | (Who & Into & { entry: Entry })
  | (Who & Into & { key: string; questions: string[] })
  | { dismiss: true }
);

export type ClosedGap = { gap: number; version?: number; draft?: true };

/**
 * Records nothing where writing fails; what was written without its record would be found again as a gap that is
 * answered meanwhile.
 */
export async function closeGap(db: Db, embedder: Embedder, props: CloseGapProps): Promise<ClosedGap> {
  const ids = [...new Set(props.decisions)];
  await checkDecisions(db, ids);
  await embedQuestions(db, embedder, ids);
  const vectors = await vectorsOf(db, embedder.model, ids);
  if (vectors.size === 0) throw new Invalid('decisions: nothing can be made of these questions. Read the gaps again.');
  const centroid = meanOf([...vectors.values()]);
  const about: About = { decisions: ids, questionOf: nearestTo(vectors, centroid), model: embedder.model, centroid };
  const { author, by } = props;
  if ('dismiss' in props) return { gap: await record(db, { ...about, by: author }) };
  // By the database's clock, before anything is written: what is newer came of this.
  const [clock] = await db.query<{ now: string }>('select now()::text as now');
  const { draft, note } = props;
  const into = { draft, author, note, by };
  const { changed: _, ...written } =
    'entry' in props
      ? await saveEntry(db, embedder, props.entry, into)
      : await addQuestions(db, embedder, { key: props.key, questions: props.questions, ...into });
  const key = 'entry' in props ? props.entry.key.trim() : props.key;
  const gap = await record(db, { ...about, by: author, key, version: written.version, at: clock?.now });
  return { gap, ...written };
}

async function checkDecisions(sql: Sql, ids: number[]): Promise<void> {
  const rows = await sql.query<{ id: number }>('select id from decisions where id = any ($1)', [ids]);
  const known = new Set(rows.map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length)
    throw new Invalid(
      `decisions: ${unknown.slice(0, 5).join(', ')}${unknown.length > 5 ? ', ...' : ''} ${unknown.length === 1 ? 'is' : 'are'} not there (any more). Read the gaps again.`,
    );
}

function nearestTo(vectors: Map<number, Float32Array>, centroid: Float32Array): number | undefined {
  const near = [...vectors].map(([id, vector]) => ({ id, cosine: dot(vector, centroid) }));
  return near.sort((a, b) => b.cosine - a.cosine || a.id - b.id)[0]?.id;
}

type About = { decisions: number[]; questionOf: number | undefined; model: string; centroid: Float32Array };
type Recorded = About & { by?: string | undefined; key?: string; version?: number; at?: string | undefined };

/** The question's decision may have been erased while the entry was written; the record stands without it. */
async function record(sql: Sql, it: Recorded): Promise<number> {
  const made = await sql.query<{ id: number }>(
    `insert into gaps (state, decisions, question_of, key, entry_id, version_id, model, centroid, by, created_at)
     select case when $3::text is null then 'dismissed' else 'answered' end, $1,
       (select id from decisions where id = $2::int for key share), $3,
       (select e.id from version_entries m join entries e on e.id = m.entry_id
        where m.version_id = $4::int and e.key = $3),
       $4::int, $5, $6::vector, $7, coalesce($8::timestamptz, now())
     returning id`,
    [
      it.decisions,
      it.questionOf ?? null,
      it.key ?? null,
      it.version ?? null,
      it.model,
      toSql(Array.from(it.centroid)),
      it.by ?? null,
      it.at ?? null,
    ],
  );
  return at(made, 0).id;
}
