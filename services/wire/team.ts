/** What crosses the wire about the people of the team: what they may do, what they know and how much they carry. */
import { z } from 'zod';
import { addAgentBody } from './agent.js';
import { once, slug, staffRoleSchema } from './conversation.js';
import { said } from './text.js';

const settings = {
  name: said(100),
  role: staffRoleSchema,
  /** How many conversations at once, over all inboxes. */
  capacity: z.int().min(0).max(100),
  /** In which they answer; empty: any. */
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/, 'a language such as en or de'))
    .max(20)
    .refine(...once()),
  /** What they know; empty: anything. */
  skills: z
    .array(slug)
    .max(20)
    .refine(...once()),
  /** What they work for, and how much of it at most (null: only their own capacity counts); empty: every inbox. */
  inboxes: z
    .array(z.strictObject({ inbox: slug, capacity: z.int().min(0).max(100).nullable().default(null) }))
    .max(200)
    .refine(...once(({ inbox }: { inbox: string }) => inbox)),
  /** May sign in. */
  active: z.boolean(),
};

/** Only what is named is changed, all of it or nothing. */
export const memberBody = z.strictObject(settings).partial();
export const newMemberBody = addAgentBody.pick({ email: true, name: true, role: true });

const memberSchema = z.object({
  id: z.string(),
  email: z.string(),
  ...settings,
  inboxes: z.array(z.object({ inbox: z.string(), capacity: z.int().nullable() })),
  /** Takes conversations. */
  available: z.boolean(),
  /** Has the console open. */
  present: z.boolean(),
  /** Conversations on hand, those offered to them included. */
  load: z.int(),
});
export const memberReply = z.object({ member: memberSchema });
export const newMemberReply = memberReply.extend({
  /** Made by us; nobody can read it again. */
  password: z.string(),
});
export const teamReply = z.object({
  members: z.array(memberSchema),
  /** All there are, to choose from. */
  inboxes: z.array(z.object({ slug: z.string(), name: z.string() })),
});

export type Member = z.infer<typeof memberSchema>;
export type MemberChange = z.infer<typeof memberBody>;
export type MemberReply = z.infer<typeof memberReply>;
export type NewMemberReply = z.infer<typeof newMemberReply>;
export type TeamReply = z.infer<typeof teamReply>;
