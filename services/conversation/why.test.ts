/**
 * Who may not have a waiting conversation, for what reason, and what is said of it: a table, each boundary from both
 * sides.
 */
import { describe, expect, test } from 'vitest';
import type { SkipReason } from '../wire/agent.js';
import { type AgentFacts, explain, inQueueOrder, loadOf, skip, type WaitingFacts } from './why.js';

const agent = (it: Partial<AgentFacts> = {}): AgentFacts => ({
  id: 'a1',
  name: 'Lena',
  available: true,
  present: true,
  capacity: 2,
  inboxes: {},
  languages: [],
  skills: [],
  has: {},
  offers: [],
  ...it,
});
const waiting = (it: Partial<WaitingFacts> = {}): WaitingFacts => ({
  id: 'c1',
  inbox: 'default',
  visitorId: 'v1',
  behind: false,
  routing: 'balanced',
  locale: 'de-AT',
  skills: [],
  priority: 0,
  queuedAt: 1_000,
  passed: {},
  ...it,
});
const offer = (conversationId: string, until = '2026-01-12T10:00:00Z', inbox = 'default') => ({
  conversationId,
  inbox,
  until,
});

describe('an agent is skipped', () => {
  const until = '2026-01-12T10:00:00Z';
  test.each<[string, Partial<AgentFacts>, Partial<WaitingFacts>, SkipReason | undefined, string?]>([
    ['not at all', {}, {}, undefined],
    ['who serves every inbox', { inboxes: {} }, { inbox: 'sales' }, undefined],
    ['of this team', { inboxes: { default: null, sales: 1 } }, { inbox: 'sales' }, undefined],
    ['of another team', { inboxes: { sales: null } }, {}, 'not_on_team'],
    ['who is away', { available: false }, {}, 'away'],
    ['who is absent', { present: false }, {}, 'absent'],
    ['who speaks it', { languages: ['fr', 'de'] }, {}, undefined],
    ['who speaks another language', { languages: ['fr', 'at'] }, {}, 'other_language'],
    ['who speaks it without a region', { languages: ['de'] }, { locale: 'de' }, undefined],
    ['who knows it all', { skills: ['tax', 'law', 'art'] }, { skills: ['law', 'tax'] }, undefined],
    ['who knows half of it', { skills: ['tax'] }, { skills: ['law', 'tax'] }, 'missing_skill'],
    ['who is asked for nothing', { skills: ['tax'] }, {}, undefined],
    ['who knows anything', { skills: [] }, { skills: ['law'] }, undefined],
    ['who was passed over', {}, { passed: { a1: until } }, 'passed_over', until],
    ['beside somebody passed over', {}, { passed: { a2: until } }, undefined],
    ['with a hand free', { has: { default: 1 } }, {}, undefined],
    ['who is full', { has: { default: 1, sales: 1 } }, {}, 'full'],
    ['who is over full', { has: { default: 3 } }, {}, 'full'],
    ['who takes none', { capacity: 0 }, {}, 'full'],
    ['with a place in the inbox', { inboxes: { default: 2 }, has: { default: 1 }, capacity: 9 }, {}, undefined],
    ['full in the inbox', { inboxes: { default: 1 }, has: { default: 1 }, capacity: 9 }, {}, 'full_in_inbox'],
    ['who takes none in the inbox', { inboxes: { default: 0 } }, {}, 'full_in_inbox'],
    ['full in another inbox', { inboxes: { default: null, sales: 1 }, has: { sales: 1 } }, {}, undefined],
    ['who holds this very offer', { capacity: 1, offers: [offer('c1')] }, {}, undefined],
    ['who holds another', { offers: [offer('c2')] }, {}, undefined],
    ['who holds as many as he may', { capacity: 1, offers: [offer('c2')] }, {}, 'holds_other_offer', until],
    ['who has one and holds one', { has: { sales: 1 }, offers: [offer('c2')] }, {}, 'holds_other_offer', until],
    [
      'until the first of them ends',
      { offers: [offer('c2', '2026-01-12T11:00:00Z'), offer('c3', until)] },
      {},
      'holds_other_offer',
      until,
    ],
    [
      'who holds one in the inbox',
      { capacity: 9, inboxes: { default: 1 }, offers: [offer('c2', until), offer('c3', '2026-01-01', 'sales')] },
      {},
      'holds_other_offer',
      until,
    ],
    [
      'who has one and holds one in the inbox',
      { capacity: 9, inboxes: { default: 2 }, has: { default: 1 }, offers: [offer('c2')] },
      {},
      'holds_other_offer',
      until,
    ],
    [
      'who holds one elsewhere',
      { capacity: 9, inboxes: { default: 1, x: 1 }, offers: [offer('c2', until, 'x')] },
      {},
      undefined,
    ],
  ])('%s', (_, an, one, reason, ends) => {
    expect(skip(agent(an), waiting(one))).toEqual(reason && { reason, ...(ends && { until: ends }) });
  });

  test('for what lasts longest', () => {
    const all: [SkipReason, Partial<AgentFacts>][] = [
      ['not_on_team', { inboxes: { default: 1 } }],
      ['away', { available: true }],
      ['absent', { present: true }],
      ['other_language', { languages: ['de'] }],
      ['missing_skill', { skills: ['law'] }],
    ];
    let one = agent({
      inboxes: { sales: 1 },
      available: false,
      present: false,
      languages: ['fr'],
      skills: ['tax'],
      capacity: 1,
      has: { default: 1 },
    });
    const wanted = waiting({ skills: ['law'], passed: { a1: until } });
    for (const [reason, mended] of all) {
      expect(skip(one, wanted)?.reason).toBe(reason);
      one = { ...one, ...mended };
    }
    expect(skip(one, wanted)).toEqual({ reason: 'passed_over', until });
    expect(skip(one, { ...wanted, passed: {} })).toEqual({ reason: 'full' });
    expect(skip({ ...one, capacity: 2 }, { ...wanted, passed: {} })).toEqual({ reason: 'full_in_inbox' });
  });
});

test('the load is what he has in all inboxes, and what is held out to him', () => {
  expect(loadOf(agent())).toBe(0);
  expect(loadOf(agent({ has: { default: 2, sales: 3 }, offers: [offer('c1'), offer('c2')] }))).toBe(7);
});

test('the queue goes by priority, then by the time of waiting, then by id', () => {
  const at = (id: string, priority: number, queuedAt: number) => ({ id, priority, queuedAt });
  const rows = [at('d', 0, 5), at('b', 0, 9), at('a', 0, 9), at('e', 1, 20), at('c', 2, 30)];
  expect(rows.sort(inQueueOrder).map(({ id }) => id)).toEqual(['c', 'e', 'd', 'a', 'b']);
  expect(inQueueOrder(at('a', 0, 1), at('b', 0, 1))).toBe(-1);
  expect(inQueueOrder(at('b', 0, 1), at('a', 0, 1))).toBe(1);
});

describe('what is said of a conversation that waits', () => {
  const full = { has: { default: 2 } };
  const someone = (id: string, it: Partial<AgentFacts> = {}) => agent({ id, name: `${id}.`, ...it });
  test.each<[string, AgentFacts[], Partial<WaitingFacts>, string]>([
    ['nobody at all', [], {}, 'nobody_on_team'],
    ['only another team', [someone('a', { inboxes: { sales: 1 } })], {}, 'nobody_on_team'],
    ['somebody is free', [someone('a', full), someone('b')], {}, 'next'],
    ['it is held out', [someone('a', { offers: [offer('c1')] }), someone('b')], {}, 'offered'],
    ['held out by hand', [someone('a', { offers: [offer('c1')] })], { routing: 'manual' }, 'offered'],
    ['by hand, though somebody is free', [someone('a')], { routing: 'manual' }, 'manual'],
    ['by hand, and nobody there', [], { routing: 'manual' }, 'manual'],
    ['all are full', [someone('a', full), someone('b', { available: false })], {}, 'all_full'],
    [
      'full in the inbox',
      [someone('a', { inboxes: { default: 0 } }), someone('b', { present: false })],
      {},
      'all_full',
    ],
    ['another offer is held', [someone('a', { capacity: 1, offers: [offer('c2')] })], {}, 'all_full'],
    ['full beats passed over', [someone('a', full), someone('b')], { passed: { b: 'x' } }, 'all_full'],
    ['passed over', [someone('b'), someone('c', { languages: ['fr'] })], { passed: { b: 'x' } }, 'passed_over'],
    ['another language', [someone('a', { languages: ['fr'] }), someone('b', { present: false })], {}, 'nobody_fits'],
    [
      'not the skill',
      [someone('a', { skills: ['tax'] }), someone('b', { available: false })],
      { skills: ['law'] },
      'nobody_fits',
    ],
    ['away', [someone('a', { available: false }), someone('b', { inboxes: { sales: 1 } })], {}, 'nobody_available'],
    ['absent', [someone('a', { present: false }), someone('b', { inboxes: { sales: 1 } })], {}, 'nobody_available'],
  ])('%s', (_, agents, one, why) => {
    expect(explain(waiting(one), agents).why).toBe(why);
  });

  test('who is nearest to having it comes first, then by name; whoever it is held out to is not skipped', () => {
    const agents = [
      someone('team', { inboxes: { sales: 1 } }),
      someone('away', { available: false }),
      someone('absent', { present: false }),
      someone('skill', { skills: ['tax'] }),
      someone('lang', { languages: ['fr'] }),
      someone('inbox', { inboxes: { default: 0 } }),
      someone('full2', full),
      someone('full1', full),
      someone('other', { capacity: 1, offers: [offer('c2')] }),
      someone('passed'),
      someone('held', { ...full, offers: [offer('c2'), offer('c1', '2026-02-02')] }),
      someone('free'),
    ];
    const { why, skipped, offered } = explain(waiting({ skills: ['law'], passed: { passed: '2026-01-01' } }), agents);
    expect(why).toBe('offered');
    expect(skipped.map(({ agent: { id }, reason }) => `${id} ${reason}`)).toEqual([
      'passed passed_over',
      'other holds_other_offer',
      'full1 full',
      'full2 full',
      'inbox full_in_inbox',
      'lang other_language',
      'skill missing_skill',
      'absent absent',
      'away away',
      'team not_on_team',
    ]);
    expect(skipped[0]).toEqual({
      agent: { id: 'passed', name: 'passed.' },
      reason: 'passed_over',
      until: '2026-01-01',
    });
    expect(offered).toEqual([{ agent: { id: 'held', name: 'held.' }, until: '2026-02-02' }]);
  });
});
