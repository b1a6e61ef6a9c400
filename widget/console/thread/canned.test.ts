import { expect, test } from 'vitest';
import { insert, placeholders, slashAt } from './canned.js';

test('a slash that begins a word opens the list; one inside a word or an address does not', () => {
  expect(slashAt('/re', 3)).toEqual({ from: 0, q: 're' });
  expect(slashAt('Hello /', 7)).toEqual({ from: 6, q: '' });
  expect(slashAt('Hello\n/größe tail', 12)).toEqual({ from: 6, q: 'größe' });
  expect(slashAt('and/or', 6)).toBeUndefined();
  expect(slashAt('https://shop.example/x', 22)).toBeUndefined();
  expect(slashAt('/re turn', 8)).toBeUndefined();
  expect(slashAt('/reset', 3)).toEqual({ from: 0, q: 're' });
});

test('it stands where the slash stood, and the first placeholder is selected to be typed over', () => {
  const slash = { from: 6, q: 'to' };
  expect(insert('Hello /to, bye', slash, 9, { text: 'Take it.', unresolved: [] })).toEqual({
    text: 'Hello Take it., bye',
    select: [14, 14],
  });
  const open = { text: 'Order {{order.number}} is on its way.', unresolved: ['{{order.number}}'] };
  const { text, select } = insert('/o', { from: 0, q: 'o' }, 2, open);
  expect(text.slice(...select)).toBe('{{order.number}}');
  expect(placeholders(`${text} ${text}`)).toEqual(['{{order.number}}']);
  expect(placeholders('{ not one } {{}}')).toEqual([]);
});

test.each([
  ['Hello. /s', '1. Open', 'Hello.\n\n1. Open'],
  ['Hello. /s Bye.', '- Open\n- Close', 'Hello.\n\n- Open\n- Close\n\nBye.'],
  ['Hello.\n/s\nBye.', '> So it was.', 'Hello.\n> So it was.\nBye.'],
  ['/s  \nBye.', '```\ncode\n```', '```\ncode\n```  \nBye.'],
  ['Hello. /s Bye.', 'Open it.\nClose it.', 'Hello.\n\nOpen it.\nClose it.\n\nBye.'],
  ['See /s.', '## Steps', 'See\n\n## Steps\n\n.'],
  ['It is /s today', '5.5 degrees - or #1', 'It is 5.5 degrees - or #1 today'],
])('a block stands apart from the text on its line: %j with %j', (typed, text, whole) => {
  const from = typed.indexOf('/s');
  const put = insert(typed, { from, q: 's' }, from + 2, { text, unresolved: [] });
  expect(put.text).toBe(whole);
  expect(put.select).toEqual([whole.indexOf(text) + text.length, whole.indexOf(text) + text.length]);
  const open = { text: `${text} {{order}}`, unresolved: ['{{order}}'] };
  const gap = insert(typed, { from, q: 's' }, from + 2, open);
  expect(gap.text.slice(...gap.select)).toBe('{{order}}');
});
