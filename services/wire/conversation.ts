/**
 * What crosses the wire and both sides know: conversations, events, citations, and the small parts of all other
 * schemas. What visitors send is in visitor.ts, what the team sends in agent.ts, and each area of the console has a
 * file of its own beside them. Requests are strict schemas (an unknown field is a 400); responses are schemas too, so
 * that `/openapi.json` is generated from these files alone.
 */
import { z } from 'zod';
import { fileSchema } from './files.js';
import { INT_MAX } from './limits.js';
import { isBlank } from './text.js';

// ---------------------------------------------------------------- small parts
export const uuid = z.uuid();
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes');
/** `list.refine(...once())`: no item twice; `key` says what makes two the same. */
export const once = <T>(key: (item: T) => unknown = (item) => item) =>
  [(all: T[]) => new Set(all.map(key)).size === all.length, 'each only once'] as const;
export const seq = z.int().min(1).max(INT_MAX);
export const iso = z.iso.datetime();

export const stateSchema = z.enum(['bot', 'queued', 'assigned', 'resolved']);
export const roleSchema = z.enum(['visitor', 'bot', 'agent', 'system']);
/**
 * Who a visitor is: they said nothing of themselves, they left a name or an address, or their
 * site's server vouches for them.
 */
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
/** As it is stored; `left`: read while the visitor waited for a person, and left to that person without a word. */
export const storedVerdictSchema = z.enum([...verdictSchema.options, 'left']);

/**
 * Why the system gave a conversation back to the queue: its agent was gone, or said nothing
 * for longer than the inbox allows.
 */
const moveCauseSchema = z.enum(['absent', 'silent']);

/**
 * What a move tells the people in the conversation. Our screens render it from the catalogue; `text` carries the
 * same in the conversation's locale.
 */
const noticeKindSchema = z.enum([
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
const noticeSchema = z.object({
  kind: noticeKindSchema,
  /**
   * For example `{ agent: 'Lena' }`. Of a handoff: `why` (`not_found`, `not_helped`, `sensitive`, `failed`; left out where
   * they asked for a person), `back` (when the team is, on the visitor's clock), `mail: 'known'` where it can write to them.
   */
  params: z.record(z.string(), z.string()).optional(),
});

/**
 * What was wrong with an answer that did not help: it was about something else, its facts are not
 * right, or it is hard to understand.
 */
export const whySchema = z.enum(['not_my_question', 'wrong', 'unclear']);

const citationSchema = z.object({
  /** The number in the text, `[1]`. */
  index: z.int(),
  title: z.string(),
  /** The passage itself, as published. */
  text: z.string(),
  link: z.string().optional(),
});

export const choiceSchema = z.strictObject({ seq, index: z.int().min(0).max(20) });

// ---------------------------------------------------------------- what both sides see

const eventTypeSchema = z.enum(['message', 'note', 'move', 'feedback', 'rating', 'contact', 'mark']);

/** What the team put on a conversation or took off it; `text` is why, where somebody said. */
const markSchema = z.object({
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
  /** Buttons of a suggest event; the last one leads to a person: "None of these", or for what an answer left open, "Ask a person". */
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
  /** Agents only: the bot said this while they waited, in answer to these messages (by `seq`). */
  answers: z.object({ from: z.int(), to: z.int() }).optional(),
  /** Agents only: whose message or note this is. */
  agentId: z.string().optional(),
  /** Agents only: who the visitor was when they wrote this. */
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
  /** While they wait, the bot answers what it is sure of. */
  botHelps: z.literal(true).optional(),
  /** They asked for a person before they wrote anything: their first message goes to one. */
  wantsPerson: z.literal(true).optional(),
  /**
   * How far each has read, as the highest `seq`: the visitor, anybody of the team; `delivered`: written to a
   * console, or claimed by the bot that has the conversation.
   */
  seen: z.object({ visitor: z.int().optional(), agent: z.int().optional(), delivered: z.int().optional() }).optional(),
  createdAt: iso,
  updatedAt: iso,
});

/** One of the visitor's conversations in their list. */
export const listedConversationSchema = conversationSchema.extend({
  /** The last thing that anybody said, shortened. */
  lastText: z.string().optional(),
  /** Messages that they have not seen. */
  unread: z.int(),
});

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), requestId: z.string() }),
});

// ---------------------------------------------------------------- visitor requests

/** Text may be blank exactly where files go with it. */
export const saysSomething = ({ text, files }: { text: string; files?: string[] | undefined }) =>
  !isBlank(text) || !!files;
export const saysNothing = { path: ['text'], message: 'must not be empty or only spaces, unless files go with it' };

export const emptyBody = z.strictObject({});
export const typingBody = z.strictObject({ typing: z.boolean().optional() });

/** Part of an answer on its way; never stored, no SSE id. `turn` is the turn token. */
const deltaSchema = z.object({
  turn: z.int(),
  attempt: z.int(),
  ownerEpoch: z.int(),
  /** 0, 1, 2, ... within an attempt; a gap drops the ghost text. */
  i: z.int(),
  text: z.string(),
});
const discardSchema = z.object({ turn: z.int() });
const typingSchema = z.object({ role: roleSchema, typing: z.boolean() });

export type State = z.infer<typeof stateSchema>;
export type Level = z.infer<typeof levelSchema>;
export type Role = z.infer<typeof roleSchema>;
export type StaffRole = z.infer<typeof staffRoleSchema>;
export type Reason = z.infer<typeof reasonSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type NoticeKind = z.infer<typeof noticeKindSchema>;
export type MoveCause = z.infer<typeof moveCauseSchema>;
export type Why = z.infer<typeof whySchema>;
export type Citation = z.infer<typeof citationSchema>;
export type Event = z.infer<typeof eventSchema>;
export type Mark = z.infer<typeof markSchema>;
export type EventType = z.infer<typeof eventTypeSchema>;
export type Conversation = z.infer<typeof conversationSchema>;
export type ListedConversation = z.infer<typeof listedConversationSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type Discard = z.infer<typeof discardSchema>;
export type Typing = z.infer<typeof typingSchema>;
export type ErrorReply = z.infer<typeof errorSchema>;
