/** How a visitor's page hears of what happens: the stream of a conversation, or a long poll where a proxy holds streams back. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { eventsAfter } from '../../conversation/events.js';
import { type conversationForVisitor, eventForVisitor, visitorSees } from '../../conversation/present.js';
import { visitorsAreHere } from '../../conversation/receipts.js';
import type { ConversationView } from '../../conversation/views.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/visitor.js';
import type { Routes } from '../endpoints.js';
import { cursor, openSse, readCursor } from '../stream/sse.js';
import type { Hub } from '../stream/stream.js';
import { timeOf, type VisitorStream } from '../stream/write.js';

const LONG_POLL_MS = 25_000;
const STREAMS_PER_VISITOR = 5;

type EventRoutes = {
  open: Routes;
  platform: Platform;
  hub: Hub;
  /** The visitor's own conversation; anything else does not exist for him. */
  own: (res: Response, id: string) => Promise<ConversationView>;
  present: (id: string) => Promise<ReturnType<typeof conversationForVisitor>>;
  streamEpoch: () => Promise<string>;
};

export function addVisitorEvents({ open, platform, hub, own, present, streamEpoch }: EventRoutes): void {
  const { db } = platform;
  const streams = new Map<string, Set<() => void>>();

  open.add(
    {
      method: 'get',
      path: '/conversations/:id/events',
      summary:
        'The stream of the conversation (server-sent events, resumes by Last-Event-ID); with `after` and `wait` a long poll.',
      auth: 'visitor',
      query: z.strictObject({
        after: z.string().max(100).optional(),
        wait: z.coerce.number().min(0).max(60).optional(),
      }),
      replies: { 200: wire.pollReply },
    },
    async ({ req, res, id, query }) => {
      const view = await own(res, id);
      if (query.after !== undefined || query.wait !== undefined) return longPoll(res, view, query);
      await stream(req, res, view);
      return undefined;
    },
  );

  async function stream(req: Request, res: Response, view: ConversationView): Promise<void> {
    const epoch = await streamEpoch();
    const asked = readCursor(req.headers['last-event-id']?.toString(), epoch);
    const lost = asked === 'lost' || (asked !== undefined && asked > view.seq);
    const writer = openSse(res, () => platform.metrics.streamsCut.inc());
    const stream: VisitorStream = {
      conversationId: view.id,
      writer,
      epoch,
      sent: lost ? view.seq : (asked ?? 0),
      ownerEpoch: view.ownerEpoch,
      openedAt: view.seq,
      highestTurn: 0,
      shown: '',
      receiptsAt: 0,
      queued: false,
      replaying: true,
    };
    if (lost) writer.send('reset', { cursor: cursor(epoch, view.seq) });
    let leave: (() => void) | undefined;
    const free = occupy(res.locals.token as string, () => writer.end());
    res.on('close', () => {
      leave?.();
      free();
    });
    leave = await hub.openVisitor(stream);
    if (res.destroyed) leave();
    writer.send('heartbeat', { cursor: cursor(epoch, stream.sent) });
  }

  /** At most five streams a token; the oldest makes room. */
  function occupy(token: string, end: () => void): () => void {
    const open = streams.get(token) ?? new Set();
    streams.set(token, open.add(end));
    if (open.size > STREAMS_PER_VISITOR) {
      const oldest = open.values().next().value as () => void;
      open.delete(oldest);
      oldest();
    }
    return () => {
      open.delete(end);
      if (open.size === 0) streams.delete(token);
    };
  }

  async function longPoll(
    res: Response,
    view: ConversationView,
    query: { after?: string | undefined; wait?: number | undefined },
  ) {
    const epoch = await streamEpoch();
    const after = readCursor(query.after, epoch);
    if (after === 'lost' || (after ?? 0) > view.seq) return { reset: true as const };
    const until = Date.now() + Math.min(LONG_POLL_MS, (query.wait ?? 0) * 1_000);
    let seq = after ?? 0;
    await visitorsAreHere(platform, [view.id]);
    for (;;) {
      const rows = await eventsAfter(db, view.id, seq, 500);
      const seen = rows.filter(visitorSees);
      seq = rows.at(-1)?.seq ?? seq;
      const [read] = await db.query<{ at: Date | null }>('select receipts_at as at from conversations where id = $1', [
        view.id,
      ]);
      if (
        seen.length > 0 ||
        timeOf(read?.at ?? null) !== timeOf(view.receiptsAt) ||
        Date.now() >= until ||
        res.destroyed
      )
        return { events: seen.map(eventForVisitor), cursor: cursor(epoch, seq), conversation: await present(view.id) };
      await changed(view.id, Math.min(1_000, until - Date.now()));
    }
  }

  /** Waits for a hint about this conversation, at most `ms`: a lost hint costs a second. */
  function changed(conversationId: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, ms);
      const stop = platform.bus.subscribe(
        (message) => message.kind === 'hint' && message.conversationId === conversationId && done(),
      );
    });
  }
}
