/** What crosses the wire about the work behind the scenes: processes, queues, what is owed, what failed. */
import { z } from 'zod';
import { iso } from './conversation.js';

const queue = z.enum(['bot', 'handoff']);
/** How much is owed, and since when the oldest of it. */
const owed = z.object({ count: z.int(), oldest: iso.nullable() });

export const healthReply = z.object({
  /** Of the server, to count ages by. */
  now: iso,
  processes: z.array(
    z.object({
      role: z.enum(['gateway', 'bot', 'handoff']),
      /** That reported within the last minute. */
      alive: z.int(),
      seenAt: iso.nullable(),
    }),
  ),
  /** Where rings wait. A ring only says "look": what is owed stands in Postgres, wherever the queues live. */
  store: z.enum(['redis', 'postgres']),
  queues: z.array(
    z.object({
      name: queue,
      /** Null where the store does not answer. */
      counts: z.object({ waiting: z.int(), active: z.int(), delayed: z.int(), failed: z.int() }).nullable(),
    }),
  ),
  owed: z.object({
    /** Conversations whose visitor waits for the bot. */
    turns: owed,
    /** Conversations that wait for an agent. */
    queued: owed,
    mails: owed,
  }),
  failed: z.array(
    z.object({
      id: z.string(),
      queue,
      conversationId: z.string(),
      attempts: z.int(),
      error: z.string(),
      at: iso,
    }),
  ),
  /** Mails that were given up; their addresses are left out. */
  mails: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['transcript', 'missed', 'unclaimed']),
      attempts: z.int(),
      error: z.string(),
      at: iso,
    }),
  ),
});

export type Health = z.infer<typeof healthReply>;
