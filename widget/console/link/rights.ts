/** What this agent may do with a conversation, read from the table of moves. Pure. */
import { type Capacity, type MoveName, mayMove, maySpeak } from '../../../services/conversation/states.js';
import type { Agent, AgentConversation } from '../../../services/wire/agent.js';
import type { Meaning } from '../keys.js';

export type Verb = Extract<MoveName, 'take' | 'release' | 'transfer' | 'handBack' | 'resolve'>;
export const verbs: readonly Verb[] = ['take', 'handBack', 'transfer', 'release', 'resolve'];

function capacities(agent: Agent, conversation: AgentConversation): Capacity[] {
  if (agent.role === 'content') return [];
  const all: Capacity[] = ['agent'];
  if (conversation.agentId === agent.id) all.push('owner');
  if (agent.role === 'manager' || agent.role === 'admin') all.push('lead');
  return all;
}

export function owns(agent: Agent | undefined, conversation: AgentConversation | undefined): boolean {
  return !!agent && conversation?.state === 'assigned' && conversation.agentId === agent.id;
}

/** Taking what is ours already is legal but says nothing, so it is not offered. */
export function may(verb: Verb, agent: Agent | undefined, conversation: AgentConversation | undefined): boolean {
  if (!agent || !conversation) return false;
  if (verb === 'take' && owns(agent, conversation)) return false;
  // It stays with whoever practises, and is over when it is over.
  if (conversation.practice && verb !== 'resolve') return false;
  return mayMove(verb, conversation.state, capacities(agent, conversation));
}

/**
 * Whether a key or a command about a conversation does anything for this agent now; it is about `conversation`, if
 * about any.
 */
export function applies(
  means: Meaning,
  agent: Agent | undefined,
  conversation: AgentConversation | undefined,
): boolean {
  switch (means) {
    case 'take':
    case 'resolve':
      return may(means, agent, conversation);
    // In a conversation, search looks for something to answer with.
    case 'reply':
    case 'search':
      return mayReply(agent, conversation);
    case 'snooze':
      return owns(agent, conversation);
    case 'note':
    case 'tag':
    case 'past':
      return conversation !== undefined;
    default:
      return true;
  }
}

export function mayReply(agent: Agent | undefined, conversation: AgentConversation | undefined): boolean {
  if (!agent || !conversation) return false;
  // `maySpeak` knows agents only as owners; the other capacities of an agent never speak.
  return owns(agent, conversation) && maySpeak(conversation.state, ['owner']);
}
