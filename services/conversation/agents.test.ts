/** Who may read what and act as what: roles, teams, guests and practice, as a table. */
import { expect, test } from 'vitest';
import type { StaffRole } from '../wire/conversation.js';
import { type AgentRow, capacitiesOf, isLead, sees, seesConversation, serves } from './agents.js';
import { changesOf } from './audit.js';

const agent = (role: StaffRole, inboxes: string[] = []): AgentRow => ({
  id: 'a1',
  email: 'lena@team.test',
  name: 'Lena',
  avatar: null,
  role,
  available: true,
  capacity: 3,
  inboxes,
});

test.each<[StaffRole, string[], boolean, boolean, boolean]>([
  ['agent', [], true, true, false],
  ['agent', ['default', 'sales'], true, true, false],
  ['agent', ['sales'], false, false, false],
  ['manager', ['sales'], false, true, true],
  ['admin', ['sales'], false, true, true],
  ['admin', [], true, true, true],
  ['content', [], true, false, false],
  ['content', ['default'], true, false, false],
])('%s of %j: serves the inbox %s, sees it %s, leads %s', (role, inboxes, served, seen, leads) => {
  const it = agent(role, inboxes);
  expect([serves(it, 'default'), sees(it, 'default'), isLead(it)]).toEqual([served, seen, leads]);
});

test.each<[string, StaffRole, string[], { participants?: string[]; practiceFor?: string }, boolean]>([
  ['of the inbox', 'agent', [], {}, true],
  ['of another inbox', 'agent', ['sales'], {}, false],
  ['a guest', 'agent', ['sales'], { participants: ['a0', 'a1'] }, true],
  ['beside a guest', 'agent', ['sales'], { participants: ['a2'] }, false],
  ['content, though a guest', 'content', [], { participants: ['a1'] }, false],
  ['in practice of their own', 'agent', ['sales'], { practiceFor: 'a1' }, true],
  ['in somebody else’s practice', 'admin', [], { practiceFor: 'a2' }, false],
  ['a guest in somebody else’s practice', 'agent', [], { practiceFor: 'a2', participants: ['a1'] }, false],
  ['content in practice', 'content', [], { practiceFor: 'a1' }, false],
])('%s sees the conversation', (_, role, inboxes, { participants = [], practiceFor = null }, seen) => {
  expect(seesConversation(agent(role, inboxes), { inbox: 'default', participants, practiceFor })).toBe(seen);
});

test.each<[StaffRole, string | null, string[]]>([
  ['agent', null, ['agent']],
  ['agent', 'a1', ['agent', 'owner']],
  ['agent', 'a2', ['agent']],
  ['manager', 'a1', ['agent', 'owner', 'lead']],
  ['admin', 'a2', ['agent', 'lead']],
])('%s acts on a conversation of %s as %j', (role, agentId, as) => {
  expect(capacitiesOf(agent(role), { agentId })).toEqual(as);
});

test('of what was changed the log holds what differs, and long values cut', () => {
  const before = { name: 'A', origins: ['x'], hours: null, kept: 1 };
  expect(changesOf(before, { name: 'B', origins: ['x'], hours: undefined, kept: 1 })).toEqual({ name: ['A', 'B'] });
  expect(changesOf(before, {})).toEqual({});
  expect(changesOf({}, { added: 0, none: null })).toEqual({ added: [null, 0] });
  expect(changesOf({ origins: ['x'] }, { origins: ['x', 'y'] })).toEqual({ origins: [['x'], ['x', 'y']] });
  // With its quotes a text of 398 is 400 long.
  const [fits, long] = ['x'.repeat(398), 'x'.repeat(399)];
  expect(changesOf({}, { fits, long })).toEqual({ fits: [null, fits], long: [null, `"${'x'.repeat(399)}…`] });
});
