/** Which sentence the chat may say first, and whether it has been said. Pure. */
import type { ProactiveRule } from '../../services/wire/inboxes.js';

export interface Seen {
  path: string;
  /** Since this page was opened. */
  seconds: number;
  /** How far down, in percent. */
  scrolled: number;
}

/** `*` stands for anything, slashes included; the whole path has to fit. */
export function fits(pattern: string, path: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(path);
}

/** The first rule that fits now and has not been said. */
export function toSay(
  rules: readonly ProactiveRule[],
  seen: Seen,
  said: (rule: ProactiveRule) => boolean,
): ProactiveRule | undefined {
  return rules.find(
    (rule) =>
      !said(rule) &&
      seen.seconds >= (rule.afterSeconds ?? 0) &&
      seen.scrolled >= (rule.afterScroll ?? 0) &&
      onPage(rule, seen.path),
  );
}

export const onPage = (rule: ProactiveRule, path: string): boolean => rule.pages.some((page) => fits(page, path));
