/**
 * What a visitor filled in before they were helped: name and address become theirs, the
 * rest is context that agents see.
 */

import { Invalid } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { PreChatForm } from '../wire/inboxes.js';
import type { PreChatAnswers } from '../wire/visitor.js';
import { problemsOf } from './answers.js';
import type { ConversationRow } from './conversations.js';
import { append } from './events.js';
import { formIn, readInbox } from './inboxes.js';

const explained = {
  missing: 'is required',
  email: 'is not an e-mail address',
  phone: 'is not a telephone number',
  option: 'is not one of the options',
  unknown: 'is no field of this form',
};

/**
 * Once for each conversation: what comes again changes nothing. Throws `Invalid` naming the
 * fields that do not fit the form.
 */
export async function keepAnswers(tx: Sql, row: ConversationRow, given: PreChatAnswers): Promise<void> {
  if (typeof row.context.preChat === 'object') return;
  const form = await formOf(tx, row);
  if (!form) throw new Invalid('This inbox has no form to fill in.');
  const problems = [...problemsOf(form, given)];
  if (problems.length > 0)
    throw new Invalid(problems.map(([key, problem]) => `${key}: ${explained[problem]}`).join('; '));
  await keep(tx, row, form, given);
}

/**
 * With the opening of a conversation. The form may have changed since it was filled in: what no longer fits is left
 * out, the message behind it is not refused for it.
 */
export async function keepWhatFits(tx: Sql, row: ConversationRow, given: PreChatAnswers): Promise<void> {
  const form = await formOf(tx, row);
  if (!form) return;
  const problems = problemsOf(form, given);
  const answers = Object.fromEntries(Object.entries(given.answers).filter(([key]) => !problems.has(key)));
  await keep(tx, row, form, { ...given, answers });
}

/** As agents read it: labels in the language of the inbox. */
async function formOf(tx: Sql, row: ConversationRow): Promise<PreChatForm | undefined> {
  const { preChat, locale } = await readInbox(tx, row.inbox);
  return preChat ? formIn(preChat, locale, locale) : undefined;
}

async function keep(tx: Sql, row: ConversationRow, form: PreChatForm, given: PreChatAnswers): Promise<void> {
  const filled = form.fields
    .map(({ key, label }) => ({ key, label, value: given.answers[key]?.trim() ?? '' }))
    .filter(({ value }) => value !== '');
  const agreed = form.consent && given.consent ? { consent: form.consent } : {};
  if (filled.length === 0 && !given.consent) return;
  const contact = Object.fromEntries(
    filled.filter(({ key }) => key === 'email' || key === 'name').map(({ key, value }) => [key, value]),
  );
  // The name of a verified visitor is the one that was signed.
  await tx.query(
    `update visitors set email = coalesce($2, email),
       name = case when external_id is null then coalesce($3, name) else name end where id = $1`,
    [row.visitorId, contact.email ?? null, contact.name ?? null],
  );
  const others = filled.filter(({ key }) => !(key in contact)).map(({ key, label, value }) => [label ?? key, value]);
  row.context = { ...row.context, preChat: { ...Object.fromEntries(others), ...agreed } };
  await tx.query('update conversations set context = $2 where id = $1', [row.id, JSON.stringify(row.context)]);
  // The event is also what makes every open console look again.
  await append(tx, row, { type: 'contact', role: 'visitor', body: { contact } });
}
