/** The open streams of one gateway process, and the reads that all of them share. */
import { erasedOf } from '../../conversation/changes.js';
import { eventsAfter } from '../../conversation/events.js';
import { delivered } from '../../conversation/receipts.js';
import { viewConversation } from '../../conversation/views.js';
import type { Platform } from '../../platform/open.js';
import type { Conversation } from '../../wire/conversation.js';
import {
  type AgentStream,
  showConversation,
  undelivered,
  type VisitorStream,
  writeToAgent,
  writeToVisitor,
} from './write.js';

export type Streams = {
  platform: Platform;
  /** By conversation. */
  visitors: Map<string, Set<VisitorStream>>;
  agents: Set<AgentStream>;
  /** Set for the end: reads that run are the last. */
  closed: boolean;
};

/** Reads what is new in a conversation for everybody here who watches it. */
export type Pull = (id: string) => Promise<void>;

const PAGE = 500;

/** One read at a time per conversation; a hint meanwhile asks for one more. */
export function createPull(streams: Streams): Pull {
  const pulling = new Map<string, { again: boolean }>();
  return async (id) => {
    const running = pulling.get(id);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: false };
    pulling.set(id, state);
    try {
      do {
        state.again = false;
        await pullOnce(streams, id);
      } while (state.again && !streams.closed);
    } catch (error) {
      // The next hint or the look at the table tries again.
      streams.platform.log.debug({ conversationId: id, err: (error as Error).message }, 'stream read failed');
    } finally {
      pulling.delete(id);
    }
  };
}

async function pullOnce(streams: Streams, id: string): Promise<void> {
  const { platform, visitors, agents } = streams;
  const watching = [...(visitors.get(id) ?? [])].filter((stream) => !stream.replaying);
  const staff = [...agents];
  if (watching.length === 0 && staff.length === 0) return;
  const view = await viewConversation(platform.db, id);
  if (!view) return erased(streams, id);
  const behind = [
    ...watching.map((stream) => stream.sent),
    ...staff.flatMap((stream) => stream.known.get(id)?.seq ?? []),
  ];
  let from = behind.length ? Math.min(...behind) : view.seq;
  for (;;) {
    const events = await eventsAfter(platform.db, id, from, PAGE);
    for (const stream of watching) writeToVisitor(stream, events);
    for (const stream of staff) writeToAgent(stream, view, events);
    const last = events.at(-1);
    if (events.length < PAGE || !last) break;
    from = last.seq;
  }
  for (const stream of watching) showConversation(stream, view);
  if (staff.some((stream) => stream.known.has(id))) await delivered(platform, undelivered([view]));
}

/** What a visitor's stream missed, at its reader's own speed. */
export async function replay({ platform }: Streams, stream: VisitorStream): Promise<void> {
  for (;;) {
    const events = await eventsAfter(platform.db, stream.conversationId, stream.sent, PAGE);
    for (const event of events) {
      writeToVisitor(stream, [event]);
      await stream.writer.drained();
    }
    if (events.length < PAGE || !stream.writer.open()) return;
  }
}

/**
 * There is no such conversation any more: consoles take it off their lists, and its visitor's page comes back and finds
 * that out. It is told first that all is over, or it would send what nobody answered into a new conversation.
 */
function erased({ visitors, agents }: Streams, id: string): void {
  for (const stream of visitors.get(id) ?? []) {
    if (stream.shown) {
      const { queue: _queue, agent: _agent, ...last } = JSON.parse(stream.shown) as Conversation;
      const over = { ...last, seq: stream.sent, updatedAt: new Date().toISOString(), state: 'resolved' as const };
      stream.writer.send('conversation', over);
    }
    stream.writer.end();
  }
  for (const stream of agents)
    if (stream.known.delete(id)) stream.writer.send('gone', { conversationId: id, gone: true });
}

/** Those whose end no hint told. */
export async function lookForErased(streams: Streams): Promise<void> {
  const { platform, visitors, agents } = streams;
  const watched = new Set([...visitors.keys(), ...[...agents].flatMap(({ known }) => [...known.keys()])]);
  for (const id of await erasedOf(platform.db, [...watched])) erased(streams, id);
}
