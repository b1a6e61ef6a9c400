import { expect, test } from 'vitest';
import { checkEntry } from './check.js';
import { fillVariables, unresolved } from './variables.js';

test('filled in, with the fallback where nothing is known', () => {
  const text = 'Hi {{visitor.name|there}}, {{agent.name|our team}} and {{ticket.id}}';
  expect(fillVariables(text, { 'visitor.name': 'Mia', 'agent.name': ' ' })).toBe('Hi Mia, our team and {{ticket.id}}');
});

test.each([
  ['Hi {{visitor.name|there}}, it is {{agent.name|our team}}', undefined],
  ['Hi {{visitor.name}}', '{{visitor.name}}'],
  ['Hi {{Visitor.Name|there}}', '{{Visitor.Name|there}}'],
  ['Hi {{visitor.age|there}} and {{visitor.name|there}}', '{{visitor.age|there}}'],
  ['Ticket #{Ticket.number}', '#{Ticket.number}'],
])('what would not be filled in is refused: %s', (answer, found) => {
  const entry = { key: 'a', title: 'A', questions: [], answer, locale: 'en', inboxes: [], tags: [] };
  const checked = checkEntry(entry);
  expect('faults' in checked && checked.faults[0]?.message).toEqual(
    found === undefined ? false : expect.stringContaining(`the placeholder ${found},`),
  );
});

test.each([
  [
    'each of ours, as often as it stands there',
    '{{visitor.name|a}} {{visitor.email|b}} {{agent.name|c}} {{inbox.name|d}} {{visitor.name|e}}',
    'V E A I V',
  ],
  ['a fallback of eighty letters at most', `{{visitor.name|${'x'.repeat(80)}}}`, 'V'],
  ['not of more', `{{visitor.name|${'x'.repeat(81)}}}`, `{{visitor.name|${'x'.repeat(81)}}}`],
  ['not without one', '{{visitor.name|}}', '{{visitor.name|}}'],
  ['not over lines', '{{visitor.name|a\nb}}', '{{visitor.name|a\nb}}'],
  ['the dot is a dot', '{{visitorxname|a}}', '{{visitorxname|a}}'],
  ['what is filled in is not filled in again', '{{agent.name|{{visitor.name|a}}}}', '{{agent.name|V}}'],
])('%s', (_, text, filled) => {
  const values = { 'visitor.name': ' V ', 'visitor.email': 'E', 'agent.name': 'A', 'inbox.name': 'I' };
  expect(fillVariables(text, values)).toBe(filled);
});

test('no name makes a pattern of itself', () => {
  expect(fillVariables('Hi {{visitor.name|there}}', { 'visitor.name': '$& $1 {{agent.name|us}}' })).toBe(
    'Hi $& $1 {{agent.name|us}}',
  );
});

test('what is left open, each once', () => {
  expect(unresolved('{{a}} {{b|c}} {{a}} {d} {{}} {{e\n}}')).toEqual(['{{a}}', '{{b|c}}']);
  expect(unresolved(`{{${'x'.repeat(200)}}}`)).toHaveLength(1);
  expect(unresolved(`{{${'x'.repeat(201)}}}`)).toEqual([]);
  expect(unresolved('plain')).toEqual([]);
});
