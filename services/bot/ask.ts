/** A question put to the bot from outside a conversation: the same decision, nothing stored. */
import { Invalid } from '../errors.js';
import type { AskBody } from '../protocol.js';
import { type Decided, decide } from './decide.js';

export async function ask(
  services: Parameters<typeof decide>[0],
  { question, inbox = 'default', locale }: AskBody,
): Promise<Decided> {
  const [row] = await services.sql.query<{ locale: string; maxWrongAnswers: number; answerThreshold: number | null }>(
    `select locale, max_wrong_answers as "maxWrongAnswers", answer_threshold as "answerThreshold" from inboxes where slug = $1`,
    [inbox],
  );
  if (!row) throw new Invalid(`There is no inbox "${inbox}".`);
  return decide(services, { text: question, inbox: { slug: inbox, ...row }, locale: locale ?? row.locale });
}
