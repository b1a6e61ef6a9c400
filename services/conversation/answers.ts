/**
 * Whether what a visitor filled in fits the form. Pure: the widget asks before it sends, the server before it keeps.
 */

import type { PreChatForm } from '../wire/inboxes.js';
import type { PreChatAnswers } from '../wire/visitor.js';

/**
 * `missing`: required and empty; `email`, `phone`: does not look like one; `option`: not among the
 * options; `unknown`: no such field.
 */
export type Problem = 'missing' | 'email' | 'phone' | 'option' | 'unknown';

/** Where the consent is not given. */
export const CONSENT = 'consent';

/** As far as it can be told without writing to it. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text);

/** By field; empty where everything fits. */
export function problemsOf(form: Pick<PreChatForm, 'fields' | 'consent'>, given: PreChatAnswers): Map<string, Problem> {
  const problems = new Map<string, Problem>();
  for (const { key, required, type, options } of form.fields) {
    const value = given.answers[key]?.trim() ?? '';
    if (!value) {
      if (required) problems.set(key, 'missing');
    } else if (type === 'email' && !isEmail(value)) problems.set(key, 'email');
    // Digits as people write them: +49 (0)30 123-45, ext. 6.
    else if (type === 'phone' && !/^\+?(?:[\s().\-/]*\d){5,20}(?:\s*(?:ext\.?|x)\s*\d{1,6})?\s*$/i.test(value))
      problems.set(key, 'phone');
    else if (type === 'select' && !options?.includes(value)) problems.set(key, 'option');
  }
  for (const key of Object.keys(given.answers))
    if (!form.fields.some((field) => field.key === key)) problems.set(key, 'unknown');
  if (form.consent && !given.consent) problems.set(CONSENT, 'missing');
  return problems;
}
