/** One question -> one decision, through the same search and the same judge everywhere: bot, `ask` and `evaluate`. */

import type { Sql } from '../../services/platform/db.js';
import type { Candidate, Part } from '../../services/wire/agent.js';
import type { Reason, Verdict } from '../../services/wire/conversation.js';
import { type Anger, angerOf } from './anger.js';
import { type Asked, confidenceOf, insideOf, type Learned, thresholdFor } from './confidence.js';
import { type Judgement, judge, MOST_OFFERED, plausibleOf, type Thresholds } from './judge.js';
import { languageOf } from './language.js';
import { type Model, modelOf } from './model.js';
import { askedLately } from './outside.js';
import { type Language, phrases } from './phrases/phrases.js';
import { isSensitive } from './sensitive.js';
import { type SmallTalk, type Talk, talkOf } from './small-talk.js';
import { understand } from './understand.js';
import { nothing, type Services, type Weighed, weigh } from './weigh.js';

export type Answerable = { key: string; title: string; answer: string; link?: string; passage: string };

export type Decided = {
  /** As it was sent. */
  question: string;
  /**
   * What was asked before, where the question was read with it. The same question with the same context is decided the
   * same again.
   */
  context?: string;
  /** Where it asks for several things: each of them, with the entry that answers it. */
  parts?: Part[];
  version?: number;
  candidates: Candidate[];
  features: Record<string, number>;
  /** P(the first of `best` is right), whatever the verdict. */
  confidence: number;
  thresholds: Thresholds;
  verdict: Verdict;
  reason?: Reason;
  /** What it is where it asks nothing; with a `suggest`, a number alone. */
  smallTalk?: SmallTalk;
  /** Insults, swearing, shouting: to be acknowledged before anything else is said. */
  angry?: boolean;
  /** The screens' language that it is written in, where that is sure. */
  language?: Language;
  /**
   * The best entry first: the one an `answer` gives (the first `answeredBy` where it has parts), or the one to
   * three that a `suggest` offers.
   */
  best: Answerable[];
  answeredBy: number;
  /** Parts of the message for which no answer was found, named in the reply. */
  open?: string[];
  ms: number;
};

export type DecideProps = {
  text: string;
  /** What the visitor asked before, and what answered it, oldest first; a follow-up is read with the last of it. */
  previous?: string[];
  /** Keys of what they have read just now, or found unhelpful: no guess is one of these. */
  read?: string[];
  /** The bot's last words were small talk: a bare "no" or "yes" answers them. */
  chatted?: boolean;
  inbox: {
    slug: string;
    maxWrongAnswers: number;
    answerThreshold?: number | null;
    /** Words and phrases that are for people: what names one is handed on, and nothing is searched. */
    sensitive?: readonly string[];
  };
  locale: string;
  versionId?: number;
  /** To decide many questions under the same conditions; otherwise what was asked lately is read anew. */
  asked?: Asked;
  /** To decide a past question as it was decided then. */
  outsideShare?: number;
};

export type { Services } from './weigh.js';

export async function decide(services: Services, props: DecideProps): Promise<Decided> {
  const started = performance.now();
  const { text, inbox, previous = [] } = props;
  const { version, learned } = await versionOf(services.sql, props.versionId);
  const model = version === undefined ? undefined : await modelOf(services.sql, version);
  const lately = props.asked ?? (await askedLately(services.sql));
  const share = props.outsideShare ?? lately.outsideShare;
  const asked = { ...lately, outsideShare: share };
  const answer = inbox.answerThreshold ?? derivedThreshold({ model, learned, asked, budget: inbox.maxWrongAnswers });
  const thresholds = { answer, suggest: 0.5 };
  const anger = angerOf(text);
  const isKnown = (word: string): boolean => model?.vocabulary?.words.has(word) ?? true;
  const talk = talkOf(text, { chatted: props.chatted, isKnown });
  const language = talk?.language ?? languageOf(text);
  const told = { ...(anger && { angry: true }), ...(language && { language }) };
  // The owner's rule outranks every score.
  if (isSensitive(text, inbox.sensitive ?? []))
    return {
      ...{ question: text, ...(version !== undefined && { version }), candidates: [], features: {}, confidence: 0 },
      ...{ thresholds, verdict: 'handoff', reason: 'sensitive_topic', best: [], answeredBy: 0, ...told },
      ms: Math.round(performance.now() - started),
    };
  const {
    read,
    context,
    parts,
    answeredBy,
    open,
    clauses = [],
  } = await understand({
    text: soughtIn(props, { anger, talk, language }),
    context: previous.at(-1),
    answer,
    weigh: async (question) =>
      version === undefined || !model
        ? nothing
        : weigh(services, {
            question,
            inbox: inbox.slug,
            locales: [props.locale, ...(language ? [language] : [])],
            version,
            model,
            learned,
            share,
          }),
    score: (read) => ({ inside: insideOf(read.inside, share), confidence: confidenceOf(read, share, learned) }),
  });
  const { fresh, inside } = unread(read, props.read);
  const plausible = plausibleOf(fresh.map((one) => one.share));
  const whole = judge({
    text,
    smallTalk: talk?.kind,
    anger,
    confidence: read.confidence,
    offered: inside * plausible.sum,
    plausible: plausible.count,
    nothingFound: read.ranked.length === 0,
    leftOut: fresh.length < read.ranked.length,
    thresholds,
  });
  // Before it goes to a person: one clause may say what all of them together do not.
  const guesses = whole.reason === 'low_confidence' ? guessesOf(clauses, props.read, thresholds.suggest) : [];
  const judged: Judgement = guesses.length > 1 ? { verdict: 'suggest' } : whole;
  const offered = judged.smallTalk === 'number' ? MOST_OFFERED : plausible.count;
  const offers = guesses.length > 1 ? guesses : fresh.slice(0, offered);
  const best = judged.verdict === 'suggest' ? offers : read.ranked.slice(0, MOST_ANSWERED);
  return {
    question: text,
    ...(context && { context }),
    ...(parts && { parts }),
    ...(version !== undefined && { version }),
    candidates: read.ranked.slice(0, 10).map(candidateOf),
    features: { ...read.signals, outsideShare: share },
    confidence: read.confidence,
    thresholds,
    ...judged,
    ...told,
    best: best.map(answerableOf),
    answeredBy,
    ...(judged.verdict === 'answer' && open?.length && { open }),
    ms: Math.round(performance.now() - started),
  };
}

const candidateOf = ({ found, share, near, match, part }: Weighed['ranked'][number]): Candidate => ({
  key: found.key,
  title: found.title,
  text: found.text,
  score: share,
  signals: { near, dense: match.dense, lexical: match.lexical, ...(part && { part }) },
});

const answerableOf = ({ found: { key, title, answer, link, text } }: Weighed['ranked'][number]): Answerable => ({
  ...{ key, title, answer },
  ...(link && { link }),
  passage: text,
});

/**
 * What is left to guess where they have read some of it, and did not find in there what they ask now: the shares of the
 * rest, and P(one of these answers it).
 */
function unread({ ranked, inside }: Weighed, keys: string[] = []): { fresh: Weighed['ranked']; inside: number } {
  const fresh = ranked.filter(({ found }) => !keys.includes(found.key));
  const left = fresh.reduce((sum, { share }) => sum + share, 0);
  if (fresh.length === ranked.length || left === 0) return { fresh, inside };
  return {
    fresh: fresh.map((one) => ({ ...one, share: one.share / left })),
    inside: (inside * left) / (1 - inside * (1 - left)),
  };
}

/**
 * What to offer where only single clauses say something: the best of each that is plausible enough, then the next of
 * each, the likeliest first. A clause is never answered by itself: what was asked may stand in another.
 */
function guessesOf(clauses: Weighed[], read: string[] | undefined, suggest: number): Weighed['ranked'] {
  const plausible = clauses
    .map((clause) => unread(clause, read))
    .map(({ fresh, inside }) => ({ fresh, inside, ...plausibleOf(fresh.map(({ share }) => share)) }))
    .filter(({ inside, sum }) => inside * sum >= suggest)
    .map(({ fresh, inside, count }) => fresh.slice(0, count).map((one) => ({ ...one, share: inside * one.share })))
    .sort(([a], [b]) => (b?.share ?? 0) - (a?.share ?? 0));
  const inTurn = Array.from({ length: MOST_OFFERED }, (_, place) =>
    plausible.flatMap((one) => one[place] ?? []),
  ).flat();
  const seen = new Set<string>();
  return inTurn
    .filter(({ found: { key } }) => !seen.has(key) && seen.add(key))
    .slice(0, MOST_OFFERED)
    .sort((a, b) => b.share - a.share);
}

/** As many entries as a message is taken apart into. */
const MOST_ANSWERED = 4;

/** What to look for: without the anger, and for a number alone what it may be a number of. */
function soughtIn(
  { text, locale }: Pick<DecideProps, 'text' | 'locale'>,
  { anger, talk, language }: { anger: Anger | undefined; talk: Talk | undefined; language: Language | undefined },
): string {
  if (talk?.kind === 'number') {
    const lists = phrases[language ?? (locale.split('-')[0] as Language)] ?? phrases.en;
    return lists.order;
  }
  return anger?.matter || text;
}

/** The version asked for, else the current one, with what labels taught about it. */
async function versionOf(sql: Sql, id?: number): Promise<{ version?: number; learned?: Learned }> {
  const [row] = await sql.query<{ version: number; learned: Learned | null }>(
    `select v.id as version, v.learned
     from installation i join versions v on v.id = coalesce($1::int, i.current_version)`,
    [id ?? null],
  );
  return row ? { version: row.version, ...(row.learned && { learned: row.learned }) } : {};
}

/** The sort of a curve for each question would cost more than the search: kept until something it rests on changes. */
const derived = new WeakMap<Model, { recent: Asked['recent']; key: string; threshold: number }>();

type Derived = { model: Model | undefined; learned: Learned | undefined; asked: Asked; budget: number };

function derivedThreshold({ model, learned, asked, budget }: Derived): number {
  const props = { ...asked, curve: model?.curve ?? [], budget, learned };
  if (!model) return thresholdFor(props);
  const key = [budget, asked.outsideShare, learned?.shift, learned?.slope].join();
  const kept = derived.get(model);
  if (kept?.key === key && kept.recent === asked.recent) return kept.threshold;
  const threshold = thresholdFor(props);
  derived.set(model, { recent: asked.recent, key, threshold });
  return threshold;
}
