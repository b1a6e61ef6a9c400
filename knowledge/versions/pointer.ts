/** Which version everybody reads: one row, moved in one transaction, with a record of every move. */
import { note as audit, type By, script } from '../../services/conversation/audit.js';
import { Conflict, Invalid, NotFound } from '../../services/errors.js';
import type { Db, Sql } from '../../services/platform/db.js';
import { draftGone, learnedOf } from './draft.js';

/** `by` is for the audit log; whoever is not named there came by a script. */
export type Who = { author?: string | undefined; note?: string | undefined; by?: By | undefined };

/**
 * Points everybody to the draft, unless another version was published since it was based on `base`, or it is not fitted
 * (any more).
 */
export function flip(
  db: Db,
  draft: number,
  base: number | undefined,
  { author, note, by }: Who = {},
): Promise<boolean> {
  return db.tx(async (tx) => {
    if ((await lockPointer(tx)) !== base) return false;
    const [published] = await tx.query<{ author: string | null; note: string | null }>(
      `update versions v set state = 'published', published_at = now(), author = coalesce($3, v.author),
         note = coalesce($4, v.note), learned = ${learnedOf('$2', `v.fitted ->> 'model'`)}
       where v.id = $1 and v.state = 'draft' and v.fitted ? 'model' returning v.author, v.note`,
      [draft, base ?? null, author ?? null, note ?? null],
    );
    if (!published) {
      // Somebody wrote into it since it was fitted: it has to be fitted again.
      if ((await tx.query(`select 1 from versions where id = $1 and state = 'draft'`, [draft])).length) return false;
      throw draftGone();
    }
    await point(tx, draft, 'publish', { ...published, by, from: base });
    return true;
  });
}

export type RollbackProps = Who & {
  version: number;
  /** Of the embedder in use: vectors of another model would find nothing. */
  model: string;
  /** What the caller takes to be current; refused where it is not any more. */
  current?: number | undefined;
};

/** Makes a version that was current once current again. Nothing is embedded, fitted or copied. */
export function rollback(
  db: Db,
  { version, model, current, ...who }: RollbackProps,
): Promise<{ version: number; from: number; changed: boolean }> {
  return db.tx(async (tx) => {
    const from = await lockPointer(tx);
    if (from === undefined) throw new Invalid('Nothing is published yet.');
    const [target] = await tx.query<{ state: string; model: string | null }>(
      `select state, fitted ->> 'model' as model from versions where id = $1`,
      [version],
    );
    if (!target) throw new NotFound(`There is no version ${version}.`);
    if (target.state !== 'published')
      throw new Conflict('not_published', `Version ${version} is a draft: publish it instead.`);
    if (current !== undefined && current !== from)
      throw new Conflict(
        'moved_on',
        `Version ${from} is current now, no longer ${current}. Look again before you roll back.`,
      );
    if (target.model !== model)
      throw new Conflict(
        'other_model',
        `Version ${version} was made with the embedding model ${target.model ?? 'of an unknown name'}, and ${model} is in use. Start with that model, or load the answers again.`,
      );
    if (from === version) return { version, from, changed: false };
    await tx.query(`update versions v set learned = ${learnedOf('$2', `v.fitted ->> 'model'`)} where v.id = $1`, [
      version,
      from,
    ]);
    await point(tx, version, 'rollback', { ...who, from });
    return { version, from, changed: true };
  });
}

async function lockPointer(tx: Sql): Promise<number | undefined> {
  // Minutes of work should not be lost to somebody who holds the row for some seconds.
  await tx.query(`set local lock_timeout = '20s'`);
  await tx.query(`set local statement_timeout = '30s'`);
  const [row] = await tx.query<{ current: number | null }>(
    'select current_version as current from installation for update',
  );
  return row?.current ?? undefined;
}

async function point(
  tx: Sql,
  version: number,
  kind: 'publish' | 'rollback',
  {
    author,
    note,
    by,
    from,
  }: {
    author?: string | null | undefined;
    note?: string | null | undefined;
    by?: By | undefined;
    from?: number | undefined;
  },
): Promise<void> {
  await tx.query('update installation set current_version = $1', [version]);
  await tx.query('insert into publications (version_id, kind, author, note) values ($1, $2, $3, $4)', [
    version,
    kind,
    author ?? null,
    note ?? null,
  ]);
  await audit(tx, by ?? { ...script, ...(author && { name: author }) }, {
    action: kind === 'publish' ? 'version_published' : 'version_rolled_back',
    target: { kind: 'version', id: `${version}` },
    details: { ...(from !== undefined && { from }), ...(note && { note }) },
  });
}
