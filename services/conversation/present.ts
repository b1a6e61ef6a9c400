/** Row -> wire, per audience. The only place where a row becomes JSON, hence the place to check what leaks. */

import type { Agent, AgentConversation, Decision, QueueReply } from '../wire/agent.js';
import type { SearchReply } from '../wire/console.js';
import type { Conversation, Event, Level, ListedConversation } from '../wire/conversation.js';
import type { FileLink } from '../wire/files.js';
import { readableLocale } from '../wire/names.js';
import type { AgentRow } from './agents.js';
import type { ConversationRow } from './conversations.js';
import type { StoredFile } from './event-types.js';
import { type EventRow, isFromBot, isFromVisitor, type MessageRow } from './events.js';
import type { Found } from './search.js';
import type { NewDecision } from './turns.js';
import type { ConversationView } from './views.js';

/**
 * What a visitor never sees: notes, and what the team marked. Decisions and private fields
 * are not in their events at all.
 */
export const visitorSees = (event: Pick<EventRow, 'type'>): boolean => event.type !== 'note' && event.type !== 'mark';

export function eventForVisitor(event: EventRow): Event {
  return compact<Event>({
    seq: event.seq,
    type: event.type,
    // A move is told by the system, whoever made it; the agent's own words and name are in the notice.
    role: event.type === 'move' ? 'system' : (event.role ?? undefined),
    text: event.text ?? undefined,
    clientId: event.role === 'visitor' ? (event.clientId ?? undefined) : undefined,
    replyTo: event.replyTo ?? undefined,
    ...bodyForAll(event),
    agent: event.type === 'message' ? face(event.agentName, event.agentAvatar) : undefined,
    createdAt: event.createdAt.toISOString(),
  });
}

/** What of a body everybody may see who may see the event. */
function bodyForAll(event: EventRow): Partial<Event> {
  switch (event.type) {
    case 'message':
      return wordsForAll(event);
    case 'note':
      return { files: event.body.files?.map(fileForWire) };
    case 'move':
      return { notice: event.body.notice };
    case 'feedback':
      return { feedback: event.body.feedback };
    case 'rating':
      return { rating: event.body.rating };
    case 'contact':
      return { contact: event.body.contact };
    case 'mark':
      return {};
  }
}

function wordsForAll(event: MessageRow): Partial<Event> {
  switch (event.role) {
    case 'visitor':
      return { choice: event.body.choice, files: event.body.files?.map(fileForWire) };
    case 'bot':
      return {
        citations: event.body.citations,
        // Which entries the buttons stand for is for us alone.
        suggestions: event.body.suggestions?.map(({ label }) => ({ label })),
      };
    case 'agent':
      return { files: event.body.files?.map(fileForWire) };
    default:
      return {};
  }
}

/** What of a body only agents see. */
function bodyForAgents(event: EventRow): Partial<Event> {
  if (event.type === 'move') return { move: event.body.move };
  if (event.type === 'note') return { mentions: event.body.mentions };
  if (event.type === 'mark') return { mark: event.body.mark };
  if (isFromBot(event)) return { answers: event.body.answers };
  return isFromVisitor(event) ? { level: event.body.level } : {};
}

export function fileForWire({ key, ...file }: StoredFile): FileLink {
  return { ...file, url: `/v1/files/${file.id}/${key}/${encodeURIComponent(file.name)}` };
}

export function eventForAgent(event: EventRow): Event {
  return compact<Event>({
    ...eventForVisitor(event),
    role: event.role ?? undefined,
    clientId: event.clientId ?? undefined,
    decisionId: event.decisionId ?? undefined,
    agent: face(event.agentName, event.agentAvatar),
    agentId: event.agentId ?? undefined,
    ...bodyForAgents(event),
  });
}

const face = (name: string | null, avatar: string | null) =>
  name === null ? undefined : compact({ name, avatar: avatar ?? undefined });

/** What stands beside the row: the owner's face, the place in the queue, the visitor's name. */
export type Beside = {
  agentName: string | null;
  agentAvatar: string | null;
  position: number | null;
  eta: [number, number] | null;
  /** Why there is no range. */
  etaWhy?: QueueReply['etaWhy'];
  /** To whom it is held out. */
  offer: { agentIds: string[]; expiresAt: string } | null;
  visitorName: string | null;
  visitorEmail: string | null;
  visitorLevel: Level;
  emailProven: boolean | null;
  blocked: { by: string; why: string; at: string } | null;
  invited: { id: string; name: string }[] | null;
};

export function conversationForVisitor(row: ConversationRow & Beside): Conversation {
  return compact<Conversation>({
    id: row.id,
    state: row.state,
    seq: row.seq,
    ownerEpoch: row.ownerEpoch,
    inbox: row.inbox,
    locale: readableLocale(row.locale),
    agent: row.state === 'assigned' ? face(row.agentName, row.agentAvatar) : undefined,
    queue:
      row.state === 'queued' && row.position !== null
        ? compact({ position: row.position, etaSeconds: row.eta ?? undefined })
        : undefined,
    botHelps: row.botHelps || undefined,
    wantsPerson: row.wantsPerson || undefined,
    seen: receipts(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  });
}

function receipts({ visitorSeenSeq, agentSeenSeq, deliveredSeq }: ConversationRow): Conversation['seen'] {
  const seen = compact({
    visitor: visitorSeenSeq || undefined,
    agent: agentSeenSeq || undefined,
    delivered: deliveredSeq || undefined,
  });
  return Object.keys(seen).length ? seen : undefined;
}

/** One line of the list of their conversations. */
export function listedForVisitor(row: ConversationView & { unread: number }): ListedConversation {
  return compact<ListedConversation>({
    ...conversationForVisitor(row),
    lastText: row.lastText ?? undefined,
    unread: row.unread,
  });
}

export function conversationForAgent(row: ConversationRow & Beside): AgentConversation {
  return compact<AgentConversation>({
    ...conversationForVisitor(row),
    agentId: row.agentId ?? undefined,
    queuedAt: row.queuedAt?.toISOString(),
    owedSince: row.owedSince?.toISOString(),
    reason: row.reason ?? undefined,
    lastVisitorSeq: row.lastVisitorSeq,
    settledSeq: row.settledSeq,
    visitor: compact({
      id: row.visitorId,
      name: row.visitorName ?? undefined,
      email: row.visitorEmail ?? undefined,
      level: row.visitorLevel,
      emailProven: row.emailProven || undefined,
      blocked: row.blocked ?? undefined,
    }),
    tags: some(row.tags),
    participants: some(row.invited),
    mentioned: some(row.mentioned),
    snoozedUntil: row.snoozedUntil?.toISOString(),
    lastText: row.lastText ?? undefined,
    lastRole: row.lastSpeaker ?? undefined,
    offer: row.offer ? { ...row.offer, expiresAt: new Date(row.offer.expiresAt).toISOString() } : undefined,
    why: row.why ?? undefined,
    skills: row.skills.length ? row.skills : undefined,
    context: row.context,
    practice: row.practiceFor ? true : undefined,
  });
}

/** A line of a search, with what was found in it. */
export function foundForAgent({ line, ...row }: Found): SearchReply['found'][number] {
  return { conversation: conversationForAgent(row), ...(line && { line: lineOf(line) }) };
}

/** The search itself says it as JSON already. */
const lineOf = ({ role, text, ...line }: NonNullable<Found['line']>) => ({
  ...line,
  ...(role && { role }),
  ...(text !== null && { text }),
});

export function agentForStaff(agent: AgentRow): Agent {
  const { avatar, ...rest } = agent;
  return avatar === null ? rest : { ...rest, avatar };
}

export function decisionForAgent(decision: NewDecision & { id: number; createdAt: Date }): Decision {
  return compact<Decision>({
    ...decision,
    context: decision.context ?? undefined,
    parts: decision.parts ?? undefined,
    version: decision.version ?? undefined,
    reason: decision.reason ?? undefined,
    model: decision.model ?? undefined,
    createdAt: decision.createdAt.toISOString(),
  });
}

/** A list with nothing in it is left out. */
const some = <T>(list: T[] | null): T[] | undefined => (list?.length ? list : undefined);

/** Drops fields that are undefined, so that what goes out equals what the schemas describe. */
function compact<T extends object>(object: T): T {
  const kept = { ...object };
  for (const key in kept) if (kept[key] === undefined) delete kept[key];
  return kept;
}
