/** What crosses the wire about practice: what there is to practise, what runs, and the cards of what is over. */
import { z } from 'zod';
import { iso } from './conversation.js';
import { PRACTICES_MOST } from './limits.js';

const practiceEnds = ['resolved', 'through', 'gave_up'] as const;
/** By the agent, by a visitor who had all they wanted, or by one who waited too long. */
const practiceEnd = z.enum(practiceEnds);
const practiceLanguage = z.enum(['en', 'de']);

const pointKinds = [
  'first_reply',
  'answered_all',
  'held',
  'answer_held',
  'asked_back',
  'no_promise',
  'closed_in_time',
] as const;

/** Something that was looked at, and its ground. */
const practicePoint = z.object({
  kind: z.enum(pointKinds),
  kept: z.boolean(),
  /** `first_reply`: seconds until it, where there was one, and how many were wanted. */
  seconds: z.number().optional(),
  goal: z.number().optional(),
  /** `answered_all`: messages that were left alone. */
  count: z.int().optional(),
  /** `held`: what was needed. `no_promise`: the sentence that promised. */
  what: z.string().optional(),
  /** `answer_held`: how the answer was recognised, how much of its words were there, and how much were wanted. */
  via: z.enum(['canned', 'link', 'words']).optional(),
  share: z.number().optional(),
  least: z.number().optional(),
  /** `closed_in_time`: who closed; `early` where the visitor was not through. */
  how: z.enum([...practiceEnds, 'early']).optional(),
});
const practiceTip = z.object({ kind: z.enum([...pointKinds, 'all_kept']), what: z.string().optional() });

const practiceCard = z.object({
  conversationId: z.string(),
  title: z.string(),
  agent: z.object({ id: z.string(), name: z.string() }),
  ended: practiceEnd,
  points: z.array(practicePoint),
  tip: practiceTip,
  startedAt: iso,
  endedAt: iso,
});
export const practiceCardReply = z.object({ card: practiceCard });

export const practiceQuery = z.strictObject({ language: practiceLanguage.optional() });
export const practiceReply = z.object({
  /** In the language asked for. `knowledge`, where the team's own entries have questions to ask, is the last. */
  scenarios: z.array(z.object({ id: z.string(), title: z.string(), about: z.string() })),
  /** A language model words what visitors say. */
  model: z.boolean(),
  /** So many at once. */
  most: z.int(),
  running: z.array(z.object({ conversationId: z.string(), title: z.string(), startedAt: iso })),
  /** One's own, the newest first. */
  cards: z.array(practiceCard),
});
export const practiceTeamReply = z.object({ cards: z.array(practiceCard) });

export const startPracticeBody = z.strictObject({
  /** Left out: whichever. With several at once the others are different ones. */
  scenario: z.string().max(40).optional(),
  language: practiceLanguage,
  count: z.int().min(1).max(PRACTICES_MOST).default(1),
});
export const startPracticeReply = z.object({ conversationIds: z.array(z.string()) });

export type PracticeEnd = z.infer<typeof practiceEnd>;
export type PracticePoint = z.infer<typeof practicePoint>;
export type PracticeTip = z.infer<typeof practiceTip>;
export type PracticeCard = z.infer<typeof practiceCard>;
export type PracticeReply = z.infer<typeof practiceReply>;
export type StartPractice = z.infer<typeof startPracticeBody>;
