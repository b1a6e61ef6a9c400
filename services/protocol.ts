/**
 * Every type and schema that crosses the wire; those of the knowledge base are in protocol-knowledge.ts, those of files in protocol-files.ts. Imports zod and the latter, holds no behaviour.
 * Requests are strict schemas (an unknown field is a 400); responses are schemas too, so that
 * `/openapi.json` is generated from these three files alone.
 */
import { z } from 'zod';
import { fileIds, fileSchema } from './protocol-files.js';

// ---------------------------------------------------------------- small parts

/** Text as a person typed it. NUL cannot be stored by PostgreSQL. */
const typed = (max: number) =>
  z
    .string()
    .max(max, `at most ${max} characters`)
    .refine((text) => !text.includes('\u0000'), 'must not contain a NUL character')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

const isBlank = (text: string): boolean => text.trim().length === 0;

/** Blank text says nothing. */
export const said = (max: number) => typed(max).refine((text) => !isBlank(text), 'must not be empty or only spaces');

export const MESSAGE_MAX = 4_000;
const uuid = z.uuid();
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');
export const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or de-AT');
/** `list.refine(...once())`: no item twice; `key` says what makes two the same. */
export const once = <T>(key: (item: T) => unknown = (item) => item) =>
  [(all: T[]) => new Set(all.map(key)).size === all.length, 'each only once'] as const;
const seq = z.int().min(1);
export const iso = z.iso.datetime();

export const stateSchema = z.enum(['bot', 'queued', 'assigned', 'resolved']);
export const roleSchema = z.enum(['visitor', 'bot', 'agent', 'system']);
/** Who a visitor is: he said nothing of himself, he left a name or an address, or his site's server vouches for him. */
export const levelSchema = z.enum(['anonymous', 'claimed', 'verified']);
export const staffRoleSchema = z.enum(['agent', 'content', 'manager', 'admin']);
export const reasonSchema = z.enum([
  'asked_for_human',
  'low_confidence',
  'nothing_found',
  'negative_feedback',
  'repeated_question',
  'none_of_these',
  'sensitive_topic',
  'model_declined',
  'model_failed',
]);
export const verdictSchema = z.enum(['answer', 'suggest', 'handoff', 'small_talk']);

/** Why the system gave a conversation back to the queue: its agent was gone, or said nothing for longer than the inbox allows. */
export const moveCauseSchema = z.enum(['absent', 'silent']);

/** Why a conversation waits, in one word. `next`: somebody is free and gets it at this moment. */
export const queueWhySchema = z.enum([
  'next',
  'offered',
  'manual',
  'all_full',
  'passed_over',
  'nobody_fits',
  'nobody_available',
  'nobody_on_team',
]);

/** Why an agent is not given a conversation. */
export const skipReasonSchema = z.enum([
  'not_on_team',
  'away',
  'absent',
  'other_language',
  'missing_skill',
  'passed_over',
  'full',
  'full_in_inbox',
  'holds_other_offer',
]);

/** What a move tells the people in the conversation. Our screens render it from the catalogue; `text` carries the same in the conversation's locale. */
export const noticeKindSchema = z.enum([
  'queued',
  'nobody_here',
  'closed',
  'joined',
  'left',
  'transferred',
  'moved',
  'back_to_bot',
  'resolved',
  'reopened',
]);
export const noticeSchema = z.object({
  kind: noticeKindSchema,
  /** For example `{ agent: 'Lena' }`. */
  params: z.record(z.string(), z.string()).optional(),
});

/** What was wrong with an answer that did not help: it was about something else, its facts are not right, or it is hard to understand. */
export const whySchema = z.enum(['not_my_question', 'wrong', 'unclear']);

export const citationSchema = z.object({
  /** The number in the text, `[1]`. */
  index: z.int(),
  title: z.string(),
  /** The passage itself, as published. */
  text: z.string(),
  link: z.string().optional(),
});

export const choiceSchema = z.strictObject({ seq, index: z.int().min(0).max(20) });

// ---------------------------------------------------------------- what both sides see

export const eventTypeSchema = z.enum(['message', 'note', 'move', 'feedback', 'rating', 'contact', 'mark']);

/** What the team put on a conversation or took off it; `text` is why, where somebody said. */
export const markSchema = z.object({
  kind: z.enum(['tagged', 'untagged', 'snoozed', 'woken', 'blocked', 'unblocked', 'invited', 'removed']),
  tags: z.array(z.string()).optional(),
  until: z.string().optional(),
  /** Whom it is about: invited, removed. */
  agent: z.object({ id: z.string(), name: z.string() }).optional(),
});

/** One line of the log. Visitors see a subset: gaps in `seq` are normal for them. */
export const eventSchema = z.object({
  seq,
  type: eventTypeSchema,
  role: roleSchema.optional(),
  text: z.string().optional(),
  clientId: z.string().optional(),
  /** The last visitor message this answers. */
  replyTo: z.int().optional(),
  notice: noticeSchema.optional(),
  citations: z.array(citationSchema).optional(),
  /** Buttons of a suggest event; the last one is always "None of these". */
  suggestions: z.array(z.object({ label: z.string() })).optional(),
  /** Which button a visitor's message pressed. */
  choice: z.object({ seq: z.int(), index: z.int() }).optional(),
  feedback: z
    .object({ seq: z.int(), helpful: z.boolean(), why: whySchema.optional(), comment: z.string().optional() })
    .optional(),
  rating: z.object({ score: z.int(), comment: z.string().optional() }).optional(),
  files: z.array(fileSchema).optional(),
  contact: z.object({ email: z.string().optional(), name: z.string().optional() }).optional(),
  /** Who of the team spoke or acted. */
  agent: z.object({ name: z.string(), avatar: z.string().optional() }).optional(),
  createdAt: iso,
  /** Agents only. */
  decisionId: z.int().optional(),
  /** Agents only: what moved, and why. */
  move: z
    .object({
      name: z.string(),
      from: stateSchema,
      to: stateSchema,
      reason: reasonSchema.optional(),
      cause: moveCauseSchema.optional(),
    })
    .optional(),
  /** Agents only: whose message or note this is. */
  agentId: z.string().optional(),
  /** Agents only: who the visitor was when he wrote this. */
  level: levelSchema.optional(),
  /** Agents only: whom a note names. */
  mentions: z.array(z.string()).optional(),
  mark: markSchema.optional(),
});

/** A conversation as its visitor sees it. */
export const conversationSchema = z.object({
  id: z.string(),
  state: stateSchema,
  /** The head of the log, hidden events included. */
  seq: z.int(),
  ownerEpoch: z.int(),
  inbox: z.string(),
  locale: z.string(),
  agent: z.object({ name: z.string(), avatar: z.string().optional() }).optional(),
  queue: z
    .object({
      /** 1 is next. */
      position: z.int(),
      /** An honest range, left out while there is too little to tell from. */
      etaSeconds: z.tuple([z.int(), z.int()]).optional(),
    })
    .optional(),
  /** How far each has read, as the highest `seq`: the visitor, anybody of the team; `delivered`: written to a console, or claimed by the bot. */
  seen: z.object({ visitor: z.int().optional(), agent: z.int().optional(), delivered: z.int().optional() }).optional(),
  createdAt: iso,
  updatedAt: iso,
});

/** One of the visitor's conversations in his list. */
export const listedConversationSchema = conversationSchema.extend({
  /** The last thing that anybody said, shortened. */
  lastText: z.string().optional(),
  /** Messages that he has not seen. */
  unread: z.int(),
});

/** A conversation as agents see it. */
export const agentConversationSchema = conversationSchema.extend({
  agentId: z.string().optional(),
  queuedAt: iso.optional(),
  reason: reasonSchema.optional(),
  lastVisitorSeq: z.int(),
  settledSeq: z.int(),
  visitor: z.object({
    id: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    level: levelSchema,
    /** The address was signed too, not only left. */
    emailProven: z.boolean().optional(),
    blocked: z.object({ by: z.string(), why: z.string(), at: iso }).optional(),
  }),
  tags: z.array(z.string()).optional(),
  /** Colleagues invited from outside the inbox's team. */
  participants: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  /** Agents whom a note named and who have not opened it since. */
  mentioned: z.array(z.string()).optional(),
  snoozedUntil: iso.optional(),
  /** The last thing that anybody said, shortened. */
  lastText: z.string().optional(),
  lastRole: roleSchema.optional(),
  /** To whom it is held out; to several at once where the inbox says so, and the first to take it has it. */
  offer: z.object({ agentIds: z.array(z.string()), expiresAt: iso }).optional(),
  /** Why it waits, as the matcher last found; GET .../queue tells more. */
  why: queueWhySchema.optional(),
  /** What an agent must know for this one, besides what its inbox asks. */
  skills: z.array(z.string()).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  /** The visitor is simulated: nothing of it counts anywhere. */
  practice: z.literal(true).optional(),
});

export const candidateSchema = z.object({
  key: z.string(),
  title: z.string(),
  /** The passage that matched best. */
  text: z.string(),
  score: z.number(),
  /** The signals behind the score, by name. */
  signals: z.record(z.string(), z.number()).optional(),
});

/** One of several questions in a message. */
export const partSchema = z.object({
  question: z.string(),
  /** What was asked before, where this was read with it. */
  context: z.string().optional(),
  confidence: z.number(),
  /** The entry that answers it; left out where none does surely enough, and then the whole was handed off. */
  entry: z.string().optional(),
});

/** The stored record of one decision; agents only. */
export const decisionSchema = z.object({
  id: z.int(),
  question: z.string(),
  /** What was asked before, where the question was read with it. */
  context: z.string().optional(),
  /** Where the message asks for several things: each of them. */
  parts: z.array(partSchema).optional(),
  fromSeq: z.int(),
  toSeq: z.int(),
  version: z.int().optional(),
  candidates: z.array(candidateSchema),
  features: z.record(z.string(), z.number()),
  confidence: z.number(),
  thresholds: z.object({ answer: z.number(), suggest: z.number() }),
  verdict: verdictSchema,
  reason: reasonSchema.optional(),
  model: z.string().optional(),
  ms: z.int(),
  createdAt: iso,
});

export const agentSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  avatar: z.string().optional(),
  role: staffRoleSchema,
  available: z.boolean(),
  capacity: z.int(),
  inboxes: z.array(z.string()),
});

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

// ---------------------------------------------------------------- visitor requests

const identity = z.string().max(4_000);
const context = z
  .record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
  // What somebody filled in, and agreed to, is no page's to change.
  .refine((fields) => !('preChat' in fields), 'preChat is where the answers of the form stand: use another name');
/** Merged into what is known already; null takes a field away. */
export const contextBody = z.strictObject({ context });
export const identityBody = z.strictObject({ identity, inbox: slug.optional() });
/** What a visitor filled in, by field; see preChatSchema in protocol-inbox.ts. */
export const preChatBody = z.strictObject({
  answers: z
    .record(z.string().max(32), z.string().max(2_000))
    .refine((answers) => Object.keys(answers).length <= 12, 'at most 12 fields'),
  consent: z.boolean().optional(),
});
export const openConversationBody = z.strictObject({
  clientId: uuid.optional(),
  inbox: slug.optional(),
  locale: locale.optional(),
  /** Signed by the site's own server with the inbox's identity secret: a JWT, HS256. */
  identity: identity.optional(),
  context: context.optional(),
  preChat: preChatBody.optional(),
});
/** Text may be blank exactly where files go with it. */
const saysSomething = ({ text, files }: { text: string; files?: string[] | undefined }) => !isBlank(text) || !!files;
const saysNothing = { path: ['text'], message: 'must not be empty or only spaces, unless files go with it' };

export const postMessageBody = z
  .strictObject({
    clientId: uuid,
    text: typed(MESSAGE_MAX),
    files: fileIds.optional(),
    choice: choiceSchema.optional(),
  })
  .refine(saysSomething, saysNothing);
export const handoffBody = z.strictObject({ proposedBy: seq.optional() });
export const feedbackBody = z.strictObject({
  /** The answer that is judged. Each judgement is a new event, the latest counts. */
  seq,
  helpful: z.boolean(),
  /** Only where `helpful` is false. */
  why: whySchema.optional(),
  comment: said(1_000).optional(),
});
export const ratingBody = z.strictObject({ score: z.int().min(1).max(5), comment: said(1_000).optional() });
export const contactBody = z.strictObject({ email: z.email().max(254), name: said(100).optional() });
/** Everything up to this was on screen. */
export const seenBody = z.strictObject({ seq });
export const transcriptBody = z.strictObject({ email: contactBody.shape.email });
export const emptyBody = z.strictObject({});
export const typingBody = z.strictObject({ typing: z.boolean().optional() });

export const openConversationReply = z.object({ conversation: conversationSchema, token: z.string().optional() });
export const identityReply = z.object({
  /** In place of the one that was sent, which is no longer good; left out where that is this person's already. */
  token: z.string().optional(),
  /** What was written with the token that was sent is this person's. */
  joined: z.boolean(),
  /** His newest conversation in this inbox that is not over. */
  conversationId: z.string().optional(),
});
export const conversationReply = z.object({ conversation: conversationSchema });
export const conversationsReply = z.object({ conversations: z.array(listedConversationSchema) });
export const historyReply = z.object({
  conversation: conversationSchema,
  events: z.array(eventSchema),
  /** Where a stream goes on from here: `<stream epoch>.<seq>`. */
  cursor: z.string(),
});
export const eventReply = z.object({ event: eventSchema });
export const pollReply = z.union([
  z.object({ events: z.array(eventSchema), cursor: z.string(), conversation: conversationSchema.optional() }),
  z.object({ reset: z.literal(true) }),
]);
// ---------------------------------------------------------------- agent requests

export const sessionBody = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) });
/** Of one's own account. */
export const passwordBody = z.strictObject({
  current: z.string().min(1).max(200),
  password: z.string().min(10, 'at least 10 characters').max(200),
});
/** Sets the first password by a one-time link. */
export const setupBody = z.strictObject({
  token: z.string().min(1).max(500),
  email: z.email().max(254),
  name: said(100),
  password: z.string().min(10, 'at least 10 characters').max(200),
});
export const availabilityBody = z.strictObject({ available: z.boolean() });
export const agentMessageBody = z
  .strictObject({
    clientId: uuid,
    text: typed(MESSAGE_MAX),
    files: fileIds.optional(),
    note: z.boolean().optional(),
    /** Colleagues that a note names; whoever does not serve the inbox is invited by it. */
    mentions: z.array(uuid).max(20).optional(),
    /** The key of the entry that was inserted; counts as its use. Then no placeholder may be left in the text. */
    canned: z.string().max(200).optional(),
    /** The highest `seq` the agent had on screen when sending. */
    seenSeq: z.int().min(0),
  })
  .refine(saysSomething, saysNothing);
export const cannedQuery = z.strictObject({ q: z.string().max(100).optional() });
export const cannedReply = z.object({
  canned: z.array(
    z.object({
      key: z.string(),
      shortcut: z.string(),
      title: z.string(),
      text: z.string(),
      unresolved: z.array(z.string()),
      uses: z.int(),
      /** P(it answers what the visitor said last), 0 to 1; only without `q`, and only of what fits. */
      fit: z.number().optional(),
    }),
  ),
  /** A language model can write a draft. */
  drafts: z.boolean(),
});
export const draftReply = z.object({ text: z.string() });
export const transferBody = z.union([z.strictObject({ agentId: uuid }), z.strictObject({ inbox: slug })]);
export const resolveBody = z.strictObject({ seenSeq: z.int().min(0).optional() });
/** An error budget is a share of the answers given: above none, below all. */
export const labelBody = z.strictObject({
  decisionId: z.int().min(1),
  kind: z.enum(['bot_was_right', 'bot_was_wrong', 'avoidable_handoff', 'good_handoff']),
  /** The entry that would have been right. */
  entry: z.string().max(200).optional(),
});
export const skillsBody = z.strictObject({ skills: z.array(slug).max(20) });
export const queueQuery = z.strictObject({ at: iso.optional() });
const somebody = z.object({ id: z.string(), name: z.string() });
export const queueReply = z.object({
  /** The moment that this tells of; asking for it later gives the same. */
  at: iso,
  /** 1 is next in its inbox. */
  position: z.int(),
  waitingSince: iso,
  why: queueWhySchema,
  offered: z.array(z.object({ agent: somebody, until: iso })),
  /** Everybody who may not have it, whoever is nearest to it first. */
  skipped: z.array(z.object({ agent: somebody, reason: skipReasonSchema, until: iso.optional() })),
  /** The range that the visitor is told; null where it would be a guess, and always for the past. */
  etaSeconds: z.tuple([z.int(), z.int()]).nullable(),
  etaWhy: z.enum(['too_few', 'nobody_available', 'closed', 'manual', 'past']).optional(),
});
export const agentListQuery = z.strictObject({
  state: stateSchema.optional(),
  q: z.string().max(200).optional(),
  cursor: z.string().max(200).optional(),
});

export const meReply = z.object({ agent: agentSchema });
export const agentsReply = z.object({
  agents: z.array(agentSchema.pick({ id: true, name: true, avatar: true, available: true })),
});
export const agentConversationReply = z.object({ conversation: agentConversationSchema });
export const agentConversationsReply = z.object({
  conversations: z.array(agentConversationSchema),
  next: z.string().optional(),
});
export const agentHistoryReply = z.object({
  conversation: agentConversationSchema,
  events: z.array(eventSchema),
  decisions: z.array(decisionSchema),
});

// ---------------------------------------------------------------- operator requests

export const askBody = z.strictObject({
  question: said(MESSAGE_MAX),
  inbox: slug.optional(),
  locale: locale.optional(),
});
export const addAgentBody = z.strictObject({
  email: z.email().max(254),
  name: said(100),
  role: staffRoleSchema,
  password: z.string().min(10, 'at least 10 characters').max(200).optional(),
  inboxes: z.array(slug).optional(),
});

// ---------------------------------------------------------------- streams

/** Part of an answer on its way; never stored, no SSE id. `turn` is the turn token. */
export const deltaSchema = z.object({
  turn: z.int(),
  attempt: z.int(),
  ownerEpoch: z.int(),
  /** 0, 1, 2, ... within an attempt; a gap drops the ghost text. */
  i: z.int(),
  text: z.string(),
});
export const discardSchema = z.object({ turn: z.int() });
export const typingSchema = z.object({ role: roleSchema, typing: z.boolean() });

/**
 * The visitor's stream: SSE events by name.
 * `log` (id = cursor, data = Event), `conversation` (data = Conversation, whenever its state, agent or queue place changed),
 * `delta`, `discard`, `typing`, `heartbeat` (data = { cursor }), `reset` (data = { cursor }), `bye` (data = { retryMs }).
 */
export type VisitorStreamEvent =
  | { event: 'log'; data: Event }
  | { event: 'conversation'; data: Conversation }
  | { event: 'delta'; data: Delta }
  | { event: 'discard'; data: Discard }
  | { event: 'typing'; data: Typing }
  | { event: 'heartbeat'; data: { cursor: string } }
  | { event: 'reset'; data: { cursor: string } }
  | { event: 'bye'; data: { retryMs: number } };

/**
 * The agent's stream: SSE events by name. `snapshot` first; then `log` in any order between conversations;
 * `gone` when the agent loses sight of one; `heartbeat` carries count and checksum of what this stream wrote.
 */
export type AgentStreamEvent =
  | { event: 'snapshot'; data: { conversations: AgentConversation[]; agent: Agent } }
  | { event: 'log'; data: { conversationId: string; event?: Event; conversation: AgentConversation } }
  | { event: 'gone'; data: { conversationId: string; gone: true } }
  | { event: 'delta'; data: Delta & { conversationId: string } }
  | { event: 'discard'; data: Discard & { conversationId: string } }
  | { event: 'typing'; data: Typing & { conversationId: string } }
  | { event: 'presence'; data: AgentPresence }
  | { event: 'heartbeat'; data: { count: number; checksum: string } }
  | { event: 'bye'; data: { retryMs: number } };

// ---------------------------------------------------------------- types

export type State = z.infer<typeof stateSchema>;
export type Level = z.infer<typeof levelSchema>;
export type IdentityReply = z.infer<typeof identityReply>;
export type Role = z.infer<typeof roleSchema>;
export type StaffRole = z.infer<typeof staffRoleSchema>;
export type Reason = z.infer<typeof reasonSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type NoticeKind = z.infer<typeof noticeKindSchema>;
export type MoveCause = z.infer<typeof moveCauseSchema>;
export type QueueWhy = z.infer<typeof queueWhySchema>;
export type SkipReason = z.infer<typeof skipReasonSchema>;
export type QueueReply = z.infer<typeof queueReply>;
export type Why = z.infer<typeof whySchema>;
export type Feedback = z.infer<typeof feedbackBody>;
export type Citation = z.infer<typeof citationSchema>;
export type Event = z.infer<typeof eventSchema>;
export type Mark = z.infer<typeof markSchema>;
export type EventType = z.infer<typeof eventTypeSchema>;
export type Conversation = z.infer<typeof conversationSchema>;
export type ListedConversation = z.infer<typeof listedConversationSchema>;
export type AgentConversation = z.infer<typeof agentConversationSchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type Part = z.infer<typeof partSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type Agent = z.infer<typeof agentSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type Discard = z.infer<typeof discardSchema>;
/** A colleague has a conversation on screen, or has left it. */
export type AgentPresence = {
  conversationId: string;
  agent: { id: string; name: string; avatar?: string };
  here: boolean;
  writing?: 'reply' | 'note' | undefined;
};
export type Typing = z.infer<typeof typingSchema>;
export type OpenConversation = z.infer<typeof openConversationBody>;
export type PreChatAnswers = z.infer<typeof preChatBody>;
export type PostMessage = z.infer<typeof postMessageBody>;
export type AgentMessage = z.infer<typeof agentMessageBody>;
export type CannedReply = z.infer<typeof cannedReply>;
export type Canned = CannedReply['canned'][number];
export type AskBody = z.infer<typeof askBody>;
export type ErrorReply = z.infer<typeof errorSchema>;
export type HistoryReply = z.infer<typeof historyReply>;
export type AgentHistoryReply = z.infer<typeof agentHistoryReply>;
