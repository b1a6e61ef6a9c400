/** The agents' streams: the snapshot that each begins with, and whether its agent may still have it. */
import type { AgentRow } from '../../conversation/agents.js';
import { agentForStaff, conversationForAgent } from '../../conversation/present.js';
import { delivered } from '../../conversation/receipts.js';
import { openConversations } from '../../conversation/views.js';
import type { Pull, Streams } from './streams.js';
import { type AgentStream, knownOf, undelivered } from './write.js';

/**
 * Ends a stream whose session is over, or whose account has no conversations any more; makes a new snapshot where other
 * rights changed.
 */
export async function renew(streams: Streams, pull: Pull, stream: AgentStream): Promise<void> {
  const agent = await stream.refresh().catch(() => stream.agent);
  if (!agent || agent.role === 'content') return stream.writer.end();
  const rights = (it: AgentRow) => JSON.stringify([it.role, it.inboxes]);
  const changed = rights(agent) !== rights(stream.agent);
  stream.agent = agent;
  // The console comes back for it.
  if (changed) await snapshot(streams, pull, stream).catch(() => stream.writer.end());
}

export async function snapshot({ platform }: Streams, pull: Pull, stream: AgentStream): Promise<void> {
  stream.opening = new Set();
  const rows = await openConversations(platform.db, stream.agent);
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
