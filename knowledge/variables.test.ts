import { expect, test } from 'vitest';
import { checkEntry } from './check.js';
import { fillVariables } from './variables.js';

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
