/** What the agents' handlers share: a conversation that they may see, and nothing of the others. */
import { type AgentRow, seesConversation } from '../../conversation/agents.js';
import { conversationForAgent } from '../../conversation/present.js';
import { type ConversationView, viewConversation } from '../../conversation/views.js';
import { NotFound } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import type { Gate } from '../gate.js';

/** Who acts, and on what. */
export const of = ({ agent, id }: { agent: AgentRow; id: string }) => ({ agent, conversationId: id });

/** A conversation that this agent may see; anything else does not exist for them. */
export async function visible({
  platform,
  agent,
  id,
}: Gate & { agent: AgentRow; id: string }): Promise<ConversationView> {
  const view = await viewConversation(platform.db, id);
  if (!view) throw new NotFound();
  if (!seesConversation(agent, view)) {
    platform.metrics.denied.inc();
    throw new NotFound();
  }
  return view;
}

/** What a verb made of it. After a transfer to another team's inbox the agent sees it here for the last time. */
export async function asItStands({ db }: Pick<Platform, 'db'>, id: string) {
  const view = await viewConversation(db, id);
  if (!view) throw new NotFound();
  return { conversation: conversationForAgent(view) };
}
