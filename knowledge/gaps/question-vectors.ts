/**
 * The vectors of visitors' questions. They are made beside the turns, not in them: a turn would have to embed once more
 * what it asked in another form, hold the row's lock for the insert, and do so for nothing wherever nobody looks at
 * gaps. The bot's process makes those of the last days in the background (most are in its cache still), and whoever
 * reads the gaps makes what is missing, after a change of model too.
 */
import { toSql } from 'pgvector';
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { at } from '../at.js';
import { inBatches } from '../batches.js';
// Of the bot only how wording is read, which is pure: a question must mean here what it meant to the bot.
import { bare, followsUp } from '../decide/questions.js';

/**
 * What is meant: without greeting and thanks, and, where the wording leans on what was asked before ("and to
 * Austria?"), with that. A question that stands for itself is itself, although an unsure reading of it was tried with
 * what came before.
 */
export function meaning({ question, context }: { question: string; context?: string | null }): string {
  const asked = bare(question);
  return (context && followsUp(question) ? `${asked} ${context}` : asked).replace(/\s+/g, ' ').trim();
}

/** SQL: what of a decision `d` is asked still, where an answer left a part of it open; else all of it. */
export const openOf = `coalesce((
    select string_agg(part ->> 'question', ' ' order by place)
    from jsonb_array_elements(case when d.verdict = 'answer' then d.parts end) with ordinality as each (part, place)
    where part ->> 'entry' is null), d.question)`;

type Unread = { id: number; question: string; context: string | null };

/**
 * At once: two threads of the local model are kept busy, and a visitor's question waits for none of it but one batch of
 * 16.
 */
const AT_ONCE = 64;

/** Embeds what this model has not embedded of these decisions. */
export async function embedQuestions(db: Db, embedder: Embedder, ids: number[]): Promise<void> {
  const rows = await db.query<Unread>(
    `select d.id, ${openOf} as question, d.context from decisions d
     where d.id = any ($2) and not exists (select 1 from question_vectors v where v.decision_id = d.id and v.model = $1)
     order by d.id desc`,
    [embedder.model, ids],
  );
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    await store(db, embedder.model, some, await embedder.embed(some.map(meaning)));
  }
}

/** Questions of so many days back, the newest first, at most `limit` that have no vector of this model. */
export async function questionsWithout(
  sql: Sql,
  model: string,
  { days, limit }: { days: number; limit: number },
): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select d.id from decisions d
     where d.created_at > now() - $2 * interval '1 day' and d.verdict <> 'small_talk'
       and not exists (select 1 from question_vectors v where v.decision_id = d.id and v.model = $1)
     order by d.created_at desc limit $3`,
    [model, days, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * The background's share: the last two days, one text at a time, so that a visitor's question never waits behind
 * sixteen.
 */
export async function embedLately(db: Db, embedder: Embedder, signal?: AbortSignal): Promise<number> {
  const ids = await questionsWithout(db, embedder.model, { days: 2, limit: 200 });
  for (const id of ids) {
    if (signal?.aborted) break;
    await embedQuestions(db, embedder, [id]);
  }
  return ids.length;
}

function store(db: Db, model: string, rows: Unread[], vectors: number[][]): Promise<void> {
  const made = rows.map(({ id }, i) => ({ id, vector: String(toSql(at(vectors, i))) }));
  return inBatches(db, made, (tx, batch) =>
    // Locked, because a conversation may be erased meanwhile; its questions are then simply not there any more.
    tx.query(
      `insert into question_vectors (decision_id, model, embedding)
       select d.id, $1, made.vector::vector from unnest($2::int[], $3::text[]) as made (id, vector)
       join decisions d on d.id = made.id for key share of d
       on conflict (decision_id) do update set model = excluded.model, embedding = excluded.embedding`,
      [model, batch.map(({ id }) => id), batch.map(({ vector }) => vector)],
    ),
  );
}

/** A vector is two thousand bytes on its way here; this many take the embedded database some milliseconds. */
const PAGE = 200;

/** The vectors of these decisions, as far as this model made them. */
export async function vectorsOf(sql: Sql, model: string, ids: number[]): Promise<Map<number, Float32Array>> {
  const vectors = new Map<number, Float32Array>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const rows = await sql.query<{ id: number; vector: Buffer }>(
      `select decision_id as id, vector_send(embedding) as vector from question_vectors
       where decision_id = any ($1) and model = $2`,
      [ids.slice(at, at + PAGE), model],
    );
    for (const { id, vector } of rows) vectors.set(id, unpacked(vector));
  }
  return vectors;
}

/**
 * As pgvector sends it: two bytes of dimensions, two of nothing, then the numbers. A fifth of the time that reading its
 * text takes.
 */
export function unpacked(sent: Buffer): Float32Array {
  const vector = new Float32Array(sent.readUInt16BE(0));
  for (let i = 0; i < vector.length; i++) vector[i] = sent.readFloatBE(4 + 4 * i);
  return vector;
}

/** Of each; with more texts the mean hardly moves. */
const SAMPLE = 500;

/**
 * The middle of what the current version's examples and the latest visitors ask. All questions of one shop are alike in
 * being about a shop; told from this middle they are alike in what they mean (see SAME_MEANING). Undefined where there
 * is neither.
 */
export async function middleOf(sql: Sql, model: string): Promise<Float32Array | undefined> {
  const [row] = await sql.query<{ middle: Buffer | null }>(
    `select vector_send(avg(embedding)) as middle from (
       (select m.embedding from (
          select p.text_hash from installation i join version_entries v on v.version_id = i.current_version
          join passages p on p.entry_id = v.entry_id where p.kind <> 'answer' order by p.text_hash limit $2) example
        join embeddings m on m.text_hash = example.text_hash and m.model = $1)
       union all
       (select embedding from question_vectors where model = $1 order by decision_id desc limit $2)) both_of_them`,
    [model, SAMPLE],
  );
  return row?.middle ? unpacked(row.middle) : undefined;
}

/** The direction from the middle to the vector: of length 1, or 0 where it is the middle. */
export function fromMiddle(vector: Float32Array, middle: Float32Array | undefined): Float32Array {
  const apart = middle ? vector.map((x, i) => x - (middle[i] ?? 0)) : vector;
  const length = Math.hypot(...apart);
  return length > 1e-6 ? apart.map((x) => x / length) : new Float32Array(apart.length);
}
