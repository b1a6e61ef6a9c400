/** `npm run evaluate -- SUITE [--out predictions.csv] [--report report.html] [--max-wrong 0.05]` */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fit } from '../knowledge/calibrate.js';
import { type Asked, atThreshold, constants, figuresOf } from '../knowledge/evaluate.js';
import { load } from '../knowledge/publish.js';
import { reportHtml } from '../knowledge/report.js';
import { prepareIndex } from '../knowledge/search.js';
import { readSuite, type Suite } from '../knowledge/suite.js';
import { decide } from '../services/bot/decide.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { type Db, openDb, openPglite } from '../services/platform/db.js';
import { cached, type Embedder, localEmbedder } from '../services/platform/embedder.js';
import { migrate } from '../services/platform/migrate.js';

const usage = 'npm run evaluate -- SUITE [--out predictions.csv] [--report report.html] [--max-wrong 0.05]';

async function main(): Promise<void> {
  const { folder, out, report, maxWrong } = readArguments();
  const suite = readSuite(folder);
  const embedder = cached(localEmbedder({ threads: 2 }));
  const db = await openDb({ pglite: await openPglite() }, () => {});
  try {
    await migrate(db);
    let started = performance.now();
    await load(db, embedder, suite.entries, {
      fit,
      prepareIndex,
      onProgress: ({ step, done, total }) => bar(step, done, total),
    });
    const seconds = (performance.now() - started) / 1000;
    started = performance.now();
    const asked = await askAll(db, embedder, suite.questions, maxWrong);
    clearBar();
    print(asked, maxWrong, seconds, (performance.now() - started) / 1000);
    if (out) writeFileSync(out, csv(asked));
    if (report) writeFileSync(report, reportHtml(folder, asked, maxWrong));
  } finally {
    await embedder.close();
    await db.close();
  }
}

/** One question after the other, stored as the bot stores them, because decisions learn from earlier ones how much is asked that nobody wrote. */
async function askAll(db: Db, embedder: Embedder, questions: Suite['questions'], maxWrong: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const { question, expected } of questions) {
    const decided = await decide(
      { sql: db, embedder },
      { text: question, inbox: { slug: 'default', maxWrongAnswers: maxWrong }, locale: 'en' },
    );
    const { confidence, verdict, ms } = decided;
    await db.query(
      `insert into decisions (question, from_seq, to_seq, version_id, candidates, features, confidence, thresholds, verdict, ms)
       values ($1, 0, 0, $2, '[]', $3, $4, $5, $6, $7)`,
      [
        question.replaceAll('\u0000', ''),
        decided.version,
        JSON.stringify(decided.features),
        confidence,
        JSON.stringify(decided.thresholds),
        verdict,
        ms,
      ],
    );
    asked.push({ question, expected, predicted: decided.candidates[0]?.key ?? '', confidence, verdict, ms });
    bar('asking', asked.length, questions.length);
  }
  return asked;
}

function print(asked: Asked[], maxWrong: number, fitSeconds: number, askSeconds: number): void {
  const { acc, auroc, resolved, ece, questions, answerable } = figuresOf(asked);
  const at = atThreshold(asked);
  const { alwaysHandOff, commonest } = constants(asked);
  const f = (x: number) => x.toFixed(3);
  const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
  const share = (n: number) => `${n} (${percent(n / asked.length)})`;
  const rows: [string, string][] = [
    ['questions / to hand off', `${questions} / ${questions - answerable}`],
    ['acc', f(acc)],
    ['auroc', f(auroc)],
    ...Object.entries(resolved).map(([budget, value]): [string, string] => [`res@${budget}`, f(value)]),
    ['ece', f(ece)],
    ['', ''],
    [`with at most ${percent(maxWrong)} of the answers wrong`, ''],
    ['  resolved, of the answerable', percent(at.resolved)],
    ['  wrong, of the answers given', percent(at.wrong)],
    ['  answered', share(at.answered)],
    ['  suggested', share(at.suggested)],
    ['  handed off', share(at.handedOff)],
    ['  small talk', share(at.smallTalk)],
    ['  needless handoffs', share(at.needless)],
    ['  missed handoffs', share(at.missed)],
    ['  ms per question, median / p95', `${at.medianMs} / ${at.p95Ms}`],
    ['', ''],
    ['constant: always hand off', `right in ${percent(alwaysHandOff)} of the questions, resolves none`],
    [`constant: always "${commonest.entry}"`, `acc ${f(commonest.acc)}`],
    ['published in / asked in', `${fitSeconds.toFixed(1)} s / ${askSeconds.toFixed(1)} s`],
  ];
  for (const [name, value] of rows) console.log(value ? `${name.padEnd(44)}${value}` : name);
}

function csv(asked: Asked[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = asked.map((one) =>
    [cell(one.question), cell(one.expected), cell(one.predicted), one.confidence.toFixed(6), one.verdict].join(','),
  );
  return `${['question,expected,predicted,confidence,verdict', ...rows].join('\n')}\n`;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' }, report: { type: 'string' }, 'max-wrong': { type: 'string' } },
    });
    const [folder, ...more] = positionals;
    const maxWrong = Number(values['max-wrong'] ?? 0.05);
    if (!folder || more.length) throw new Misconfigured('Name one suite folder.');
    if (!(maxWrong > 0 && maxWrong < 1)) throw new Misconfigured('--max-wrong is a share between 0 and 1.');
    return { folder, out: values.out, report: values.report, maxWrong };
  } catch (error) {
    throw new Misconfigured(`${(error as Error).message}\nUsage: ${usage}`);
  }
}

let drawn = 0;
function bar(step: string, done: number, total: number): void {
  if (done < total && performance.now() - drawn < 100) return;
  drawn = performance.now();
  const filled = Math.round((30 * done) / (total || 1));
  const line = `${step.padEnd(16)} [${'#'.repeat(filled)}${' '.repeat(30 - filled)}] ${done}/${total}`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  else if (done === total) process.stderr.write(`${line}\n`);
}

function clearBar(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
}

main().catch((error: unknown) => {
  clearBar();
  const known = error instanceof Misconfigured || error instanceof FrontdeskError;
  console.error(known ? (error as Error).message : error);
  process.exitCode = 1;
});
