/** A row of the log as the database has it, with only what a test is about. */
import { type EventRow, readEvent } from '../conversation/events.js';

type Stored = Parameters<typeof readEvent>[0];

/** A visitor's message without words, unless `it` says otherwise. */
export const eventRow = (it: Partial<Stored> = {}): EventRow =>
  readEvent({
    conversationId: 'c1',
    seq: 1,
    type: 'message',
    role: 'visitor',
    agentId: null,
    agentName: null,
    agentAvatar: null,
    clientId: null,
    bodyHash: null,
    text: null,
    replyTo: null,
    decisionId: null,
    body: {},
    createdAt: new Date('2026-01-12T10:00:00.123Z'),
    ...it,
  });
