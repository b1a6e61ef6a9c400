/**
 * What an inbox allows the bot, for questions from outside a conversation: its error budget, or the threshold that
 * outranks it.
 */
import type { Sql } from '../../services/platform/db.js';

export type InboxLimits = {
  slug: string;
  name: string;
  locale: string;
  /** The owner's error budget: the share of the answers that may be wrong. */
  maxWrongAnswers: number;
  /** Set by hand; it outranks the threshold that is derived from the budget. */
  answerThreshold: number | null;
};

/** Every inbox by its slug, in the order of the slugs. */
export async function inboxLimits(sql: Sql): Promise<Map<string, InboxLimits>> {
  const rows = await sql.query<InboxLimits>(
    `select slug, name, locale, max_wrong_answers as "maxWrongAnswers", answer_threshold as "answerThreshold"
     from inboxes order by slug`,
  );
  return new Map(rows.map((inbox) => [inbox.slug, inbox]));
}
