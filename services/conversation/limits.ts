/**
 * What an inbox allows the bot: how many answers may be wrong, or the threshold that outranks it, and what is for
 * people alone. Read here and nowhere else.
 */
import { NotFound } from '../errors.js';
import type { Sql } from '../platform/db.js';
import { type By, changesOf, note } from './audit.js';

export type InboxLimits = {
  slug: string;
  name: string;
  locale: string;
  /** The error budget: the share of the answers that may be wrong. */
  maxWrongAnswers: number;
  /** Set by hand, it outranks the threshold that is derived from the budget. */
  answerThreshold: number | null;
  /** Words and phrases that the bot leaves to people. */
  sensitive: string[];
};

/** Every inbox by its slug, in the order of the slugs; or the one that is named. */
export async function inboxLimits(sql: Sql, slug?: string): Promise<Map<string, InboxLimits>> {
  const rows = await sql.query<InboxLimits>(
    `select slug, name, locale, max_wrong_answers as "maxWrongAnswers", answer_threshold as "answerThreshold", sensitive
     from inboxes ${slug === undefined ? '' : 'where slug = $1'} order by slug`,
    slug === undefined ? [] : [slug],
  );
  return new Map(rows.map((inbox) => [inbox.slug, inbox]));
}

/** Sets the error budget, the threshold or both (null: none by hand any more). Throws `NotFound`. */
export async function changeLimits(
  tx: Sql,
  slug: string,
  change: { maxWrongAnswers?: number | undefined; answerThreshold?: number | null | undefined },
  by: By,
): Promise<void> {
  await tx.query('select 1 from inboxes where slug = $1 for update', [slug]);
  const before = (await inboxLimits(tx, slug)).get(slug);
  await tx.query(
    `update inboxes set max_wrong_answers = coalesce($2::real, max_wrong_answers),
       answer_threshold = case when $3 then $4::real else answer_threshold end where slug = $1`,
    [slug, change.maxWrongAnswers ?? null, change.answerThreshold !== undefined, change.answerThreshold ?? null],
  );
  const after = (await inboxLimits(tx, slug)).get(slug);
  if (!before || !after) throw new NotFound();
  const changes = changesOf(before, after);
  const target = { kind: 'inbox', id: slug, name: before.name } as const;
  if (Object.keys(changes).length) await note(tx, by, { action: 'inbox_changed', target, details: { changes } });
}
