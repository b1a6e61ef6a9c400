/** What crosses the wire between a visitor and the gateway: what the widget sends, and what it is told. */
import { z } from 'zod';
import {
  type Conversation,
  choiceSchema,
  conversationSchema,
  type Delta,
  type Discard,
  type Event,
  eventSchema,
  listedConversationSchema,
  saysNothing,
  saysSomething,
  seq,
  slug,
  type Typing,
  uuid,
  whySchema,
} from './conversation.js';
import { fileIds } from './files.js';
import { ANSWER_MAX, COMMENT_MAX, EMAIL_MAX, FIELD_NAME_MAX, FIELD_TEXT_MAX, MESSAGE_MAX, NAME_MAX } from './limits.js';
import { locale, said, typed } from './text.js';

const identity = z.string().max(4_000);
const context = z
  .record(z.string().max(FIELD_NAME_MAX), z.union([z.string().max(FIELD_TEXT_MAX), z.number(), z.boolean(), z.null()]))
  // What somebody filled in, and agreed to, is no page's to change.
  .refine((fields) => !('preChat' in fields), 'preChat is where the answers of the form stand: use another name');
/** Merged into what is known already; null takes a field away. */
export const contextBody = z.strictObject({ context });
export const identityBody = z.strictObject({ identity, inbox: slug.optional() });
/** What a visitor filled in, by field; see preChatSchema in inboxes.ts. */
export const preChatBody = z.strictObject({
  answers: z
    .record(z.string().max(32), z.string().max(ANSWER_MAX))
    .refine((answers) => Object.keys(answers).length <= 12, 'at most 12 fields'),
  consent: z.boolean().optional(),
});
export const openConversationBody = z.strictObject({
  clientId: uuid.optional(),
  inbox: slug.optional(),
  locale: locale.optional(),
  /** Signed by the site's own server with the inbox's identity secret: a JWT, HS256. */
  identity: identity.optional(),
  /** What the page knows; `timeZone` is the visitor's own clock, kept apart: by it they are told when somebody is back. */
  context: context.optional(),
  preChat: preChatBody.optional(),
});
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
  comment: said(COMMENT_MAX).optional(),
});
export const ratingBody = z.strictObject({ score: z.int().min(1).max(5), comment: said(COMMENT_MAX).optional() });
export const contactBody = z.strictObject({ email: z.email().max(EMAIL_MAX), name: said(NAME_MAX).optional() });
/** Everything up to this was on screen. */
export const seenBody = z.strictObject({ seq });
export const transcriptBody = z.strictObject({ email: contactBody.shape.email });
export const openConversationReply = z.object({ conversation: conversationSchema, token: z.string().optional() });
export const identityReply = z.object({
  /** In place of the one that was sent, which is no longer good; left out where that is this person's already. */
  token: z.string().optional(),
  /** What was written with the token that was sent is this person's. */
  joined: z.boolean(),
  /** Their newest conversation in this inbox that is not over. */
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

/**
 * The visitor's stream: SSE events by name. The id of a `log` is its cursor; `conversation` comes whenever its state,
 * agent or place in the queue changed.
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

export type IdentityReply = z.infer<typeof identityReply>;
export type Feedback = z.infer<typeof feedbackBody>;
export type OpenConversation = z.infer<typeof openConversationBody>;
export type PreChatAnswers = z.infer<typeof preChatBody>;
export type PostMessage = z.infer<typeof postMessageBody>;
export type HistoryReply = z.infer<typeof historyReply>;
