import { expect, test } from 'vitest';
import { type EventRow, readEvent } from './events.js';
import { eventForAgent, eventForVisitor } from './present.js';

const createdAt = new Date('2026-03-01T10:00:00Z');
const nobody = { agentId: null, agentName: null, agentAvatar: null, clientId: null, bodyHash: null };
const row = (more: Partial<Parameters<typeof readEvent>[0]>): EventRow =>
  readEvent({
    ...{ conversationId: '', seq: 1, type: 'message', role: 'visitor', text: null, replyTo: null, decisionId: null },
    ...{ body: {}, createdAt, ...nobody, ...more },
  });
const told = { seq: 1, createdAt: createdAt.toISOString() };

test('a visitor is told what is theirs to see, and agents the rest', () => {
  const message = row({ body: { level: 'claimed', practice: { line: 2 }, choice: { seq: 3, index: 0 } } });
  const both = { ...told, type: 'message', role: 'visitor', choice: { seq: 3, index: 0 } };
  expect(eventForVisitor(message)).toEqual(both);
  expect(eventForAgent(message)).toEqual({ ...both, level: 'claimed' });

  const suggestions = [{ label: 'Return an item', key: 'returns' }, { label: 'None of these' }];
  expect(eventForVisitor(row({ role: 'bot', body: { suggestions } })).suggestions).toEqual([
    { label: 'Return an item' },
    { label: 'None of these' },
  ]);
});

test('what an older program wrote is read: what is missing stays missing, what does not belong stays unseen', () => {
  for (const type of ['note', 'move', 'feedback', 'rating', 'contact', 'mark'] as const)
    expect(eventForAgent(row({ type, role: 'system' })), type).toEqual({ ...told, type, role: 'system' });
  const older = { ...row({ role: null }), body: JSON.parse('{ "oldKey": 1, "notice": { "kind": "left" } }') };
  expect(eventForAgent(readEvent(older))).toEqual({ ...told, type: 'message' });
});
