import { describe, expect, test } from 'vitest';
import { addressOf, type Place, permitted, placeOf } from './places.js';

describe('addresses', () => {
  test.each<[string, Place]>([
    ['#/conversations', { section: 'conversations' }],
    ['#/conversations/c%2F1', { section: 'conversations', id: 'c/1' }],
    ['#/knowledge/entries', { section: 'knowledge', page: 'entries' }],
    ['#/knowledge/entries/%2B', { section: 'knowledge', page: 'entries', id: '+' }],
    [
      '#/knowledge/entries/shop%2Freturns/12',
      { section: 'knowledge', page: 'entries', id: 'shop/returns', version: 12 },
    ],
    ['#/inboxes', { section: 'inboxes' }],
    ['#/team', { section: 'team' }],
    ['#/team/%2B', { section: 'team', id: '+' }],
    ['#/inboxes/shop', { section: 'inboxes', id: 'shop' }],
    ['#/knowledge/confidence', { section: 'knowledge', page: 'confidence' }],
    ['#/knowledge/confidence/shop', { section: 'knowledge', page: 'confidence', id: 'shop' }],
    ['#/knowledge/try/a%2Fb', { section: 'knowledge', page: 'try', id: 'a/b' }],
    ['#/operations/audit', { section: 'operations', page: 'audit' }],
    ['#/practice', { section: 'practice' }],
    ['#/reports/live', { section: 'reports', page: 'live' }],
    ['#/knowledge/try/a%2Fb/12', { section: 'knowledge', page: 'try', id: 'a/b', version: 12 }],
  ])('%s leads there and back', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
    expect(addressOf(place)).toBe(hash);
  });

  test.each(['', '#', '#/', '#/elsewhere', '#setup=abc', '#%'])('%j is no place', (hash) => {
    expect(placeOf(hash)).toBeUndefined();
  });

  test('old links to a conversation still lead to it', () => {
    expect(placeOf('#c=c1')).toEqual({ section: 'conversations', id: 'c1' });
  });

  test('an unknown page or a broken address leads to the nearest that there is', () => {
    expect(placeOf('#/knowledge/nowhere')).toMatchObject({ section: 'knowledge' });
    expect(placeOf('#/conversations/%')).toEqual({ section: 'conversations', id: '%' });
  });
});

test('everybody ends up where they may be', () => {
  const knowledge = placeOf('#/knowledge/confidence');
  const chat = placeOf('#/conversations/c1');
  expect(permitted(knowledge, 'agent')).toEqual({ section: 'conversations' });
  expect(permitted(placeOf('#/inboxes/shop'), 'agent')).toEqual({ section: 'conversations' });
  expect(permitted(placeOf('#/inboxes/shop'), 'content').section).toBe('knowledge');
  expect(permitted(chat, 'content').section).toBe('knowledge');
  expect(permitted({ section: 'practice' }, 'content').section).toBe('knowledge');
  expect(permitted({ section: 'practice' }, 'agent')).toEqual({ section: 'practice' });
  expect(permitted(undefined, 'content').section).toBe('knowledge');
  expect(permitted(placeOf('#/operations/jobs'), 'manager')).toEqual({ section: 'conversations' });
  expect(permitted(placeOf('#/operations/nowhere'), 'admin')).toEqual({ section: 'operations', page: 'jobs' });
  for (const role of ['manager', 'admin'] as const) {
    expect(permitted(knowledge, role)).toBe(knowledge);
    expect(permitted(chat, role)).toBe(chat);
    expect(permitted(undefined, role)).toEqual({ section: 'conversations' });
  }
});
