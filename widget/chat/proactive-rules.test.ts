import { expect, test } from 'vitest';
import type { ProactiveRule } from '../../services/wire/inboxes.js';
import { fits, toSay } from './proactive-rules.js';

test.each([
  ['/pricing', '/pricing', true],
  ['/pricing', '/pricing/', false],
  ['/pricing*', '/pricing/teams', true],
  ['/docs/*/install', '/docs/v2/linux/install', true],
  ['/docs/*/install', '/docs/install', false],
  ['*', '/anything/at/all', true],
  ['/a.b', '/axb', false],
  ['/a+(b)?[c]', '/a+(b)?[c]', true],
  ['/Shop', '/shop', false],
])('%s and %s: %s', (pattern, path, fit) => expect(fits(pattern, path)).toBe(fit));

const rule = (id: string, more: Partial<ProactiveRule> = {}): ProactiveRule => ({
  ...{ id, pages: ['/shop*'], text: id, once: 'visitor' },
  ...more,
});
const at = (path: string, seconds = 0, scrolled = 0) => ({ path, seconds, scrolled });
const none = () => false;

test('the first rule that fits speaks, when its time has come', () => {
  const rules = [
    rule('slow', { afterSeconds: 10 }),
    rule('deep', { afterScroll: 50 }),
    rule('prices', { pages: ['/prices'] }),
  ];
  expect(toSay(rules, at('/shop', 9, 49), none)).toBeUndefined();
  expect(toSay(rules, at('/shop', 9, 50), none)?.id).toBe('deep');
  expect(toSay(rules, at('/shop', 10, 50), none)?.id).toBe('slow');
  expect(toSay(rules, at('/prices'), none)?.id).toBe('prices');
  expect(toSay(rules, at('/elsewhere', 99, 100), none)).toBeUndefined();
  // Both have to be true where both are set.
  const both = [rule('both', { afterSeconds: 5, afterScroll: 50 })];
  expect(toSay(both, at('/shop', 9, 10), none)).toBeUndefined();
  expect(toSay(both, at('/shop', 9, 60), none)?.id).toBe('both');
});

test('what has been said is not said again', () => {
  const rules = [rule('first'), rule('second')];
  expect(toSay(rules, at('/shop'), ({ id }) => id === 'first')?.id).toBe('second');
  expect(toSay(rules, at('/shop'), () => true)).toBeUndefined();
});

test('where a rule names no time and no depth, it speaks at once; a page is one of several', () => {
  const rules = [rule('a', { pages: ['/x', '/shop/*'] })];
  expect(toSay(rules, at('/shop/1'), none)?.id).toBe('a');
  expect(toSay(rules, at('/shop'), none)).toBeUndefined();
  expect(toSay([rule('a', { pages: [] })], at('/shop'), none)).toBeUndefined();
  expect(toSay([rule('a', { afterSeconds: 1 })], at('/shop', 0.999), none)).toBeUndefined();
  expect(toSay([rule('a', { afterSeconds: 1 })], at('/shop', 1), none)?.id).toBe('a');
  expect(toSay([rule('a', { afterScroll: 1 })], at('/shop', 99, 0), none)).toBeUndefined();
});
