/**
 * What crosses the wire about an inbox: who it is, when people are there, what it asks first and where it speaks first.
 */
import { z } from 'zod';
import { iso, once, slug } from './conversation.js';
import { fileLimits } from './files.js';
import { locale, said, zone } from './text.js';

/** Words for visitors: the same for all, or by language (`{ "en": ..., "de": ... }`). */
const words = (max: number) =>
  z.union([
    said(max),
    z.record(locale, said(max)).refine((by) => Object.keys(by).length > 0, 'name at least one language'),
  ]);

// ---------------------------------------------------------------- hours

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time such as 09:00, at most 24:00');

/** `["09:00", "17:00"]`; an end that is not after its start is on the next day. */
const interval = z
  .tuple([clock, clock])
  .refine(([from, to]) => from !== '24:00' && from !== to, 'must begin before 24:00 and end at another time');

const intervals = z.array(interval).max(12).superRefine(inOrder);

function inOrder(day: readonly (readonly [string, string])[], context: z.RefinementCtx): void {
  day.forEach(([from, to], index) => {
    const next = day[index + 1];
    if (next && (to <= from || next[0] < to))
      context.addIssue({ code: 'custom', path: [index + 1], message: `must begin after ${from}-${to} has ended` });
  });
}

export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

const plan = intervals.optional();

export const hoursSchema = z.strictObject({
  timeZone: zone,
  /** A day that is left out is closed. */
  weekly: z.strictObject({ mon: plan, tue: plan, wed: plan, thu: plan, fri: plan, sat: plan, sun: plan }),
  /** Days with hours of their own; without any: closed. */
  holidays: z
    .array(z.strictObject({ date: z.iso.date(), name: said(100).optional(), hours: intervals.optional() }))
    .max(400)
    .superRefine((all, context) => {
      all.forEach(({ date }, index) => {
        if (all.findIndex((one) => one.date === date) < index)
          context.addIssue({ code: 'custom', path: [index, 'date'], message: `${date} is in the list already` });
      });
    })
    .default([]),
});

// ---------------------------------------------------------------- what is asked first

const fieldKey = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'lower-case letters, digits, dashes; a letter first');
const fieldTypes = z.enum(['text', 'email', 'phone', 'select', 'textarea']);
/** These three we know the words for, and what they are. */
const known: Record<string, z.infer<typeof fieldTypes>> = { name: 'text', email: 'email', phone: 'phone' };

const fieldSchema = z
  .strictObject({
    key: fieldKey,
    /** May be left out for name, email and phone. */
    label: words(100).optional(),
    required: z.boolean(),
    type: fieldTypes,
    /** Of a select. */
    options: z.array(said(100)).min(2).max(30).optional(),
  })
  .superRefine(({ key, label, type, options }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (known[key] && known[key] !== type) wrong('type', `"${key}" is always of the type ${known[key]}`);
    if (!known[key] && label === undefined) wrong('label', `"${key}" needs a label, so that visitors know what it is`);
    if (type === 'select' && !options) wrong('options', 'a select needs at least two');
    if (type !== 'select' && options) wrong('options', 'only for a select');
    if (options && new Set(options).size < options.length) wrong('options', 'each only once');
  });

const preChatSchema = z.strictObject({
  when: z.enum(['before_first_message', 'before_person']),
  fields: z
    .array(fieldSchema)
    .min(1, 'at least one field')
    .max(12)
    .superRefine((all, context) => {
      all.forEach(({ key }, index) => {
        if (all.findIndex((one) => one.key === key) < index)
          context.addIssue({ code: 'custom', path: [index, 'key'], message: `"${key}" is in the form already` });
      });
    }),
  /** What a visitor has to agree to. */
  consent: words(1_000).optional(),
});

// ---------------------------------------------------------------- where the chat speaks first

/** A path as in the address bar; `*` stands for anything. */
const page = z.string().max(200).regex(/^[/*]/, 'a path that begins with / or *');

const ruleSchema = z.strictObject({
  pages: z.array(page).min(1, 'at least one page; "*" is all of them').max(50),
  /** Since the page was opened. */
  afterSeconds: z.int().min(0).max(3_600).optional(),
  /** How much of the page has been scrolled through, in percent. */
  afterScroll: z.int().min(0).max(100).optional(),
  text: words(280),
  once: z.enum(['visitor', 'session']).default('visitor'),
});

// ---------------------------------------------------------------- the settings

const themeSchema = z.strictObject({
  /** How round corners are, in pixels. */
  radius: z.int().min(0).max(24).optional(),
});

/** `https://www.example.com`: as a browser names the origin of a page. */
const origin = z
  .string()
  .max(300)
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'an origin such as https://www.example.com: no path, no slash at the end, lower case',
  );

const accent = z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour such as #1f5f57');

// ---------------------------------------------------------------- the queue

/**
 * Whom a waiting conversation goes to: `balanced` the agent with the fewest, `round_robin` the one whose turn was
 * longest ago, `broadcast` everybody, and the first to accept has it; `manual` nobody, agents take from the queue.
 */
const routing = z.enum(['balanced', 'round_robin', 'broadcast', 'manual']);
const queue = {
  routing,
  /** An agent must accept what they are given; `broadcast` always asks. */
  accept: z.boolean(),
  /** How long they may think about it before it goes to the next. */
  acceptSeconds: z.int().min(5).max(600),
  /**
   * How long an owner may leave a visitor without a word before it goes back to its place in the
   * queue; null: as long as they like.
   */
  replySeconds: z.int().min(1).max(86_400).nullable(),
  /** What an agent must know for every conversation of this inbox. */
  skills: z
    .array(slug)
    .max(20)
    .refine(...once()),
  /**
   * How long a conversation may wait before an e-mail says that nobody took it; null: never. Only within the
   * hours, one mail for all that wait.
   */
  remindSeconds: z.int().min(10).max(86_400).nullable(),
  /** To whom; nobody: managers and admins who serve this inbox. */
  remindTo: z
    .array(z.email('an address such as desk@example.com').max(254))
    .max(20)
    .refine(...once((one: string) => one.toLowerCase())),
};

// ---------------------------------------------------------------- what the bot does by itself

const bot = {
  /** While somebody waits and nobody has taken them, the bot goes on answering what it is sure of. */
  botHelps: z.boolean(),
  /**
   * Words and phrases that are for people: a message that names one is handed on, and nothing is searched. Whole words;
   * case and accents make no difference.
   */
  sensitive: z
    .array(said(100).refine((text) => /[\p{L}\p{N}]/u.test(text), 'a word or a phrase'))
    .max(200)
    .refine(...once((one: string) => one.toLowerCase())),
  /** What nobody owes anything in ends by itself when it has been idle for `idleMinutes`. */
  autoResolve: z.boolean(),
  idleMinutes: z.int().min(1).max(10_080),
};

/** Only what is named is changed; null goes back to the default. All of it or nothing. */
export const inboxSettingsBody = z.strictObject({
  name: said(100).optional(),
  /** `{name}` is the visitor's, where it is known. */
  greeting: words(500).nullable().optional(),
  locale: locale.optional(),
  accent: accent.nullable().optional(),
  origins: z
    .array(origin)
    .max(200)
    .refine(...once())
    .optional(),
  hours: hoursSchema.nullable().optional(),
  preChat: preChatSchema.nullable().optional(),
  proactive: z.array(ruleSchema).max(20).optional(),
  theme: themeSchema.nullable().optional(),
  /** Only people who are signed in at the site may write. */
  verifiedOnly: z.boolean().optional(),
  ...z.object({ ...queue, ...bot }).partial().shape,
});
export const newInboxBody = inboxSettingsBody.extend({ slug, name: said(100) });
/** For `npm run inbox`: reads without `set`, else changes; `create` makes it where there is none. */
export const operatorInboxBody = z.strictObject({
  slug,
  set: inboxSettingsBody.optional(),
  create: z.boolean().optional(),
});

export const inboxSettingsSchema = z.object({
  slug: z.string(),
  name: z.string(),
  greeting: words(500).nullable(),
  locale: z.string(),
  accent: z.string().nullable(),
  origins: z.array(z.string()),
  hours: hoursSchema.nullable(),
  preChat: preChatSchema.nullable(),
  proactive: z.array(ruleSchema),
  theme: themeSchema.nullable(),
  verifiedOnly: z.boolean(),
  ...queue,
  ...bot,
});

/**
 * `here`: somebody works for this inbox now; `away`: the hours say so, but nobody does; `closed`: outside of the hours.
 */
const availabilitySchema = z.object({
  people: z.enum(['here', 'away', 'closed']),
  /** When the schedule opens next; only where it is closed. */
  nextOpen: iso.optional(),
  timeZone: z.string().optional(),
});

export const inboxReply = z.object({
  inbox: inboxSettingsSchema,
  availability: availabilitySchema,
  /** This installation can send e-mail. */
  mail: z.boolean(),
});
export const inboxesReply = z.object({
  inboxes: z.array(
    inboxSettingsSchema
      .pick({ slug: true, name: true, locale: true, accent: true, origins: true })
      .extend({ availability: availabilitySchema, hasHours: z.boolean() }),
  ),
});

// ---------------------------------------------------------------- as a widget gets them, in one language

const preChatForm = z.object({
  when: preChatSchema.shape.when,
  fields: z.array(
    z.object({
      key: z.string(),
      label: z.string().optional(),
      required: z.boolean(),
      type: fieldTypes,
      options: z.array(z.string()).optional(),
    }),
  ),
  consent: z.string().optional(),
});
const proactiveRule = ruleSchema.extend({
  /** Stays the same while the sentence does. */
  id: z.string(),
  text: z.string(),
});

/** What a widget may know of its inbox before anybody wrote. */
export const widgetConfigReply = z.object({
  inbox: z.string(),
  name: z.string(),
  greeting: z.string(),
  locale: z.string(),
  accent: z.string().optional(),
  theme: themeSchema.optional(),
  /** What may be attached. */
  files: fileLimits,
  /** This installation can send e-mail. */
  mail: z.literal(true).optional(),
  /** Only people who are signed in at the site may write. */
  verifiedOnly: z.boolean().optional(),
  availability: availabilitySchema,
  preChat: preChatForm.optional(),
  proactive: z.array(proactiveRule),
});

export type Words = z.infer<ReturnType<typeof words>>;
export type Hours = z.infer<typeof hoursSchema>;
export type PreChat = z.infer<typeof preChatSchema>;
export type PreChatForm = z.infer<typeof preChatForm>;
export type PreChatField = PreChatForm['fields'][number];
export type ProactiveRule = z.infer<typeof proactiveRule>;
export type WidgetConfig = z.infer<typeof widgetConfigReply>;
export type InboxSettings = z.infer<typeof inboxSettingsSchema>;
export type InboxChange = z.infer<typeof inboxSettingsBody>;
export type OperatorInbox = z.infer<typeof operatorInboxBody>;
export type NewInbox = z.infer<typeof newInboxBody>;
export type InboxReply = z.infer<typeof inboxReply>;
export type InboxesReply = z.infer<typeof inboxesReply>;
export type Availability = z.infer<typeof availabilitySchema>;
