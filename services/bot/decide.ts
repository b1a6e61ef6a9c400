/** One question -> one decision, through the same search and the same judge everywhere: bot, `ask` and `evaluate`. */
import { confidenceOf, insideOf, readSignals, thresholdFor } from '../../knowledge/confidence.js';
import { type Match, rank, signalsOf } from '../../knowledge/features.js';
import { comparer, rowOf, wordRarity, wordsOf } from '../../knowledge/grams.js';
import { type Model, modelOf } from '../../knowledge/model.js';
import { outsideShare } from '../../knowledge/outside.js';
import { type Found, rareWords, search } from '../../knowledge/search.js';
import type { Sql } from '../platform/db.js';
import type { Embedder } from '../platform/embedder.js';
import type { Candidate, Reason, Verdict } from '../protocol.js';
import { judge, plausibleOf, type Thresholds } from './judge.js';
import type { SmallTalk } from './rules.js';

export type Answerable = { key: string; title: string; answer: string; link?: string; passage: string };

export type Decided = {
  question: string;
  version?: number;
  candidates: Candidate[];
  features: Record<string, number>;
  /** P(the first of `best` is right), whatever the verdict. */
  confidence: number;
  thresholds: Thresholds;
  verdict: Verdict;
  reason?: Reason;
  smallTalk?: SmallTalk;
  /** The best entry first: the one an `answer` gives, or the two to four that a `suggest` offers. */
  best: Answerable[];
  ms: number;
};

export type DecideProps = {
  text: string;
  /** What the visitor said before about this, oldest first; a short follow-up that says nothing alone is read with the last of it. */
  previous?: string[];
  inbox: { slug: string; maxWrongAnswers: number; answerThreshold?: number | null };
  locale: string;
  versionId?: number;
};

type Services = { sql: Sql; embedder: Embedder };

/** A follow-up such as "and how long does it take?" */
const FOLLOW_UP_WORDS = 7;

export async function decide(services: Services, props: DecideProps): Promise<Decided> {
  const started = performance.now();
  const { text, inbox, previous = [] } = props;
  const version = props.versionId ?? (await currentVersion(services.sql));
  const model = version === undefined ? undefined : await modelOf(services.sql, version);
  const share = await outsideShare(services.sql);
  const answer = inbox.answerThreshold ?? thresholdFor(model?.curve ?? [], inbox.maxWrongAnswers, share, model?.trust);
  const thresholds = { answer, suggest: 0.5 };
  const weighed = (question: string) =>
    version === undefined || !model ? nothing : weigh(services, props, { question, version, model, share });

  let read = await weighed(text);
  const last = previous.at(-1);
  if (last && read.confidence < answer && wordsOf(text).length <= FOLLOW_UP_WORDS) {
    const together = await weighed(`${last} ${text}`);
    if (together.confidence > read.confidence) read = together;
  }
  const plausible = plausibleOf(read.ranked.map((one) => one.share));
  const judged = judge({
    text,
    confidence: read.confidence,
    offered: read.inside * plausible.sum,
    plausible: plausible.count,
    nothingFound: read.ranked.length === 0,
    thresholds,
  });
  const best = read.ranked.slice(0, judged.verdict === 'suggest' ? plausible.count : 4);
  return {
    question: text,
    ...(version !== undefined && { version }),
    candidates: read.ranked.slice(0, 10).map(({ found, share, near, match }) => ({
      key: found.key,
      title: found.title,
      text: found.text,
      score: share,
      signals: { near, dense: match.dense, lexical: match.lexical },
    })),
    features: { ...read.signals, outsideShare: share },
    confidence: read.confidence,
    thresholds,
    ...judged,
    best: best.map(({ found: { key, title, answer, link, text } }) => ({
      key,
      title,
      answer,
      ...(link && { link }),
      passage: text,
    })),
    ms: Math.round(performance.now() - started),
  };
}

type Weighed = {
  ranked: { found: Found; match: Match; share: number; near: number }[];
  signals: Record<string, number>;
  confidence: number;
  /** P(some entry answers this). */
  inside: number;
};

const nothing: Weighed = { ranked: [], signals: {}, confidence: 0, inside: 0 };

async function weigh(
  { sql, embedder }: Services,
  { inbox, locale }: DecideProps,
  { question, version, model, share }: { question: string; version: number; model: Model; share: number },
): Promise<Weighed> {
  // Emoji or punctuation alone: there is nothing to search for, and the encoder would find something all the same.
  if (wordsOf(question).length === 0) return nothing;
  const [vector] = await embedder.embed([question], { urgent: true });
  if (!vector) return nothing;
  const found = await search(sql, {
    model: embedder.model,
    vector,
    version,
    words: rareWords(question, (word) => wordRarity(word, model.rare)),
    inbox: inbox.slug,
    locale,
  });
  if (found.length === 0) return nothing;
  const row = rowOf(question, model.rare);
  const alike = comparer(row);
  const matches = found.map((passage): Match => {
    return {
      entry: passage.entryId,
      kind: passage.kind,
      dense: passage.cosine,
      lexical: alike(rowOf(passage.text, model.rare)),
    };
  });
  const ranked = rank(matches, model, { vector, row });
  const signals = signalsOf(matches, ranked);
  const read = readSignals(signals, model.weights);
  return {
    ranked: ranked.map(({ match, share, near }) => ({
      found: found[match] as Found,
      match: matches[match] as Match,
      share,
      near,
    })),
    signals: { ...signals, inside: read.inside, right: read.right },
    confidence: confidenceOf(read, share),
    inside: insideOf(read.inside, share),
  };
}

async function currentVersion(sql: Sql): Promise<number | undefined> {
  const [row] = await sql.query<{ id: number | null }>('select current_version as id from installation');
  return row?.id ?? undefined;
}
