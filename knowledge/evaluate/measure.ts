/** A suite's knowledge base published as production does it, and every question asked. */

import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import { cached, type Embedder, localEmbedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import { type Decided, decide } from '../decide/decide.js';
import { modelOf } from '../decide/model.js';
import { withShipped } from '../shipped.js';
import { getCurrentVersion, load, type Progress } from '../versions/publish.js';
import { type Ablation, ablate } from './ablation.js';
import { fullText, type Guess, nearestExample } from './baselines.js';
import type { Case, Contestant } from './figures.js';
import type { Question, Suite } from './suite.js';

type Show = (progress: Progress) => void;

type Asked = { maxWrong: number; baselines: boolean; ablation: boolean };

type Measured = {
  cases: Case[];
  /** Frontdesk first. */
  contestants: Contestant[];
  ablation?: Ablation;
  seconds: { publish: number; ask: number };
};

/** In a database of its own, gone afterwards, but through the code that production uses. */
export async function measure(
  suite: Suite,
  options: Asked,
  given: Embedder | undefined,
  show: Show,
): Promise<Measured> {
  const embedder = cached(given ?? withShipped(localEmbedder({ threads: 2 })));
  const db = await openDb({ pglite: await openPglite() }, () => {});
  try {
    await migrate(db);
    const began = performance.now();
    await load(db, embedder, suite.entries, { onProgress: show });
    const version = (await getCurrentVersion(db)) as number;
    const published = performance.now();
    const { cases, contestants } = await askAll(db, embedder, version, suite.questions, options, show);
    const seconds = { publish: (published - began) / 1000, ask: (performance.now() - published) / 1000 };
    if (!options.ablation) return { cases, contestants, seconds };
    return { cases, contestants, seconds, ablation: ablate(cases, (await modelOf(db, version)).weights) };
  } finally {
    await embedder.close();
    await db.close();
  }
}

/**
 * One question after the other, stored as the bot stores them, because decisions learn from earlier ones how much is
 * asked that nobody wrote.
 */
async function askAll(
  db: Db,
  embedder: Embedder,
  version: number,
  questions: Question[],
  { maxWrong, baselines }: Asked,
  show: Show,
): Promise<{ cases: Case[]; contestants: Contestant[] }> {
  const cases: Case[] = [];
  const nearest: Contestant = { name: 'nearest example, cosine', kind: 'baseline', predictions: [], ms: [] };
  const worded: Contestant = { name: 'full text, ts_rank', kind: 'baseline', predictions: [], ms: [] };
  const inbox = { slug: 'default', maxWrongAnswers: maxWrong };
  for (const { question, expected, locale } of questions) {
    // Into the cache, beforehand: who needs the vector is charged for it, whoever comes first.
    const { ms: embedMs, result } = await timed(() => embedder.embed([question], { urgent: true }));
    const vector = result[0] as number[];
    const decided = await decide({ sql: db, embedder }, { text: question, inbox, locale });
    await store(db, decided);
    const { candidates, confidence, verdict, reason, features } = decided;
    // Every figure would be nonsense, and nothing would show it.
    if (!Number.isFinite(confidence)) throw new Error(`The confidence for "${question}" is ${confidence}.`);
    cases.push({
      ...{ question, expected, predicted: candidates[0]?.key ?? '', confidence, verdict, features, candidates },
      ...(reason && { reason }),
      ms: Math.round(embedMs + decided.ms),
    });
    if (baselines) {
      const guess = async (who: Contestant, ask: () => Promise<Guess>, extraMs: number) => {
        const { ms, result } = await timed(ask);
        who.predictions.push({ question, expected, ...result });
        who.ms?.push(Math.round(ms + extraMs));
      };
      await guess(nearest, () => nearestExample(db, { version, model: embedder.model, vector }), embedMs);
      await guess(worded, () => fullText(db, { version, question }), 0);
    }
    show({ step: 'asking', done: cases.length, total: questions.length });
  }
  const frontdesk: Contestant = {
    name: 'Frontdesk',
    kind: 'frontdesk',
    predictions: cases,
    ms: cases.map(({ ms }) => ms),
  };
  return { cases, contestants: [frontdesk, ...(baselines ? [nearest, worded] : [])] };
}

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
