/**
 * What the bus tells: hints that something changed, which are looked up; and what is in no log, which is passed on as
 * it is.
 */
import type { BusMessage } from '../../platform/bus.js';
import { renew } from './staff.js';
import type { Pull, Streams } from './streams.js';
import type { AgentStream, VisitorStream } from './write.js';

type Passing = Exclude<BusMessage, { kind: 'hint' | 'rights' }>;

/** Listens; what it returns stops that. */
export function listen(streams: Streams, pull: Pull): () => void {
  const { platform, visitors, agents } = streams;
  return platform.bus.subscribe((message) => {
    const watched = 'conversationId' in message && visitors.get(message.conversationId);
    if (message.kind === 'hint') {
      if (watched || agents.size > 0) void pull(message.conversationId);
    } else if (message.kind === 'rights') {
      for (const stream of agents) if (stream.agent.id === message.agentId) void renew(streams, pull, stream);
    } else {
      if (watched) for (const stream of watched) passToVisitor(streams, stream, message);
      for (const stream of agents) passToAgent(stream, message);
    }
  });
}

function passToVisitor({ platform }: Streams, stream: VisitorStream, message: Passing): void {
  const { kind, conversationId: _, ...data } = message;
  if (message.kind === 'presence' || stream.replaying) return;
  if (message.kind === 'delta') {
    if (message.ownerEpoch !== stream.ownerEpoch || message.turn < stream.highestTurn) {
      platform.metrics.deltasDropped.inc();
      return;
    }
    stream.highestTurn = message.turn;
  }
  if (message.kind === 'typing' && message.role === 'visitor') return;
  stream.writer.send(kind, data);
}

function passToAgent(stream: AgentStream, message: Passing): void {
  const { kind, conversationId, ...data } = message;
  const known = stream.known.get(conversationId);
  if (stream.opening || !known || (message.kind === 'delta' && message.ownerEpoch !== known.ownerEpoch)) return;
  if (message.kind === 'presence' && message.agent.id === stream.agent.id) return;
  stream.writer.send(kind, { conversationId, ...data });
}
