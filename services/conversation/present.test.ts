/** What of a row goes out, to whom: every field, and every field that must not. */
import { describe, expect, test } from 'vitest';
import { eventRow } from '../testing/events.js';
import type { Event } from '../wire/conversation.js';
import type { AgentRow } from './agents.js';
import type { ConversationRow } from './conversations.js';
import {
  agentForStaff,
  type Beside,
  conversationForAgent,
  conversationForVisitor,
  decisionForAgent,
  eventForAgent,
  eventForVisitor,
  fileForWire,
  listedForVisitor,
  visitorSees,
} from './present.js';

const at = new Date('2026-01-12T10:00:00.123Z');
const later = new Date('2026-01-12T11:00:00.456Z');
const [time, laterTime] = [at.toISOString(), later.toISOString()];

const event = (it: Parameters<typeof eventRow>[0] = {}) => eventRow({ seq: 3, createdAt: at, ...it });

describe('an event', () => {
  test.each(['message', 'move', 'feedback', 'rating', 'contact'] as const)('of type %s is for the visitor', (type) => {
    expect(visitorSees({ type })).toBe(true);
  });
  test.each(['note', 'mark'] as const)('of type %s is not', (type) => {
    expect(visitorSees({ type })).toBe(false);
  });

  test('with nothing in it is its number, kind, who and when', () => {
    expect(eventForVisitor(event())).toStrictEqual({ seq: 3, type: 'message', role: 'visitor', createdAt: time });
    expect(eventForVisitor(event({ role: null }))).toStrictEqual({ seq: 3, type: 'message', createdAt: time });
  });

  const stored = { id: 'f1', key: 'secret key', name: 'a b.png', type: 'image/png', size: 7 };
  const file = { id: 'f1', name: 'a b.png', type: 'image/png', size: 7 };
  const files = [{ ...file, url: '/v1/files/f1/secret key/a%20b.png' }];
  const lena = { agentId: 'a1', agentName: 'Lena', agentAvatar: '/v1/pictures/x' };
  const kept = { clientId: 'k1', bodyHash: Buffer.from('hash'), text: 'Hello', replyTo: 2, decisionId: 9 };
  /** What every body could hold, whatever its type: each event shows its own, and nothing else. */
  const body: Parameters<typeof eventRow>[0] extends { body?: infer B } | undefined ? B : never = {
    notice: { kind: 'joined' },
    move: { name: 'take', from: 'queued', to: 'assigned' },
    after: { inbox: 'default' },
    citations: [{ index: 1, title: 'Terms', text: 'All of it.' }],
    entries: ['terms'],
    suggestions: [{ label: 'Yes', key: 'secret' }],
    smallTalk: true,
    choice: { seq: 1, index: 0 },
    feedback: { seq: 1, helpful: true },
    rating: { score: 5 },
    files: [stored],
    contact: { email: 'paula@mail.test' },
    level: 'claimed',
    mentions: ['a2'],
    mark: { kind: 'tagged', tags: ['x'] },
    canned: 'c9',
    skills: ['law'],
    practice: { line: 1 },
  };
  type Told = { all: Partial<Event>; team: Partial<Event> };
  const face = { agent: { name: 'Lena', avatar: '/v1/pictures/x' } };
  const told: [Event['type'], NonNullable<Event['role']>, Told][] = [
    [
      'message',
      'visitor',
      { all: { choice: { seq: 1, index: 0 }, files, clientId: 'k1' }, team: { level: 'claimed' } },
    ],
    ['message', 'bot', { all: { citations: body.citations, suggestions: [{ label: 'Yes' }] }, team: {} }],
    ['message', 'agent', { all: { files, ...face }, team: {} }],
    ['message', 'system', { all: {}, team: {} }],
    ['note', 'agent', { all: { files }, team: { mentions: ['a2'] } }],
    ['move', 'agent', { all: { notice: body.notice }, team: { move: body.move } }],
    ['feedback', 'visitor', { all: { feedback: { seq: 1, helpful: true }, clientId: 'k1' }, team: {} }],
    ['rating', 'visitor', { all: { rating: { score: 5 }, clientId: 'k1' }, team: {} }],
    ['contact', 'visitor', { all: { contact: { email: 'paula@mail.test' }, clientId: 'k1' }, team: {} }],
    ['mark', 'agent', { all: {}, team: { mark: { kind: 'tagged', tags: ['x'] } } }],
  ];

  test.each(told)(
    'a %s of %s shows its own to a visitor, and to an agent what is the team’s besides',
    (type, role, it) => {
      const whole = event({ type, role, ...kept, ...(role === 'agent' && lena), body });
      const both = { seq: 3, type, text: 'Hello', replyTo: 2, createdAt: time, ...it.all };
      expect(eventForVisitor(whole)).toStrictEqual({ ...both, role: type === 'move' ? 'system' : role });
      expect(eventForAgent(whole)).toStrictEqual({
        ...both,
        ...it.team,
        ...(role === 'agent' && { agentId: 'a1', ...face }),
        role,
        clientId: 'k1',
        decisionId: 9,
      });
    },
  );

  test('what an older program wrote is read: what is missing stays missing, what does not belong stays unseen', () => {
    for (const type of ['note', 'move', 'feedback', 'rating', 'contact', 'mark'] as const)
      expect(eventForAgent(event({ type, role: 'system' })), type).toEqual({
        ...{ seq: 3, createdAt: time },
        type,
        role: 'system',
      });
    const older = event({ role: null, body: JSON.parse('{ "oldKey": 1, "notice": { "kind": "left" } }') });
    expect(eventForAgent(older)).toEqual({ seq: 3, createdAt: time, type: 'message' });
  });

  test('a clientId goes back to whoever sent it only', () => {
    expect(eventForVisitor(event({ clientId: 'k1' })).clientId).toBe('k1');
    expect(eventForVisitor(event({ clientId: 'k1', role: 'bot' }))).not.toHaveProperty('clientId');
    expect(eventForAgent(event({ clientId: 'k1', role: 'bot' })).clientId).toBe('k1');
  });

  test('a move is told to a visitor by the system, without a face', () => {
    const move = event({ type: 'move', role: 'agent', agentName: 'Lena', agentAvatar: null });
    expect(eventForVisitor(move)).toStrictEqual({ seq: 3, type: 'move', role: 'system', createdAt: time });
    expect(eventForAgent(move)).toStrictEqual({
      seq: 3,
      type: 'move',
      role: 'agent',
      agent: { name: 'Lena' },
      createdAt: time,
    });
  });

  test('a file’s key is in its address alone', () => {
    expect(fileForWire(stored)).not.toHaveProperty('key');
  });
});

const row = (it: Partial<ConversationRow & Beside> = {}): ConversationRow & Beside => ({
  id: 'c1',
  inbox: 'default',
  visitorId: 'v1',
  locale: 'en',
  timeZone: null,
  context: { page: 'x' },
  state: 'bot',
  agentId: null,
  seq: 4,
  ownerEpoch: 1,
  lastVisitorSeq: 3,
  settledSeq: 2,
  passedSeq: 0,
  botHelps: false,
  owedSince: null,
  wantsPerson: false,
  lastSpeaker: null,
  lastText: null,
  turnToken: 0,
  turnAttempts: 0,
  queuedAt: null,
  reason: null,
  priority: 0,
  visitorSeenSeq: 0,
  agentSeenSeq: 0,
  deliveredSeq: 0,
  receiptsAt: null,
  skills: [],
  why: null,
  tags: [],
  participants: [],
  mentioned: [],
  snoozedUntil: null,
  practiceFor: null,
  createdAt: at,
  updatedAt: later,
  agentName: null,
  agentAvatar: null,
  position: null,
  eta: null,
  offer: null,
  visitorName: null,
  visitorEmail: null,
  visitorLevel: 'anonymous',
  emailProven: null,
  blocked: null,
  invited: null,
  ...it,
});

describe('a conversation', () => {
  const bare = {
    id: 'c1',
    state: 'bot',
    seq: 4,
    ownerEpoch: 1,
    inbox: 'default',
    locale: 'en',
    createdAt: time,
    updatedAt: laterTime,
  };
  const bareForAgent = {
    ...bare,
    lastVisitorSeq: 3,
    settledSeq: 2,
    visitor: { id: 'v1', level: 'anonymous' },
    context: { page: 'x' },
  };

  test('with nothing in it', () => {
    expect(conversationForVisitor(row())).toStrictEqual(bare);
    expect(conversationForAgent(row())).toStrictEqual(bareForAgent);
    expect(listedForVisitor({ ...row(), unread: 0 })).toStrictEqual({ ...bare, unread: 0 });
  });

  test('a face is shown while it is assigned, a place while it is queued', () => {
    const both = { agentName: 'Lena', agentAvatar: 'p', position: 2, eta: [10, 60] as [number, number] };
    for (const state of ['bot', 'queued', 'assigned', 'resolved'] as const) {
      const { agent, queue } = conversationForVisitor(row({ ...both, state }));
      expect([state, agent]).toEqual([state, state === 'assigned' ? { name: 'Lena', avatar: 'p' } : undefined]);
      expect([state, queue]).toEqual([state, state === 'queued' ? { position: 2, etaSeconds: [10, 60] } : undefined]);
    }
    expect(conversationForVisitor(row({ state: 'queued', position: 1 })).queue).toStrictEqual({ position: 1 });
    expect(conversationForVisitor(row({ state: 'assigned', agentName: 'Lena' })).agent).toStrictEqual({ name: 'Lena' });
  });

  test('says how far it was read where it was', () => {
    const seen = (it: Partial<ConversationRow>) => conversationForVisitor(row(it)).seen;
    expect(seen({ visitorSeenSeq: 1 })).toStrictEqual({ visitor: 1 });
    expect(seen({ agentSeenSeq: 2 })).toStrictEqual({ agent: 2 });
    expect(seen({ deliveredSeq: 3 })).toStrictEqual({ delivered: 3 });
    expect(seen({ visitorSeenSeq: 1, agentSeenSeq: 2, deliveredSeq: 3 })).toStrictEqual({
      visitor: 1,
      agent: 2,
      delivered: 3,
    });
  });

  const whole = row({
    state: 'queued',
    agentId: 'a1',
    queuedAt: at,
    reason: 'asked_for_human',
    lastText: 'Hello',
    lastSpeaker: 'visitor',
    visitorName: 'Paula',
    visitorEmail: 'paula@mail.test',
    visitorLevel: 'verified',
    emailProven: true,
    blocked: { by: 'Lena', why: 'pills', at: time },
    invited: [{ id: 'a2', name: 'Ben' }],
    tags: ['vip'],
    participants: ['a2'],
    mentioned: ['a3'],
    snoozedUntil: later,
    offer: { agentIds: ['a1'], expiresAt: '2026-01-12T12:00:00+01:00' },
    why: 'offered',
    skills: ['law'],
    practiceFor: 'a1',
    priority: 7,
    turnToken: 8,
  });

  test('goes to an agent with all that the team knows', () => {
    expect(conversationForAgent(whole)).toStrictEqual({
      ...bareForAgent,
      state: 'queued',
      agentId: 'a1',
      queuedAt: time,
      reason: 'asked_for_human',
      visitor: {
        id: 'v1',
        name: 'Paula',
        email: 'paula@mail.test',
        level: 'verified',
        emailProven: true,
        blocked: { by: 'Lena', why: 'pills', at: time },
      },
      tags: ['vip'],
      participants: [{ id: 'a2', name: 'Ben' }],
      mentioned: ['a3'],
      snoozedUntil: laterTime,
      lastText: 'Hello',
      lastRole: 'visitor',
      offer: { agentIds: ['a1'], expiresAt: '2026-01-12T11:00:00.000Z' },
      why: 'offered',
      skills: ['law'],
      practice: true,
    });
  });

  test('goes to its visitor without any of it, in the list with its last words', () => {
    expect(conversationForVisitor(whole)).toStrictEqual({ ...bare, state: 'queued' });
    expect(listedForVisitor({ ...whole, unread: 2 })).toStrictEqual({
      ...bare,
      state: 'queued',
      lastText: 'Hello',
      unread: 2,
    });
  });

  test('an address that is not proven is not said to be', () => {
    expect(conversationForAgent(row({ emailProven: false })).visitor).not.toHaveProperty('emailProven');
    expect(conversationForAgent(row({ invited: [] }))).not.toHaveProperty('participants');
  });
});

test('an account has its picture or none', () => {
  const lena: AgentRow = {
    id: 'a1',
    email: 'lena@team.test',
    name: 'Lena',
    avatar: null,
    role: 'agent',
    available: true,
    capacity: 3,
    inboxes: [],
  };
  const { avatar: _, ...rest } = lena;
  expect(agentForStaff(lena)).toStrictEqual(rest);
  expect(agentForStaff({ ...lena, avatar: 'p' })).toStrictEqual({ ...rest, avatar: 'p' });
});

test('a decision leaves out what it has not', () => {
  const decision: Parameters<typeof decisionForAgent>[0] = {
    id: 1,
    createdAt: at,
    question: 'Where?',
    fromSeq: 1,
    toSeq: 2,
    candidates: [],
    features: {},
    confidence: 0.5,
    thresholds: { answer: 0.7, suggest: 0.4 },
    verdict: 'suggest',
    ms: 12,
  };
  // As the database has it.
  const empty = Object.assign(
    { ...decision },
    { context: null, parts: null, version: null, reason: null, model: null },
  );
  expect(decisionForAgent(empty)).toStrictEqual({ ...decision, createdAt: time });
  const more = {
    context: 'Before?',
    parts: [],
    version: 3,
    reason: 'low_confidence' as const,
    model: 'm',
  };
  expect(decisionForAgent({ ...decision, ...more })).toStrictEqual({ ...decision, ...more, createdAt: time });
});
