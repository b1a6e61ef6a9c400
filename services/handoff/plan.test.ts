/** Who gets what, on one picture of the queue. */
import { expect, test } from 'vitest';
import type { Facts } from '../conversation/facts.js';
import type { WaitingFacts } from '../conversation/why.js';
import { plan } from './plan.js';

type One = Facts['agents'][number];
const agent = (id: string, it: Partial<One> = {}): One => ({
  id,
  name: id,
  available: true,
  present: true,
  capacity: 5,
  inboxes: {},
  languages: [],
  skills: [],
  has: {},
  offers: [],
  matchedAt: '',
  ...it,
});
const waiting = (id: string, it: Partial<WaitingFacts> = {}): WaitingFacts => ({
  id,
  inbox: 'default',
  visitorId: 'v1',
  behind: false,
  routing: 'balanced',
  locale: 'en',
  skills: [],
  priority: 0,
  queuedAt: 1,
  passed: {},
  ...it,
});
const held = (conversationId: string, inbox = 'default') => ({ conversationId, inbox, until: '2026-01-01T00:00:00Z' });
/** "c1 -> a, b" by step, and "c1 why". */
const planned = (agents: One[], rows: WaitingFacts[]) => {
  const { steps, whys } = plan({ agents, waiting: rows });
  return {
    steps: steps.map(({ conversationId, agentIds }) => `${conversationId} -> ${agentIds.join(', ')}`),
    whys: whys.map(({ id, why }) => `${id} ${why}`),
  };
};

test('nothing to give, or nobody to give it to, is no step', () => {
  expect(planned([agent('a')], [])).toEqual({ steps: [], whys: [] });
  expect(planned([], [waiting('c1')])).toEqual({ steps: [], whys: ['c1 nobody_on_team'] });
});

test('whoever waited longest has the first choice, after priority; what is planned keeps its place', () => {
  const rows = [
    waiting('late', { queuedAt: 9 }),
    waiting('early', { queuedAt: 2 }),
    waiting('urgent', { queuedAt: 10, priority: 1 }),
  ];
  const before = JSON.stringify(rows);
  expect(planned([agent('a', { capacity: 1 }), agent('b', { capacity: 1, matchedAt: '2026' })], rows)).toEqual({
    steps: ['urgent -> a', 'early -> b'],
    whys: ['urgent offered', 'early offered', 'late all_full'],
  });
  expect(JSON.stringify(rows)).toBe(before);
});

test('the facts that are handed in stay as they are', () => {
  const agents = [agent('a')];
  plan({ agents, waiting: [waiting('c1'), waiting('c2')] });
  expect(agents).toEqual([agent('a')]);
});

test('balanced: who has least on hand, offers included; then whose turn it is; then by id', () => {
  const give = (...agents: One[]) => planned(agents, [waiting('c1')]).steps;
  expect(give(agent('a', { has: { default: 2 } }), agent('b', { has: { sales: 1 } }))).toEqual(['c1 -> b']);
  expect(give(agent('a', { offers: [held('x')], matchedAt: '' }), agent('b', { matchedAt: '2026' }))).toEqual([
    'c1 -> b',
  ]);
  expect(give(agent('a', { matchedAt: '2026-02' }), agent('b', { matchedAt: '2026-01' }))).toEqual(['c1 -> b']);
  expect(give(agent('a', { matchedAt: '2026' }), agent('b'))).toEqual(['c1 -> b']);
  expect(give(agent('b'), agent('a'))).toEqual(['c1 -> a']);
  expect(give(agent('a'), agent('b'))).toEqual(['c1 -> a']);
});

test('round robin: whose turn it is, whatever anybody has on hand', () => {
  const rows = [1, 2, 3, 4].map((n) => waiting(`c${n}`, { routing: 'round_robin', queuedAt: n }));
  const busy = agent('a', { has: { default: 3 }, capacity: 9, matchedAt: '2026-01' });
  expect(planned([agent('b', { matchedAt: '2026-02' }), busy], rows).steps).toEqual([
    'c1 -> a',
    'c2 -> b',
    'c3 -> a',
    'c4 -> b',
  ]);
});

test('turns keep their order past nine steps', () => {
  const rows = Array.from({ length: 12 }, (_, n) => waiting(`c${n}`, { routing: 'round_robin', queuedAt: n }));
  const { steps } = plan({ agents: [agent('a', { capacity: 99 }), agent('b', { capacity: 99 })], waiting: rows });
  expect(steps.map(({ agentIds }) => agentIds[0])).toEqual([...'abababababab']);
});

test('broadcast: held out to all who may have it and do not hold it yet', () => {
  const all = waiting('c1', { routing: 'broadcast' });
  const agents = [agent('a'), agent('b', { offers: [held('c1')] }), agent('c', { available: false }), agent('d')];
  expect(planned(agents, [all])).toEqual({ steps: ['c1 -> a, d'], whys: ['c1 offered'] });
  expect(planned([agent('b', { offers: [held('c1')] })], [all])).toEqual({ steps: [], whys: ['c1 offered'] });
});

test('what is held out already goes to no second one, and by hand to nobody', () => {
  const holder = agent('a', { offers: [held('c1')] });
  expect(planned([holder, agent('b')], [waiting('c1')])).toEqual({ steps: [], whys: ['c1 offered'] });
  expect(planned([agent('b')], [waiting('c1', { routing: 'manual' })])).toEqual({ steps: [], whys: ['c1 manual'] });
  expect(planned([holder, agent('b')], [waiting('c1', { routing: 'manual' })]).whys).toEqual(['c1 offered']);
});

test('a planned offer counts in its inbox', () => {
  const one = agent('a', { inboxes: { default: 1, sales: 1 } });
  const rows = [waiting('c1'), waiting('c2', { queuedAt: 2 }), waiting('c3', { queuedAt: 3, inbox: 'sales' })];
  expect(planned([one], rows)).toEqual({
    steps: ['c1 -> a', 'c3 -> a'],
    whys: ['c1 offered', 'c2 all_full', 'c3 offered'],
  });
});
