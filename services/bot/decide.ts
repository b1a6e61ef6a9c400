/** One question -> one decision, through the same search and the same judge everywhere: bot, `ask` and `evaluate`. */
import { confidenceOf } from '../../knowledge/confidence.js';
import { rank, signalsOf } from '../../knowledge/features.js';
import { search } from '../../knowledge/search.js';
import type { Sql } from '../platform/db.js';
import type { Embedder } from '../platform/embedder.js';
import type { Candidate, Reason, Verdict } from '../protocol.js';
import { judge, type Thresholds } from './judge.js';
import type { SmallTalk } from './rules.js';

export type Answerable = { key: string; title: string; answer: string; link?: string; passage: string };

export type Decided = {
  question: string;
  version?: number;
  candidates: Candidate[];
  features: Record<string, number>;
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
  /** What the visitor said before in this turn's topic, oldest first; a short follow-up is read with it. */
  previous?: string[];
  inbox: { slug: string; maxWrongAnswers: number; answerThreshold?: number | null };
  locale: string;
  versionId?: number;
};

export async function decide(
  { sql, embedder }: { sql: Sql; embedder: Embedder },
  props: DecideProps,
): Promise<Decided> {
  const started = performance.now();
  const question = props.text;
  const version =
    props.versionId ??
    (await sql.query<{ id: number | null }>('select current_version as id from installation'))[0]?.id ??
    undefined;
  const searchable = /[\p{L}\p{N}]/u.test(question);
  const [vector] = version !== undefined && searchable ? await embedder.embed([question], { urgent: true }) : [];
  const found =
    version !== undefined && vector
      ? await search(sql, {
          model: embedder.model,
          vector,
          version,
          text: question,
          inbox: props.inbox.slug,
          locale: props.locale,
        })
      : [];
  const ranked = rank(question, found);
  const features = signalsOf(ranked);
  const confidence = ranked.length ? confidenceOf(features) : 0;
  const thresholds = thresholdsFor(props.inbox);
  const plausible = ranked.filter((entry, i) => i < 4 && entry.score >= 0.75 * (ranked[0]?.score ?? 0));
  const judged = judge({
    text: question,
    confidence,
    plausible: plausible.length,
    nothingFound: ranked.length === 0,
    thresholds,
  });
  const offered = judged.verdict === 'suggest' ? plausible : ranked.slice(0, 4);
  return {
    question,
    ...(version !== undefined && { version }),
    candidates: ranked
      .slice(0, 10)
      .map(({ key, title, text, score, signals }) => ({ key, title, text, score, signals })),
    features,
    confidence,
    thresholds,
    ...judged,
    best: offered.map(({ key, title, answer, link, text }) => ({
      key,
      title,
      answer,
      ...(link && { link }),
      passage: text,
    })),
    ms: Math.round(performance.now() - started),
  };
}

function thresholdsFor(inbox: DecideProps['inbox']): Thresholds {
  const answer = inbox.answerThreshold ?? Math.max(0.5, 1 - 5 * inbox.maxWrongAnswers);
  return { answer, suggest: Math.min(answer, 0.2) };
}
