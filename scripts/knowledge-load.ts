/** `npm run knowledge:load -- PATH`: reads what a content team has, in files or on the web, and publishes it, through the running server if there is one. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Problem } from '../knowledge/entry.js';
import type { Promised } from '../knowledge/fit/promise.js';
import { type Read, readKnowledge } from '../knowledge/import/read.js';
import { isAddress, readAddress } from '../knowledge/import/web.js';
import { type DryRun, dryRun } from '../knowledge/try/dry-run.js';
import { isTestFile, readTestQuestions } from '../knowledge/try/test-questions.js';
import { type LoadedKnowledge, loadKnowledge } from '../knowledge/versions/load.js';
import { type Config, readConfig } from '../services/config.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { dryRunReport } from './dry-run-report.js';
import { counted, operate, progressBar } from './operator.js';

const usage = `Usage: npm run knowledge:load -- PATH [--prune] [--draft | --dry-run [--json]] [--author NAME] [--note TEXT] [--site URL]

  PATH      a folder or file: Markdown, HTML, JSON, CSV, YAML, XLSX, DOCX, PDF, another product's export;
            or an address: of a page, a sitemap, a list of addresses
  --prune   remove what is published now and not in PATH; without it a load only adds and updates
  --draft   do not publish it yet; npm run knowledge:publish -- N does
  --dry-run say of each row what would become of it, and which test questions (questions.csv beside PATH, and what was asked
            in the last 30 days) would get another answer; exit code 2 where a row is invalid or a question fares worse
  --json    the dry run for programs
  --author  who publishes, for the list of versions
  --note    what changed, for the list of versions
  --site    the help centre's address, for links that its pages write as {{ site.baseurl }}
`;

type Io = {
  env?: NodeJS.ProcessEnv;
  out: (line: string) => void;
  err: (text: string) => void;
  tty: boolean;
  /** For tests: one port of this machine that addresses may name. */
  loopbackPort?: number;
};

/** Everything the command does; returns its exit code. */
export async function run(args: string[], io: Io, signal: AbortSignal = new AbortController().signal): Promise<number> {
  try {
    const options = readArgs(args);
    if (!options) {
      io.err(usage);
      return 1;
    }
    const { path, site, json, 'dry-run': dry, ...rest } = options;
    const bar = progressBar(io);
    const read = isAddress(path)
      ? await readAddress(path, {
          signal,
          onProgress: (pages) => bar.show({ step: 'reading pages', ...pages }),
          ...(io.loopbackPort !== undefined && { loopbackPort: io.loopbackPort }),
        })
      : readKnowledge(path, site ? { site } : {});
    bar.end();
    signal.throwIfAborted();
    const folder = existsSync(path) && statSync(path).isDirectory();
    // Test questions lie beside the content and are none of it.
    read.problems = read.problems.filter(({ file }) => !(folder && isTestFile(join(path, file))));
    const place = ({ file, line }: Pick<Problem, 'file' | 'line'>) =>
      `${folder && file !== path ? join(path, file) : file}${line ? `:${line}` : ''}`;
    const show = ({ message, ...at }: Problem) => `${place(at)} ${message}\n`;
    for (const note of read.notes.slice(0, 50)) io.err(`note: ${show(note)}`);
    if (read.notes.length > 50) io.err(`note: and ${read.notes.length - 50} more\n`);
    if (dry)
      return await tryOut(
        readConfig(io.env),
        { path, read, prune: rest.prune ?? false, json: json ?? false, place },
        io,
        signal,
      );
    if (read.problems.length) {
      for (const problem of read.problems.slice(0, 200)) io.err(show(problem));
      io.err(`${counted(read.problems.length, 'problem')}; nothing was published. Mend the above and load again.\n`);
      return 1;
    }
    const began = performance.now();
    const request = { entries: read.entries, ...rest };
    const loaded = await operate<LoadedKnowledge>(readConfig(io.env), {
      path: '/knowledge',
      body: request,
      here: ({ db, embedder }) =>
        loadKnowledge(db, embedder, request.entries, { ...rest, onProgress: bar.show, signal }),
      lines: {
        onProgress: bar.show,
        signal,
        ended: 'The server ended before the load was done. Nothing was published; load again.',
      },
    });
    bar.end();
    const { version, created, updated, unchanged, removed, embedded } = loaded;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    io.out(
      created + updated + removed === 0
        ? `Nothing changed: version ${version} already holds these ${unchanged} entries (${seconds} s)`
        : `${loaded.draft ? 'Draft' : 'Published version'} ${version}: created ${created}, updated ${updated}, unchanged ${unchanged}, removed ${removed} (${embedded} texts embedded) in ${seconds} s`,
    );
    if (loaded.draft) io.out(`Nobody sees it yet. Publish it: npm run knowledge:publish -- ${version}`);
    else if (loaded.promise) for (const line of promiseLines(loaded.promise)) io.out(line);
    return 0;
  } catch (error) {
    io.err(`\n${sentence(error, signal)}\n`);
    return 1;
  }
}

type Trial = {
  path: string;
  read: Read;
  prune: boolean;
  json: boolean;
  place: (at: { file: string; line?: number }) => string;
};

/** The dry run; 2 where something is wrong with it. */
async function tryOut(config: Config, { path, read, prune, json, place }: Trial, io: Io, signal: AbortSignal) {
  const { entries, problems, places } = read;
  const questions = isAddress(path) ? [] : readTestQuestions(path);
  const request = { entries, problems, places: Object.fromEntries(places), prune, questions };
  const bar = progressBar(io);
  const run = await operate<DryRun>(config, {
    path: '/dry-run',
    body: request,
    here: ({ db, embedder }) => dryRun(db, embedder, request, { onProgress: bar.show, signal }),
    lines: { onProgress: bar.show, signal, ended: 'The server ended before the dry run was done. Run it again.' },
  });
  bar.end();
  io.out(json ? JSON.stringify(run, null, 2) : dryRunReport(run, place));
  return run.ok ? 0 : 2;
}

type Options = {
  path: string;
  site?: string;
  prune?: boolean;
  draft?: boolean;
  'dry-run'?: boolean;
  json?: boolean;
  author?: string;
  note?: string;
};

function readArgs(args: string[]): Options | undefined {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = {
      prune: flag,
      draft: flag,
      'dry-run': flag,
      json: flag,
      author: text,
      note: text,
      site: text,
      help: flag,
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [path] = positionals;
    const { help, ...rest } = values;
    if (path === undefined || positionals.length !== 1 || help || (rest.draft && rest['dry-run'])) return undefined;
    return rest.json && !rest['dry-run'] ? undefined : { path, ...rest };
  } catch {
    return undefined;
  }
}

/** The curve behind the threshold, in words. */
function promiseLines({ trust, trials, outsideShare, budgets, inboxes }: Promised): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const lines =
    trust > 0
      ? [
          `How sure it is, from ${trials} trials on its own examples, where ${percent(outsideShare)} of the questions have no answer here:`,
          ...budgets.map(
            ({ budget, threshold, answered }) =>
              `  at most ${percent(budget).padStart(4)} of the answers wrong: answers from ${threshold.toFixed(2)}, about ${percent(answered)} of the questions`,
          ),
        ]
      : [
          'Its example questions are too few, or too unlike one another, to tell how sure it is; until labels come in, a rule of thumb decides.',
        ];
  for (const { slug, maxWrongAnswers, answerThreshold, derivedThreshold } of inboxes)
    lines.push(
      answerThreshold === null
        ? `Inbox ${slug}: at most ${percent(maxWrongAnswers)} wrong, so it answers from ${derivedThreshold.toFixed(2)}.`
        : `Inbox ${slug}: answers from ${answerThreshold.toFixed(2)}, set by hand.`,
    );
  return lines;
}

function sentence(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'Stopped. Nothing was published; what was prepared is used by the next load.';
  if (error instanceof FrontdeskError || error instanceof Misconfigured) return error.message;
  if (error instanceof TypeError && error.message === 'fetch failed')
    return 'The server that holds the data folder does not answer. Wait until it has started, or stop it and load again.';
  return `The load failed: ${(error as Error).message}. Nothing was published.`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const io = {
    out: (line: string) => console.log(line),
    err: (text: string) => process.stderr.write(text),
    tty: process.stderr.isTTY,
  };
  process.exitCode = await run(process.argv.slice(2), io, stop.signal);
}
