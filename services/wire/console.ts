/** What only the console speaks of: search, what the team puts on a conversation, who is looking. No behaviour. */
import { z } from 'zod';
import { agentConversationSchema } from './agent.js';
import { eventSchema, iso, reasonSchema, slug } from './conversation.js';
import { TAG_MAX, TAGS_MAX, WHY_MAX } from './limits.js';
import { said } from './text.js';

export const searchQuery = z.strictObject({
  q: z.string().max(200).optional(),
  list: z.enum(['queue', 'mine', 'all', 'resolved']).optional(),
  inbox: slug.optional(),
  tag: z.string().max(TAG_MAX).optional(),
  /** Whose it is now, or who wrote in it. */
  agent: z.uuid().optional(),
  reason: reasonSchema.optional(),
});
export const searchReply = z.object({
  found: z.array(
    z.object({
      conversation: agentConversationSchema,
      /** The line that fits best; none where the name, the e-mail or a tag is what fits. */
      line: eventSchema.pick({ seq: true, type: true, role: true, text: true, createdAt: true }).optional(),
    }),
  ),
  /** There is more than was looked through: only the newest were. */
  more: z.boolean(),
});
/** What the filters of a search can be set to, and what the chips suggest. */
export const tagsReply = z.object({ tags: z.array(z.string()) });

/** A word or two; a comma ends it. */
const tagSchema = said(TAG_MAX)
  .refine((tag) => !/[,\n]/.test(tag), 'must not contain a comma')
  .transform((tag) => tag.trim().replace(/\s+/g, ' '));
/** Changes, not the whole list: two who add at the same time both keep theirs. */
export const tagBody = z.strictObject({
  add: z.array(tagSchema).max(TAGS_MAX).optional(),
  remove: z.array(tagSchema).optional(),
});
export const snoozeBody = z.strictObject({ until: iso.nullable() });
export const blockBody = z.strictObject({ why: said(WHY_MAX) });
export const personBody = z.strictObject({ agentId: z.uuid() });

/** Sent every few seconds while a conversation is on screen; nothing of it is kept. */
export const presenceBody = z.strictObject({ here: z.boolean(), writing: z.enum(['reply', 'note']).optional() });

/** Everything of one visitor that the agent may see, in the order of time. */
export const pastReply = z.object({
  conversations: z.array(agentConversationSchema),
  events: z.array(eventSchema.extend({ conversationId: z.string() })),
  /** There is more than one page of events; these are the latest. */
  more: z.boolean(),
});

export type SearchQuery = z.infer<typeof searchQuery>;
export type SearchReply = z.infer<typeof searchReply>;
export type TagBody = z.infer<typeof tagBody>;
export type PastReply = z.infer<typeof pastReply>;
