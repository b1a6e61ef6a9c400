import { describe, expect, test } from 'vitest';
import { states } from '../../../services/conversation/states.js';
import type { Agent } from '../../../services/wire/agent.js';
import { me, row } from '../../testing/console.js';
import { applies, may, mayReply, verbs } from './rights.js';

const of = (state: (typeof states)[number], agentId?: string) => row('c0', { state, agentId });

/** Verbs that are offered, by role and conversation. */
const offered = (agent: Agent, conversation: ReturnType<typeof of>) =>
  verbs.filter((verb) => may(verb, agent, conversation));

describe('what an agent may do', () => {
  test.each([
    ['bot', undefined, ['take', 'resolve']],
    ['queued', undefined, ['take', 'handBack', 'resolve']],
    ['assigned', 'a1', ['handBack', 'transfer', 'release', 'resolve']],
    ['assigned', 'a2', []],
    ['resolved', undefined, ['take']],
  ] as const)('%s, owned by %s: %j', (state, owner, expected) => {
    expect(offered(me, of(state, owner))).toEqual(expected);
  });

  test('a manager may also take from a colleague, and pass on, hand back, resolve', () => {
    const manager: Agent = { ...me, role: 'manager' };
    expect(offered(manager, of('assigned', 'a2'))).toEqual(['take', 'handBack', 'transfer', 'resolve']);
  });

  test.each([
    ['bot', undefined, ['take', 'resolve', 'note', 'tag', 'past']],
    ['queued', undefined, ['take', 'resolve', 'note', 'tag', 'past']],
    ['assigned', 'a1', ['reply', 'search', 'resolve', 'snooze', 'note', 'tag', 'past']],
    ['assigned', 'a2', ['note', 'tag', 'past']],
    ['resolved', undefined, ['take', 'note', 'tag', 'past']],
    ['nothing', undefined, []],
  ] as const)('%s, owned by %s: the commands are %j', (state, owner, expected) => {
    const all = ['take', 'reply', 'search', 'resolve', 'snooze', 'note', 'tag', 'past'] as const;
    const conversation = state === 'nothing' ? undefined : of(state, owner);
    expect(all.filter((means) => applies(means, me, conversation))).toEqual(expected);
  });

  test('content accounts do nothing, and only the owner replies', () => {
    for (const state of states) {
      const conversation = of(state, state === 'assigned' ? 'a1' : undefined);
      expect(offered({ ...me, role: 'content', id: 'a3' }, conversation)).toEqual([]);
      expect(mayReply(me, conversation)).toBe(state === 'assigned');
      expect(mayReply({ ...me, id: 'a2', role: 'admin' }, conversation)).toBe(false);
    }
  });
});
