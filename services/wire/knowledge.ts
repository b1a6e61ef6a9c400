/**
 * What crosses the wire about the knowledge base: entries, versions, imports, gaps, confidence. For content
 * teams, managers and operators.
 */
import { z } from 'zod';
import { decisionSchema } from './agent.js';
import { iso, reasonSchema, slug, verdictSchema } from './conversation.js';
import { INT_MAX, MESSAGE_MAX, NOTE_MAX } from './limits.js';
import { locale, said } from './text.js';

// ---------------------------------------------------------------- confidence

/** An error budget is a share of the answers given: above none, below all. */
const share = z.number().gt(0).lt(1);
/** What an inbox's owner sets about answering; a threshold of null goes back to the derived one. */
export const confidenceBody = z.strictObject({
  maxWrongAnswers: share.optional(),
  answerThreshold: z.number().min(0).max(1).nullable().optional(),
});
const learnedSchema = z.object({ shift: z.number(), slope: z.number(), labels: z.int() });
/** What the current version promises; see knowledge/fit/promise.ts. */
export const promiseReply = z.object({
  version: z.int(),
  /** What reads it is not the encoder with which other knowledge bases taught: that part is a first guess. */
  foreign: z.boolean(),
  /** How much the version's own examples say beside what other knowledge bases taught, 0 to 1. */
  own: z.number(),
  trials: z.int(),
  /** Entries to which more example questions would bring most. */
  wanting: z.array(z.object({ key: z.string(), title: z.string() })),
  outsideShare: z.number(),
  learned: learnedSchema.loose().optional(),
  budgets: z.array(z.object({ budget: z.number(), threshold: z.number(), answered: z.number() })),
  curve: z.array(z.object({ confidence: z.number(), answered: z.number(), wrong: z.number() })),
  inboxes: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      maxWrongAnswers: z.number(),
      answerThreshold: z.number().nullable(),
      derivedThreshold: z.number(),
    }),
  ),
  drift: z.object({ answers: z.int(), promised: z.number(), observed: z.number(), alarm: z.boolean() }),
});

// ---------------------------------------------------------------- the knowledge base, for content teams

const knowledgeKey = z.string().min(1).max(200);
const knowledgeVersion = z.int().min(1).max(INT_MAX);
const queried = z.coerce.number().int().min(1).max(INT_MAX);

/** A day of the calendar, in UTC. */
const day = z.iso.date();

export const entrySchema = z.object({
  key: z.string(),
  title: z.string(),
  questions: z.array(z.string()),
  /** Markdown. */
  answer: z.string(),
  locale: z.string(),
  /** Slugs; empty means all. */
  inboxes: z.array(z.string()),
  tags: z.array(z.string()),
  link: z.string().optional(),
  source: z.string().optional(),
  /** `agents`: only people may send it, the bot never does. Left out: everyone. */
  audience: z.literal('agents').optional(),
  /** The first and the last day on which it may be used; either may be left out. */
  validFrom: day.optional(),
  validUntil: day.optional(),
  /** By its author, where the source said so. */
  updatedAt: iso.optional(),
});
/** In the last 90 days. */
const useSchema = z.object({
  answers: z.int(),
  lastUsedAt: iso.optional(),
  helpful: z.int(),
  notHelpful: z.int(),
  /** By agents, as a canned response. */
  sent: z.int(),
});
export const entriesQuery = z.strictObject({
  q: z.string().max(200).optional(),
  inbox: slug.optional(),
  locale: locale.optional(),
  tag: z.string().max(100).optional(),
  /** Only what nobody needed in 90 days. */
  stale: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  /** Only what its dates keep from being used today. */
  invalid: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  /** A draft, or an older version; left out: the current one. */
  version: queried.optional(),
  sort: z.enum(['title', 'newest', 'used', 'unused', 'unhelpful']).optional(),
  cursor: z.coerce.number().int().min(0).max(1_000_000).optional(),
  limit: queried.max(200).optional(),
});
export const entriesReply = z.object({
  entries: z.array(entrySchema.omit({ answer: true }).extend({ excerpt: z.string(), updatedAt: iso, use: useSchema })),
  total: z.int(),
  next: z.string().optional(),
});
export const entryQuery = z.strictObject({ version: queried.optional() });
export const entryReply = z.object({
  /** To be sent back with a change. */
  version: z.int(),
  entry: entrySchema,
  updatedAt: iso,
  use: useSchema,
  /** Newest first: the versions in which it became another. */
  history: z.array(
    z.object({
      version: z.int(),
      change: z.enum(['added', 'changed', 'removed']),
      author: z.string().optional(),
      note: z.string().optional(),
      at: iso,
    }),
  ),
});
/** Where a change goes: into a draft of its own, into one that waits, or (left out) live at once. */
const draftChoice = z.union([z.literal('new'), knowledgeVersion]).optional();
/** What is inside is checked where every entry is, with a sentence for each mistake. */
export const saveEntryBody = z.strictObject({
  version: knowledgeVersion.optional(),
  note: said(NOTE_MAX).optional(),
  draft: draftChoice,
  entry: z.strictObject({
    title: z.string(),
    questions: z.array(z.string()),
    answer: z.string(),
    locale: z.string(),
    inboxes: z.array(z.string()),
    tags: z.array(z.string()),
    link: z.string().optional(),
    audience: z.literal('agents').optional(),
    validFrom: z.string().optional(),
    validUntil: z.string().optional(),
  }),
});
export const removeEntryQuery = z.strictObject({
  version: queried,
  note: said(NOTE_MAX).optional(),
  draft: z.union([z.literal('new'), queried]).optional(),
});
export const addQuestionBody = z.strictObject({
  question: said(500),
  note: said(NOTE_MAX).optional(),
  draft: draftChoice,
});
/**
 * `version`: the one that holds it now; `draft` where that waits. `changed` is false where it had all of it already.
 */
export const savedReply = z.object({ version: z.int(), changed: z.boolean(), draft: z.literal(true).optional() });
export const tryBody = z.strictObject({
  question: said(MESSAGE_MAX),
  inbox: slug.optional(),
  locale: locale.optional(),
  /** A draft, or an older version; left out: the current one. */
  version: knowledgeVersion.optional(),
});
const triedEntry = z.object({ key: z.string(), title: z.string(), answer: z.string(), link: z.string().optional() });
export const tryReply = decisionSchema
  .pick({
    context: true,
    parts: true,
    version: true,
    candidates: true,
    features: true,
    confidence: true,
    thresholds: true,
    reason: true,
    ms: true,
  })
  .extend({
    verdict: verdictSchema,
    /** Entries, best first and as a visitor would read them, and how many of them the answer is made of. */
    best: z.array(triedEntry),
    answeredBy: z.int(),
  });

const changesSchema = z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), removed: z.int() });
export const historyQuery = z.strictObject({ limit: queried.max(1_000).optional() });
export const knowledgeHistoryReply = z.object({
  current: z.int().optional(),
  versions: z.array(
    z.object({
      id: z.int(),
      state: z.enum(['draft', 'published']),
      current: z.boolean(),
      author: z.string().optional(),
      note: z.string().optional(),
      createdAt: iso,
      publishedAt: iso.optional(),
      entries: z.int(),
      changes: changesSchema.optional(),
      base: z.int().optional(),
      model: z.string().optional(),
    }),
  ),
  publications: z.array(
    z.object({
      version: z.int(),
      kind: z.enum(['publish', 'rollback']),
      author: z.string().optional(),
      note: z.string().optional(),
      at: iso,
    }),
  ),
});
/** The same with what turns texts into vectors here. */
export const versionsReply = knowledgeHistoryReply.extend({
  encoder: z.object({
    /** The name of its vectors; a version with another `model` was made by another encoder. */
    model: z.string(),
    /** Codes of those it was made for; left out where nothing says so. */
    languages: z.array(z.string()).optional(),
    /** Languages of the current answers that are not among these. */
    unknown: z.array(z.string()),
  }),
});
export const diffQuery = z.strictObject({ from: queried.optional(), to: queried.optional() });
export const diffReply = z.object({
  from: z.int(),
  to: z.int(),
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  entries: z.array(
    z.object({
      key: knowledgeKey,
      title: z.string(),
      kind: z.enum(['added', 'removed', 'changed']),
      fields: z.array(z.string()),
      lines: z.array(z.object({ kind: z.enum(['same', 'removed', 'added', 'skipped']), text: z.string() })),
    }),
  ),
});
/** `current`: what the console takes to be current; 409 where it is not any more. */
export const moveBody = z.strictObject({ current: knowledgeVersion.optional(), note: said(NOTE_MAX).optional() });
export const publishDraftBody = z.strictObject({ note: said(NOTE_MAX).optional() });
export const rollbackReply = z.object({ version: z.int(), from: z.int(), changed: z.boolean() });
const uploadName = z.string().min(1).max(300);
export const importBody = z.strictObject({
  files: z
    .array(
      z.union([
        z.strictObject({ name: uploadName, text: z.string() }),
        z.strictObject({ name: uploadName, base64: z.base64() }),
      ]),
    )
    .min(1)
    .max(1_000),
  /** Removes what the files do not name. */
  prune: z.boolean().optional(),
  note: said(NOTE_MAX).optional(),
  /** A dry run publishes nothing; a draft waits. */
  mode: z.enum(['dry_run', 'draft', 'publish']),
});
const problemSchema = z.object({ file: z.string(), line: z.int().optional(), message: z.string() });
const outcomeSchema = z.object({
  verdict: verdictSchema,
  reason: reasonSchema.optional(),
  entries: z.array(z.string()),
  confidence: z.number(),
  is: z.enum(['right', 'offered', 'none', 'wrong']).optional(),
});
const budgetSchema = z.object({ budget: z.number(), threshold: z.number(), answered: z.number() });
/** What a load would do; see knowledge/try/dry-run.ts. */
const dryRunReply = z.object({
  current: z.int().optional(),
  /** The draft that was checked, under the number that it has now. */
  draft: z.int().optional(),
  rows: z.array(
    z.object({
      verdict: z.enum(['new', 'changed', 'unchanged', 'duplicate', 'near_duplicate', 'contradicts', 'invalid']),
      change: z.enum(['new', 'changed', 'unchanged']).optional(),
      key: z.string().optional(),
      title: z.string().optional(),
      file: z.string().optional(),
      line: z.int().optional(),
      of: z.string().optional(),
      why: z.string().optional(),
    }),
  ),
  counts: changesSchema.extend({ invalid: z.int() }),
  removed: z.array(z.string()),
  questions: z.object({
    tried: z.int(),
    better: z.int(),
    worse: z.int(),
    failed: z.int(),
    changed: z.array(
      z.object({
        question: z.string(),
        context: z.string().optional(),
        expected: z.string().optional(),
        from: z.string(),
        before: outcomeSchema.optional(),
        after: outcomeSchema,
        change: z.enum(['better', 'worse', 'other']),
      }),
    ),
  }),
  budgets: z.object({ before: z.array(budgetSchema).optional(), after: z.array(budgetSchema).optional() }),
  embedded: z.int(),
  ok: z.boolean(),
  notes: z.array(problemSchema).optional(),
});
/** Who is asked about it, and what became of it, in a time of so many days. */
const gapFigures = z.object({
  days: z.number(),
  asked: z.int(),
  /** Of those: handed to a person, and answered by the bot. */
  handedOff: z.int(),
  answered: z.int(),
});
/**
 * What visitors asked and did not get (a good) answer to, grouped by meaning; the dearest group
 * first. See knowledge/gaps/gaps.ts.
 */
export const gapsQuery = z.strictObject({
  days: queried.max(366).optional(),
  inbox: slug.optional(),
});
export const gapsReply = z.object({
  gaps: z.array(
    z.object({
      /** Stands for the group: the question that is nearest to all the others. */
      question: z.string(),
      /** Decisions in it; send them back to say which group is meant. */
      decisions: z.array(z.int()),
      asked: z.int(),
      conversations: z.int(),
      handoffs: z.int(),
      /** What people spent on these conversations after the handoff, shared out where one holds several groups. */
      minutes: z.number(),
      unanswered: z.int(),
      badlyAnswered: z.int(),
      reasons: z.partialRecord(reasonSchema, z.int()),
      /** The entry that was nearest, where there is one: the questions may be ways of asking for it. */
      nearest: z.object({ key: z.string(), title: z.string(), share: z.number() }).optional(),
      questions: z.array(z.object({ text: z.string(), conversationId: z.string(), at: iso, times: z.int() })),
      /** What agents wrote to these visitors, the best first: an answer to begin with. */
      replies: z.array(z.object({ text: z.string(), agent: z.string(), conversationId: z.string(), at: iso })),
    }),
  ),
  /** Groups that somebody wrote an answer for, newest first, with what became of them. */
  closed: z.array(
    z.object({
      id: z.int(),
      question: z.string(),
      state: z.enum(['draft', 'published', 'dismissed']),
      key: z.string().optional(),
      by: z.string().optional(),
      at: iso,
      publishedAt: iso.optional(),
      /** As long before the publication as after it, at most 28 days. */
      before: gapFigures.optional(),
      after: gapFigures.optional(),
    }),
  ),
  /** Decisions that were read; `more` where there were more than are grouped at once. */
  read: z.int(),
  more: z.boolean(),
  days: z.int(),
});
/**
 * Close a group: with a new entry, with its questions as examples of an entry that there is, or as nothing to answer.
 */
export const closeGapBody = z.union([
  z.strictObject({
    decisions: z.array(z.int().min(1).max(INT_MAX)).min(1).max(1_000),
    entry: saveEntryBody.shape.entry.extend({ key: knowledgeKey }),
    draft: draftChoice,
    note: said(NOTE_MAX).optional(),
  }),
  z.strictObject({
    decisions: z.array(z.int().min(1).max(INT_MAX)).min(1).max(1_000),
    key: knowledgeKey,
    questions: z.array(said(500)).min(1).max(200),
    draft: draftChoice,
    note: said(NOTE_MAX).optional(),
  }),
  z.strictObject({ decisions: z.array(z.int().min(1).max(INT_MAX)).min(1).max(1_000), dismiss: z.literal(true) }),
]);
/** `version` is left out where it was dismissed. */
export const closeGapReply = z.object({ gap: z.int(), version: z.int().optional(), draft: z.literal(true).optional() });
const loadedReply = changesSchema.extend({
  version: z.int(),
  embedded: z.int(),
  draft: z.literal(true).optional(),
  /** The draft it was laid over from. */
  from: z.int().optional(),
  notes: z.array(problemSchema).optional(),
});
/** One line of long work; the last one holds `result` or `error`. */
export const knowledgeLine = z.union([
  z.object({ progress: z.object({ done: z.number(), total: z.number(), step: z.string() }) }),
  z.object({ result: z.union([dryRunReply, loadedReply]) }),
  z.object({ error: z.object({ code: z.string().optional(), message: z.string() }) }),
]);

// ---------------------------------------------------------------- operator requests

/**
 * Which past questions to decide again, and against what; without a version or a
 * threshold, against what is in force now.
 */
export const replayBody = z.strictObject({
  /** How far back, in seconds. */
  since: z
    .int()
    .min(1)
    .max(366 * 86_400),
  version: z.int().min(1).optional(),
  inbox: slug.optional(),
  maxWrongAnswers: share.optional(),
  threshold: z.number().min(0).max(1).optional(),
});
export const recalibrateBody = z.strictObject({
  /** How many days back labels count. */
  days: z.int().min(1).max(3_650).optional(),
  apply: z.boolean().optional(),
  reset: z.boolean().optional(),
  by: said(200).optional(),
});
/** A version of the knowledge base, who moves it, and why. */
const who = { author: said(200).optional(), note: said(NOTE_MAX).optional() };
const version = knowledgeVersion;
export const historyBody = z.strictObject({ limit: z.int().min(1).max(1_000).optional() });
export const diffBody = z.strictObject({ from: version.optional(), to: version.optional() });
export const publishBody = z.strictObject({ version, ...who });
export const checkBody = z.strictObject({ version });
/** `current`: what the caller takes to be current; 409 where it is not any more. */
export const rollbackBody = z.strictObject({ version, current: version.optional(), ...who });

// ---------------------------------------------------------------- types

export type ReplayBody = z.infer<typeof replayBody>;
export type PromiseReply = z.infer<typeof promiseReply>;
export type EntriesReply = z.infer<typeof entriesReply>;
export type EntryReply = z.infer<typeof entryReply>;
export type TryReply = z.infer<typeof tryReply>;
export type VersionsReply = z.infer<typeof versionsReply>;
export type DiffReply = z.infer<typeof diffReply>;
export type DryRunReply = z.infer<typeof dryRunReply>;
export type PublishBody = z.infer<typeof publishBody>;
export type GapsReply = z.infer<typeof gapsReply>;
export type CloseGap = z.infer<typeof closeGapBody>;
export type SaveEntry = z.infer<typeof saveEntryBody>;
export type SavedReply = z.infer<typeof savedReply>;
export type LoadedReply = z.infer<typeof loadedReply>;
