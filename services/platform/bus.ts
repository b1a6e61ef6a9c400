/**
 * Hints between processes: "conversation X is at seq N, look", deltas of an answer on its way, typing. Nothing here is
 * kept; whoever misses one finds the log. In process without Redis, Redis pub/sub with it.
 */
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import type { AgentPresence } from '../wire/agent.js';
import type { Delta, Role } from '../wire/conversation.js';
import { inOneTick } from './together.js';

export type BusMessage =
  | { kind: 'hint'; conversationId: string; seq: number }
  | ({ kind: 'delta'; conversationId: string } & Delta)
  | { kind: 'discard'; conversationId: string; turn: number }
  | { kind: 'typing'; conversationId: string; role: Role; typing: boolean }
  /** A colleague looks at a conversation, or writes in it; for the other agents only. */
  | ({ kind: 'presence' } & AgentPresence)
  /** A session ended, or an admin changed what an account may do: its streams look at once whether they may go on. */
  | { kind: 'rights'; agentId: string };

export type Bus = {
  publish: (message: BusMessage) => Promise<void>;
  /** Returns how to stop listening. */
  subscribe: (listener: (message: BusMessage) => void) => () => void;
  close: () => Promise<void>;
};

export function memoryBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    // Asynchronous as over Redis, so that no caller comes to depend on being heard before it goes on.
    publish: async (message) => void setImmediate(() => emitter.emit('message', message)),
    subscribe: (listener) => {
      emitter.on('message', listener);
      return () => emitter.off('message', listener);
    },
    close: async () => void emitter.removeAllListeners(),
  };
}

/** One channel per installation: every gateway reads all hints and drops what nobody there watches. */
export async function redisBus(connect: () => Redis, prefix: string, onError: (error: Error) => void): Promise<Bus> {
  const channel = `${prefix}:hints`;
  const out = connect();
  const back = connect();
  const emitter = new EventEmitter().setMaxListeners(0);
  for (const client of [out, back]) client.on('error', onError);
  back.on('message', (_channel: string, payload: string) => {
    for (const message of decode(payload)) emitter.emit('message', message);
  });
  // Subscribes as soon as Redis is there, and again after every reconnect; start-up does not wait for it.
  back.subscribe(channel).catch(onError);
  return {
    publish: inOneTick((messages) => out.publish(channel, JSON.stringify(messages))),
    subscribe: (listener) => {
      emitter.on('message', listener);
      return () => emitter.off('message', listener);
    },
    close: async () => {
      out.disconnect();
      back.disconnect();
      emitter.removeAllListeners();
    },
  };
}

/**
 * Whoever shares this Redis must not be able to break a listener with a number. What a kind holds
 * is not looked at: we wrote it.
 */
const isMessage = (it: unknown): it is BusMessage =>
  typeof it === 'object' && it !== null && 'kind' in it && typeof it.kind === 'string';

function decode(payload: string): BusMessage[] {
  try {
    return [JSON.parse(payload)].flat().filter(isMessage);
  } catch {
    return [];
  }
}
