/** A question put to the bot from outside a conversation: the same decision, nothing stored, and the answers as a visitor without a name reads them. */

import { Invalid } from '../../services/errors.js';
import type { AskBody } from '../../services/wire/agent.js';
import { fillVariables } from '../variables.js';
import { type Decided, decide } from './decide.js';

export async function ask(
  services: Parameters<typeof decide>[0],
  { question, inbox = 'default', locale }: AskBody,
): Promise<Decided> {
  const [row] = await services.sql.query<{
    name: string;
    locale: string;
    maxWrongAnswers: number;
    answerThreshold: number | null;
  }>(
    `select name, locale, max_wrong_answers as "maxWrongAnswers", answer_threshold as "answerThreshold"
     from inboxes where slug = $1`,
    [inbox],
  );
  if (!row) throw new Invalid(`There is no inbox "${inbox}".`);
  const { name, ...limits } = row;
  const asked = { text: question, inbox: { slug: inbox, ...limits }, locale: locale ?? row.locale };
  const decided = await decide(services, asked);
  const best = decided.best.map((entry) => ({ ...entry, answer: fillVariables(entry.answer, { 'inbox.name': name }) }));
  return { ...decided, best };
}
