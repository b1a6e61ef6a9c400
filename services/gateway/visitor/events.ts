/**
 * How a visitor's page hears of what happens: the stream of a conversation, or a long poll where a proxy holds streams
 * back.
 */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { streamEpoch } from '../../conversation/changes.js';
import { eventsAfter } from '../../conversation/events.js';
import type { Bearer } from '../../conversation/identity.js';
import { eventForVisitor, visitorSees } from '../../conversation/present.js';
import { receiptsAt, visitorsAreHere } from '../../conversation/receipts.js';
import type { ConversationView } from '../../conversation/views.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import type { Gate } from '../gate.js';
import { cursor, openSse, readCursor } from '../stream/sse.js';
import { timeOf, type VisitorStream } from '../stream/write.js';
import { own, shown } from './conversation.js';

const LONG_POLL_MS = 25_000;
const STREAMS_PER_VISITOR = 5;

export const eventRoutes = [
  on(
    'GET',
    '/v1/conversations/:id/events',
    {
      summary:
        'The stream of the conversation (server-sent events, resumes by Last-Event-ID); with `after` and `wait` a long poll.',
      auth: 'visitor',
      query: z.strictObject({
        after: z.string().max(100).optional(),
        wait: z.coerce.number().min(0).max(60).optional(),
      }),
      replies: { 200: wire.pollReply },
      streams: true,
    },
    async (asked) => {
      const view = await own(asked);
      const { query } = asked;
      if (query.after !== undefined || query.wait !== undefined)
        return longPoll(asked.platform, asked.res, view, query);
      await stream(asked, view);
    },
  ),
] as const;

type Asked = Gate & { req: Request; res: Response; visitor: Bearer };

async function stream({ platform, hub, seats, req, res, visitor }: Asked, view: ConversationView): Promise<void> {
  const epoch = await streamEpoch(platform.db);
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
  const free = seats(visitor.token, () => writer.end());
  res.on('close', () => {
    leave?.();
    free();
  });
  leave = await hub.openVisitor(stream);
  if (res.destroyed) leave();
  writer.send('heartbeat', { cursor: cursor(epoch, stream.sent) });
}

/** Takes a place for one stream of a token, which `end` ends; what it returns gives the place back. */
export type Seats = (token: string, end: () => void) => () => void;

/** At most five streams a token; the oldest makes room. */
export function createSeats(): Seats {
  const taken = new Map<string, Set<() => void>>();
  return (token, end) => {
    const open = taken.get(token) ?? new Set();
    taken.set(token, open.add(end));
    const [oldest] = open;
    if (open.size > STREAMS_PER_VISITOR && oldest) {
      open.delete(oldest);
      oldest();
    }
    return () => {
      open.delete(end);
      if (open.size === 0) taken.delete(token);
    };
  };
}

async function longPoll(
  platform: Platform,
  res: Response,
  view: ConversationView,
  query: { after?: string | undefined; wait?: number | undefined },
) {
  const { db } = platform;
  const epoch = await streamEpoch(db);
  const after = readCursor(query.after, epoch);
  if (after === 'lost' || (after ?? 0) > view.seq) return { reset: true as const };
  const until = Date.now() + Math.min(LONG_POLL_MS, (query.wait ?? 0) * 1_000);
  let seq = after ?? 0;
  await visitorsAreHere(platform, [view.id]);
  for (;;) {
    const rows = await eventsAfter(db, view.id, seq, 500);
    const seen = rows.filter(visitorSees);
    seq = rows.at(-1)?.seq ?? seq;
    const read = timeOf(await receiptsAt(db, view.id)) !== timeOf(view.receiptsAt);
    if (seen.length > 0 || read || Date.now() >= until || res.destroyed)
      return {
        events: seen.map(eventForVisitor),
        cursor: cursor(epoch, seq),
        conversation: await shown(platform, view.id),
      };
    await changed(platform, view.id, Math.min(1_000, until - Date.now()));
  }
}

/** Waits for a hint about this conversation, at most `ms`: a lost hint costs a second. */
function changed({ bus }: Platform, conversationId: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = bus.subscribe(
      (message) => message.kind === 'hint' && message.conversationId === conversationId && done(),
    );
  });
}
