/** A question put to the bot from outside a conversation: the same decision, and nothing stored. */

import { type InboxLimits, inboxLimits } from '../../services/conversation/limits.js';
import { Invalid } from '../../services/errors.js';
import type { AskBody } from '../../services/wire/agent.js';
import { fillVariables } from '../variables.js';
import { type Decided, decide, type Services } from './decide.js';

export async function ask(
  services: Services,
  { question, inbox: slug = 'default', locale }: AskBody,
): Promise<Decided> {
  const inbox = (await inboxLimits(services.sql, slug)).get(slug);
  if (!inbox) throw new Invalid(`There is no inbox "${slug}".`);
  return asRead(await decide(services, { text: question, inbox, locale: locale ?? inbox.locale }), inbox);
}

/** The answers as a visitor without a name reads them. */
export function asRead(decided: Decided, { name }: Pick<InboxLimits, 'name'>): Decided {
  const best = decided.best.map((entry) => ({ ...entry, answer: fillVariables(entry.answer, { 'inbox.name': name }) }));
  return { ...decided, best };
}
