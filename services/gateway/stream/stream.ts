/**
 * The streams of one gateway process. The bus brings hints, the log brings the truth: on a hint the hub reads what is new
 * in that conversation once, for all its streams, and each stream writes what it has not sent yet, in order. Lost, doubled
 * and disordered hints therefore do nothing; once a second the hub looks at the table itself.
 */

import type { AgentRow } from '../../conversation/agents.js';
import { eventsAfter } from '../../conversation/events.js';
import { agentForStaff, conversationForAgent } from '../../conversation/present.js';
import { delivered, visitorsAreHere } from '../../conversation/receipts.js';
import { openConversations, viewConversation } from '../../conversation/views.js';
import type { BusMessage } from '../../platform/bus.js';
import type { Platform } from '../../platform/open.js';
import { checksum } from '../../wire/checksum.js';
import type { Conversation } from '../../wire/conversation.js';
import { cursor } from './sse.js';
import {
  type AgentStream,
  agentMissed,
  knownOf,
  type RowHead,
  showConversation,
  undelivered,
  type VisitorStream,
  visitorMissed,
  writeToAgent,
  writeToVisitor,
} from './write.js';

export type Hub = ReturnType<typeof createHub>;

const PAGE = 500;
/** A queued visitor's place changes with what others do; it is looked at this often. */
const PLACE_EVERY = 5;
/** So is whether what is watched still exists. */
const ERASED_EVERY = 15;

export function createHub(platform: Platform) {
  const { db, bus, config, log, metrics } = platform;
  const visitors = new Map<string, Set<VisitorStream>>();
  const agents = new Set<AgentStream>();
  const pulling = new Map<string, { again: boolean }>();
  let since: Date | undefined;
  let ticks = 0;
  let closed = false;

  // ------------------------------------------------------------ reading

  /** Reads what is new in a conversation for everybody here who watches it. One read at a time per conversation; a hint meanwhile asks for one more. */
  async function pull(id: string): Promise<void> {
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
        await pullOnce(id);
      } while (state.again && !closed);
    } catch (error) {
      // The next hint or the look at the table tries again.
      log.debug({ conversationId: id, err: (error as Error).message }, 'stream read failed');
    } finally {
      pulling.delete(id);
    }
  }

  async function pullOnce(id: string): Promise<void> {
    const watching = [...(visitors.get(id) ?? [])].filter((stream) => !stream.replaying);
    const staff = [...agents];
    if (watching.length === 0 && staff.length === 0) return;
    const view = await viewConversation(db, id);
    if (!view) return erased(id);
    const behind = [
      ...watching.map((stream) => stream.sent),
      ...staff.flatMap((stream) => stream.known.get(id)?.seq ?? []),
    ];
    let from = behind.length ? Math.min(...behind) : view.seq;
    for (;;) {
      const events = await eventsAfter(db, id, from, PAGE);
      for (const stream of watching) writeToVisitor(stream, events);
      for (const stream of staff) writeToAgent(stream, view, events);
      const last = events.at(-1);
      if (events.length < PAGE || !last) break;
      from = last.seq;
    }
    for (const stream of watching) showConversation(stream, view);
    if (staff.some((stream) => stream.known.has(id))) await delivered(platform, undelivered([view]));
  }

  /**
   * There is no such conversation any more: consoles take it off their lists, and its visitor's page comes back and finds that out. It is told
   * first that all is over, or it would send what nobody answered into a new conversation.
   */
  function erased(id: string): void {
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
  async function lookForErased(): Promise<void> {
    const watched = [...new Set([...visitors.keys(), ...[...agents].flatMap(({ known }) => [...known.keys()])])];
    const rows = await db.query<{ id: string }>(
      'select id from unnest($1::uuid[]) as watched (id) where not exists (select 1 from conversations c where c.id = watched.id)',
      [watched],
    );
    for (const { id } of rows) erased(id);
  }

  async function replay(stream: VisitorStream): Promise<void> {
    for (;;) {
      const events = await eventsAfter(db, stream.conversationId, stream.sent, PAGE);
      for (const event of events) {
        writeToVisitor(stream, [event]);
        await stream.writer.drained();
      }
      if (events.length < PAGE || !stream.writer.open()) return;
    }
  }

  // ------------------------------------------------------------ hints

  const stopListening = bus.subscribe((message) => {
    const watched = 'conversationId' in message && visitors.get(message.conversationId);
    if (message.kind === 'hint') {
      if (watched || agents.size > 0) void pull(message.conversationId);
    } else if (message.kind === 'rights') {
      for (const stream of agents) if (stream.agent.id === message.agentId) void renew(stream);
    } else pass(message, watched || new Set());
  });

  function pass(message: Exclude<BusMessage, { kind: 'hint' | 'rights' }>, watching: Set<VisitorStream>): void {
    const { kind, conversationId, ...data } = message;
    for (const stream of message.kind === 'presence' ? [] : watching) {
      if (stream.replaying) continue;
      if (message.kind === 'delta') {
        if (message.ownerEpoch !== stream.ownerEpoch || message.turn < stream.highestTurn) {
          metrics.deltasDropped.inc();
          continue;
        }
        stream.highestTurn = message.turn;
      }
      if (message.kind === 'typing' && message.role === 'visitor') continue;
      stream.writer.send(kind, data);
    }
    for (const stream of agents) {
      const known = stream.known.get(conversationId);
      if (stream.opening || !known || (message.kind === 'delta' && message.ownerEpoch !== known.ownerEpoch)) continue;
      if (message.kind === 'presence' && message.agent.id === stream.agent.id) continue;
      stream.writer.send(kind, { conversationId, ...data });
    }
  }

  // ------------------------------------------------------------ looking at the table

  /** Finds what no hint told: everything changed since the last look, and a little before it (a commit may be late by its transaction's length). */
  async function look(): Promise<void> {
    if (visitors.size === 0 && agents.size === 0) {
      since = undefined;
      return;
    }
    const rows = await db.query<RowHead & { now: Date }>(
      `select id, seq, updated_at as "updatedAt", receipts_at as "receiptsAt", now() as now from conversations
       where updated_at > coalesce($1::timestamptz, now()) - interval '10 s'
         or receipts_at > coalesce($1::timestamptz, now()) - interval '10 s'
       union all select null, 0, now(), null, now()`,
      [since ?? null],
    );
    since = rows.find((row) => row.id === null)?.now ?? since;
    const missed = rows.filter(
      (row) =>
        row.id &&
        ([...(visitors.get(row.id) ?? [])].some((stream) => visitorMissed(stream, row)) ||
          [...agents].some((stream) => agentMissed(stream, row))),
    );
    // Resolved conversations are in nobody's list and would look missed every second; a pull of them writes nothing.
    await Promise.all(missed.map((row) => pull(row.id)));
    if (++ticks % PLACE_EVERY === 0) await showPlaces();
    if (ticks % ERASED_EVERY === 0) await lookForErased();
  }

  async function showPlaces(): Promise<void> {
    for (const [id, streams] of visitors) {
      const queued = [...streams].filter((stream) => stream.queued);
      if (queued.length === 0) continue;
      const view = await viewConversation(db, id);
      if (view) for (const stream of queued) showConversation(stream, view);
    }
  }

  let looking = false;
  const lookTimer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: Error) => log.debug({ err: error.message }, 'look at the table failed'))
      .finally(() => {
        looking = false;
      });
  }, 1_000);

  // ------------------------------------------------------------ heartbeats

  const beat = setInterval(() => {
    for (const streams of visitors.values())
      for (const stream of streams)
        if (!stream.replaying) stream.writer.send('heartbeat', { cursor: cursor(stream.epoch, stream.sent) });
    visitorsAreHere(platform, [...visitors.keys()]).catch((error: Error) => log.debug({ err: error.message }, 'here'));
    for (const stream of agents) {
      if (!stream.opening) stream.writer.send('heartbeat', checksum(stream.known.values()));
      void renew(stream);
    }
  }, config.timing.heartbeat);

  /** Ends a stream whose session is over, or whose account has no conversations any more; makes a new snapshot where other rights changed. */
  async function renew(stream: AgentStream): Promise<void> {
    const agent = await stream.refresh().catch(() => stream.agent);
    if (!agent || agent.role === 'content') return stream.writer.end();
    const rights = (it: AgentRow) => JSON.stringify([it.role, it.inboxes]);
    const changed = rights(agent) !== rights(stream.agent);
    stream.agent = agent;
    // The console comes back for it.
    if (changed) await snapshot(stream).catch(() => stream.writer.end());
  }

  async function snapshot(stream: AgentStream): Promise<void> {
    stream.opening = new Set();
    const rows = await openConversations(db, stream.agent);
    stream.known = new Map(rows.map((it) => [it.id, knownOf(it)]));
    stream.writer.send('snapshot', {
      conversations: rows.map(conversationForAgent),
      agent: agentForStaff(stream.agent),
    });
    await stream.writer.drained();
    await delivered(platform, undelivered(rows));
    const changed = stream.opening;
    stream.opening = undefined;
    await Promise.all([...changed].map(pull));
  }

  return {
    /** Subscribes first, then reads: what happens in between is read twice at worst, and written once. */
    async openVisitor(stream: VisitorStream): Promise<() => void> {
      const streams = visitors.get(stream.conversationId) ?? new Set();
      visitors.set(stream.conversationId, streams.add(stream));
      metrics.streamsOpen.inc({ audience: 'visitor' });
      // A read that fails is read again with the next pull.
      await replay(stream).catch((error: Error) => log.debug({ err: error.message }, 'replay failed'));
      stream.replaying = false;
      await pull(stream.conversationId);
      return () => {
        if (!streams.delete(stream)) return;
        if (streams.size === 0) visitors.delete(stream.conversationId);
        metrics.streamsOpen.dec({ audience: 'visitor' });
      };
    },
    async openAgent(stream: AgentStream): Promise<() => void> {
      agents.add(stream);
      metrics.streamsOpen.inc({ audience: 'agent' });
      const leave = () => {
        if (agents.delete(stream)) metrics.streamsOpen.dec({ audience: 'agent' });
      };
      try {
        await snapshot(stream);
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
    /** Tells every reader to come back elsewhere, spread over some seconds, and ends the streams. */
    close(): void {
      closed = true;
      clearInterval(lookTimer);
      clearInterval(beat);
      stopListening();
      for (const stream of [...[...visitors.values()].flatMap((streams) => [...streams]), ...agents]) {
        stream.writer.send('bye', { retryMs: Math.round(250 + Math.random() * 2_750) });
        stream.writer.end();
      }
    },
  };
}
