/**
 * What crosses the wire between the team and the gateway: what the console and the
 * scripts send, and what they are told.
 */
import { z } from 'zod';
import {
  conversationSchema,
  type Delta,
  type Discard,
  type Event,
  eventSchema,
  iso,
  levelSchema,
  reasonSchema,
  roleSchema,
  saysNothing,
  saysSomething,
  slug,
  staffRoleSchema,
  stateSchema,
  storedVerdictSchema,
  type Typing,
  uuid,
} from './conversation.js';
import { fileIds } from './files.js';
import { EMAIL_MAX, INT_MAX, MESSAGE_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from './limits.js';
import { locale, said, typed } from './text.js';

/**
 * Why a conversation waits, in one word. `next`: somebody is free and gets it at this moment; `with_another`: its visitor
 * waits in another one since before, and whoever takes that has both.
 */
const queueWhySchema = z.enum([
  'next',
  'offered',
  'with_another',
  'manual',
  'all_full',
  'passed_over',
  'nobody_fits',
  'nobody_available',
  'nobody_on_team',
]);

/** Why an agent is not given a conversation. */
const skipReasonSchema = z.enum([
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

/** A conversation as agents see it. */
export const agentConversationSchema = conversationSchema.extend({
  agentId: z.string().optional(),
  /** Its place in the queue, which only orders: somebody who went back to the bot for a while has their old one. */
  queuedAt: iso.optional(),
  /**
   * Since when somebody of the team owes the visitor a word; left out where nobody does. An answer of the bot's while
   * they wait does not end it.
   */
  owedSince: iso.optional(),
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

const candidateSchema = z.object({
  key: z.string(),
  title: z.string(),
  /** The passage that matched best. */
  text: z.string(),
  score: z.number(),
  /** The signals behind the score, by name. */
  signals: z.record(z.string(), z.number()).optional(),
});

/** One of several questions in a message. */
const partSchema = z.object({
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
  verdict: storedVerdictSchema,
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

const newPassword = z.string().min(PASSWORD_MIN, `at least ${PASSWORD_MIN} characters`).max(PASSWORD_MAX);

export const sessionBody = z.strictObject({
  email: z.string().min(1).max(EMAIL_MAX),
  password: z.string().min(1).max(PASSWORD_MAX),
});
/** Of one's own account. */
export const passwordBody = z.strictObject({
  current: z.string().min(1).max(PASSWORD_MAX),
  password: newPassword,
});
/** Sets the first password by a one-time link. */
export const setupBody = z.strictObject({
  token: z.string().min(1).max(500),
  email: z.email().max(EMAIL_MAX),
  name: said(NAME_MAX),
  password: newPassword,
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
    seenSeq: z.int().min(0).max(INT_MAX),
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
export const resolveBody = z.strictObject({ seenSeq: z.int().min(0).max(INT_MAX).optional() });
export const labelBody = z.strictObject({
  decisionId: z.int().min(1).max(INT_MAX),
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

export const askBody = z.strictObject({
  question: said(MESSAGE_MAX),
  inbox: slug.optional(),
  locale: locale.optional(),
});
export const addAgentBody = z.strictObject({
  email: z.email().max(EMAIL_MAX),
  name: said(NAME_MAX),
  role: staffRoleSchema,
  password: newPassword.optional(),
  inboxes: z.array(slug).optional(),
});

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

export type QueueWhy = z.infer<typeof queueWhySchema>;
export type SkipReason = z.infer<typeof skipReasonSchema>;
export type QueueReply = z.infer<typeof queueReply>;
export type AgentConversation = z.infer<typeof agentConversationSchema>;
export type Candidate = z.infer<typeof candidateSchema>;
export type Part = z.infer<typeof partSchema>;
export type Decision = z.infer<typeof decisionSchema>;
export type Agent = z.infer<typeof agentSchema>;
/** A colleague has a conversation on screen, or has left it. */
export type AgentPresence = {
  conversationId: string;
  agent: { id: string; name: string; avatar?: string };
  here: boolean;
  writing?: 'reply' | 'note' | undefined;
};
export type AgentMessage = z.infer<typeof agentMessageBody>;
export type CannedReply = z.infer<typeof cannedReply>;
export type Canned = CannedReply['canned'][number];
export type AskBody = z.infer<typeof askBody>;
export type AgentHistoryReply = z.infer<typeof agentHistoryReply>;
