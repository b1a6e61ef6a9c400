/**
 * The streams of one gateway process. The bus brings hints, the log brings the truth: on a hint the hub reads what is
 * new in that conversation once, for all its streams, and each stream writes what it has not sent yet, in order. Lost,
 * doubled and disordered hints therefore do nothing; once a second the hub looks at the table itself.
 */
import { visitorsAreHere } from '../../conversation/receipts.js';
import type { Platform } from '../../platform/open.js';
import { checksum } from '../../wire/checksum.js';
import { listen } from './hints.js';
import { startLooking } from './look.js';
import { cursor } from './sse.js';
import { renew, snapshot } from './staff.js';
import { createPull, type Pull, replay, type Streams } from './streams.js';
import type { AgentStream, VisitorStream } from './write.js';

/** Takes a stream in; what it returns takes it out again. */
type Open<S> = (stream: S) => Promise<() => void>;

export type Hub = {
  openVisitor: Open<VisitorStream>;
  openAgent: Open<AgentStream>;
  /** Tells every reader to come back elsewhere, spread over some seconds, and ends the streams. */
  close: () => void;
};

export function createHub(platform: Platform): Hub {
  const streams: Streams = { platform, visitors: new Map(), agents: new Set(), closed: false };
  const pull = createPull(streams);
  const stops = [listen(streams, pull), startLooking(streams, pull), startBeating(streams, pull)];
  return {
    openVisitor: (stream) => openVisitor(streams, pull, stream),
    openAgent: (stream) => openAgent(streams, pull, stream),
    close() {
      streams.closed = true;
      for (const stop of stops) stop();
      for (const stream of [...[...streams.visitors.values()].flatMap((those) => [...those]), ...streams.agents]) {
        stream.writer.send('bye', { retryMs: Math.round(250 + Math.random() * 2_750) });
        stream.writer.end();
      }
    },
  };
}

/** Subscribes first, then reads: what happens in between is read twice at worst, and written once. */
async function openVisitor(streams: Streams, pull: Pull, stream: VisitorStream): Promise<() => void> {
  const { platform, visitors } = streams;
  const { log, metrics } = platform;
  const those = visitors.get(stream.conversationId) ?? new Set();
  visitors.set(stream.conversationId, those.add(stream));
  metrics.streamsOpen.inc({ audience: 'visitor' });
  // A read that fails is read again with the next pull.
  await replay(streams, stream).catch((error: Error) => log.debug({ err: error.message }, 'replay failed'));
  stream.replaying = false;
  await pull(stream.conversationId);
  return () => {
    if (!those.delete(stream)) return;
    if (those.size === 0) visitors.delete(stream.conversationId);
    metrics.streamsOpen.dec({ audience: 'visitor' });
  };
}

async function openAgent(streams: Streams, pull: Pull, stream: AgentStream): Promise<() => void> {
  const { platform, agents } = streams;
  const { streamsOpen } = platform.metrics;
  agents.add(stream);
  streamsOpen.inc({ audience: 'agent' });
  const leave = () => {
    if (agents.delete(stream)) streamsOpen.dec({ audience: 'agent' });
  };
  try {
    await snapshot(streams, pull, stream);
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}

/** The sign of life of every stream; consoles compare what they have with it. */
function startBeating(streams: Streams, pull: Pull): () => void {
  const { platform, visitors, agents } = streams;
  const beat = setInterval(() => {
    for (const those of visitors.values())
      for (const stream of those)
        if (!stream.replaying) stream.writer.send('heartbeat', { cursor: cursor(stream.epoch, stream.sent) });
    visitorsAreHere(platform, [...visitors.keys()]).catch((error: Error) =>
      platform.log.debug({ err: error.message }, 'here'),
    );
    for (const stream of agents) {
      if (!stream.opening) stream.writer.send('heartbeat', checksum(stream.known.values()));
      void renew(streams, pull, stream);
    }
  }, platform.config.timing.heartbeat);
  return () => clearInterval(beat);
}
