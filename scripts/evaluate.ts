/** `npm run evaluate -- SUITE`: publishes a suite's knowledge base as production does, asks every question, and says how good it was. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Decided, decide } from '../knowledge/decide/decide.js';
import { modelOf } from '../knowledge/decide/model.js';
import { type Ablation, ablate } from '../knowledge/evaluate/ablation.js';
import { fullText, type Guess, nearestExample } from '../knowledge/evaluate/baselines.js';
import { checkBounds } from '../knowledge/evaluate/bounds.js';
import { compare } from '../knowledge/evaluate/compare.js';
import { atThreshold, type Case, type Contestant, figuresOf } from '../knowledge/evaluate/figures.js';
import { predictionsCsv, readPredictions } from '../knowledge/evaluate/predictions.js';
import { type Evaluation, reportHtml } from '../knowledge/evaluate/report.js';
import { type Question, readSuite, type Suite } from '../knowledge/evaluate/suite.js';
import { summary } from '../knowledge/evaluate/summary.js';
import { withShipped } from '../knowledge/shipped.js';
import { getCurrentVersion, load, type Progress } from '../knowledge/versions/publish.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { type Db, openDb, openPglite } from '../services/platform/db.js';
import { cached, type Embedder, localEmbedder } from '../services/platform/embedder.js';
import { migrate } from '../services/platform/migrate.js';
import { type Options, readOptions, usage } from './evaluate-options.js';
import { progressBar } from './operator.js';

type Io = {
  out: (text: string) => void;
  err: (text: string) => void;
  tty: boolean;
  /** Another embedder than the bundled one (tests). */
  embedder?: Embedder;
};

/** Everything the command does; returns its exit code. */
export async function run(args: string[], io: Io): Promise<number> {
  const bar = progressBar(io);
  try {
    const options = readOptions(args);
    if (!options) {
      io.out(usage);
      return 0;
    }
    const { folder, against, out, report, bounds, maxWrong } = options;
    const suite = readSuite(folder);
    const earlier = against && readPredictions(against, suite.questions);
    const { contestants, cases, ...measured } = await measure(suite, options, io.embedder, bar.show);
    bar.end();
    const evaluation: Evaluation = {
      ...measured,
      suite: suite.name,
      titles: new Map(suite.entries.map(({ key, title }) => [key, title])),
      maxWrong,
      cases,
      contestants: [...contestants.slice(0, 1), ...suite.platforms, ...contestants.slice(1)],
      ...(against && earlier && { comparison: compare(basename(against), earlier, cases) }),
      checked: checkBounds(bounds, figuresOf(cases), atThreshold(cases)),
    };
    io.out(summary(evaluation));
    if (out) writeFileSync(out, predictionsCsv(cases));
    if (report) writeFileSync(report, reportHtml(evaluation));
    return evaluation.checked.every(({ kept }) => kept) ? 0 : 2;
  } catch (error) {
    bar.end();
    const known = error instanceof Misconfigured || error instanceof FrontdeskError;
    io.err(`${known ? (error as Error).message : (error as Error).stack}\n`);
    return 1;
  }
}

type Show = (progress: Progress) => void;

type Measured = {
  cases: Case[];
  /** Frontdesk first. */
  contestants: Contestant[];
  ablation?: Ablation;
  seconds: { publish: number; ask: number };
};

/** In a database of its own, gone afterwards, but through the code that production uses. */
async function measure(suite: Suite, options: Options, given: Embedder | undefined, show: Show): Promise<Measured> {
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

/** One question after the other, stored as the bot stores them, because decisions learn from earlier ones how much is asked that nobody wrote. */
async function askAll(
  db: Db,
  embedder: Embedder,
  version: number,
  questions: Question[],
  { maxWrong, baselines }: Options,
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => console.log(text),
    err: (text) => process.stderr.write(text),
    tty: process.stderr.isTTY,
  });
}
