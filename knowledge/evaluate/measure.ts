/** A suite's knowledge base published as production does it, and every question asked. */

import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import { cached, type Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import { type Decided, decide } from '../decide/decide.js';
import type { Curve } from '../decide/fitted.js';
import { modelOf } from '../decide/model.js';
import { withShipped } from '../shipped.js';
import { getCurrentVersion, load, type Progress } from '../versions/publish.js';
import { type Ablation, ablate } from './ablation.js';
import { fullText, type Guess, nearestExample } from './baselines.js';
import type { Case, Contestant, Prediction } from './figures.js';
import { shuffled } from './orders.js';
import type { Question, Suite } from './suite.js';

type Show = (progress: Progress) => void;

type Asked = { maxWrong: number; baselines: boolean; ablation: boolean };

type Measured = {
  cases: Case[];
  /** Frontdesk first. */
  contestants: Contestant[];
  ablation?: Ablation;
  /** Trials on the knowledge base's own examples. */
  curve: Curve;
  seconds: { publish: number; ask: number };
};

/** In a database of its own, gone afterwards, but through the code that production uses. */
export async function measure(suite: Suite, options: Asked, given: Embedder, show: Show): Promise<Measured> {
  const embedder = cached(withShipped(given));
  const db = await openDb({ pglite: await openPglite() }, () => {});
  try {
    await migrate(db);
    const began = performance.now();
    await load(db, embedder, suite.entries, { onProgress: show });
    const version = (await getCurrentVersion(db)) as number;
    const published = performance.now();
    const { cases, contestants } = await askAll(db, embedder, version, suite.questions, options, show);
    const seconds = { publish: (published - began) / 1000, ask: (performance.now() - published) / 1000 };
    const { curve, weights } = await modelOf(db, version);
    return { cases, contestants, curve, seconds, ...(options.ablation && { ablation: ablate(cases, weights) }) };
  } finally {
    await embedder.close();
    await db.close();
  }
}

/**
 * One question after the other, stored as the bot stores them, because decisions learn from earlier ones how much is
 * asked that nobody wrote; hence not in the order of the file, which may be by topic.
 */
async function askAll(
  db: Db,
  embedder: Embedder,
  version: number,
  questions: Question[],
  { maxWrong, baselines }: Asked,
  show: Show,
): Promise<{ cases: Case[]; contestants: Contestant[] }> {
  const cases = new Map<Question, Case>();
  const guesses = new Map<Question, { nearest: Guessed; worded: Guessed }>();
  const inbox = { slug: 'default', maxWrongAnswers: maxWrong };
  for (const asked of shuffled(questions, 1)) {
    const { question, expected, locale } = asked;
    // Into the cache, beforehand: who needs the vector is charged for it, whoever comes first.
    const { ms: embedMs, result } = await timed(() => embedder.embed([question], { urgent: true }));
    const vector = result[0] as number[];
    const decided = await decide({ sql: db, embedder }, { text: question, inbox, locale });
    await store(db, decided);
    const { candidates, confidence, verdict, reason, features } = decided;
    // Every figure would be nonsense, and nothing would show it.
    if (!Number.isFinite(confidence)) throw new Error(`The confidence for "${question}" is ${confidence}.`);
    cases.set(asked, {
      ...{ question, expected, predicted: candidates[0]?.key ?? '', confidence, verdict, features, candidates },
      ...(reason && { reason }),
      ms: Math.round(embedMs + decided.ms),
    });
    if (baselines) {
      const guess = async (ask: () => Promise<Guess>, extraMs: number): Promise<Guessed> => {
        const { ms, result } = await timed(ask);
        return { prediction: { question, expected, ...result }, ms: Math.round(ms + extraMs) };
      };
      const near = await guess(() => nearestExample(db, { version, model: embedder.model, vector }), embedMs);
      guesses.set(asked, { nearest: near, worded: await guess(() => fullText(db, { version, question }), 0) });
    }
    show({ step: 'asking', done: cases.size, total: questions.length });
  }
  const inFileOrder = questions.flatMap((asked) => cases.get(asked) ?? []);
  const frontdesk: Contestant = {
    name: 'Frontdesk',
    kind: 'frontdesk',
    predictions: inFileOrder,
    ms: inFileOrder.map(({ ms }) => ms),
  };
  const baseline = (name: string, of: 'nearest' | 'worded'): Contestant => {
    const own = questions.flatMap((asked) => guesses.get(asked)?.[of] ?? []);
    return {
      name,
      kind: 'baseline',
      predictions: own.map(({ prediction }) => prediction),
      ms: own.map(({ ms }) => ms),
    };
  };
  const others = baselines
    ? [baseline('nearest example, cosine', 'nearest'), baseline('full text, ts_rank', 'worded')]
    : [];
  return { cases: inFileOrder, contestants: [frontdesk, ...others] };
}

type Guessed = { prediction: Prediction; ms: number };

async function store(db: Db, { question, version, features, confidence, thresholds, verdict, ms }: Decided) {
  await db.query(
    `insert into decisions (question, from_seq, to_seq, version_id, candidates, features, confidence, thresholds, verdict, ms)
     values ($1, 0, 0, $2, '[]', $3, $4, $5, $6, $7)`,
    [question, version, JSON.stringify(features), confidence, JSON.stringify(thresholds), verdict, ms],
  );
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}
