import { expect, test } from 'vitest';
import { blank, entryOf, readable, same, slugOf, typedOf } from './text.js';

test.each([
  ['Where is my parcel?', 'where-is-my-parcel'],
  ['Wo ist mein Päckchen?', 'wo-ist-mein-paeckchen'],
  ['What’s new — à la carte', 'whats-new-a-la-carte'],
  ['  !  ', ''],
  ['配送', '配送'],
])('%s is suggested as %s', (title, slug) => expect(slugOf(title)).toBe(slug));

test('a long title is cut between words', () => {
  const slug = slugOf('How long does it take until a parcel that I have sent back arrives at your house');
  expect(slug).toBe('how-long-does-it-take-until-a-parcel-that-i-have-sent-back');
});

test('an entry goes into the fields and comes out as it was', () => {
  const entry = {
    title: 'Returns',
    questions: ['Can I send it back?', 'How do I return it?'],
    answer: 'Yes.',
    locale: 'en',
    inboxes: ['shop'],
    tags: ['a b', 'c'],
    link: 'https://example.com',
    audience: 'agents' as const,
    validUntil: '2026-01-31',
  };
  expect(entryOf(typedOf({ ...entry, key: 'returns' }))).toEqual(entry);
});

test('empty lines, blanks and what stands there twice are left out', () => {
  const typed = { ...blank, title: ' T ', questions: 'a\n\n b \na', tags: 'x, ,x,y ', locale: 'en' };
  expect(entryOf(typed)).toMatchObject({ title: 'T', questions: ['a', 'b'], tags: ['x', 'y'] });
  expect(entryOf(typed)).not.toHaveProperty('link');
});

test('the same is the same, and a tick is a difference', () => {
  expect(same(blank, { ...blank, inboxes: [] })).toBe(true);
  expect(same(blank, { ...blank, inboxes: ['shop'] })).toBe(false);
});

test('our variables read as their fallback; others stay to be seen', () => {
  expect(readable('Hello {{visitor.name|there}}, {{order.id}}')).toBe('Hello there, {{order.id}}');
});
