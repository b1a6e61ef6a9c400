/** `npm run knowledge:load -- PATH`: reads what a content team has and publishes it, through the running server if there is one. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Problem } from '../knowledge/entry.js';
import { readKnowledge } from '../knowledge/import/read.js';
import { type LoadedKnowledge, loadKnowledge } from '../knowledge/load.js';
import type { Promised } from '../knowledge/promise.js';
import { readConfig } from '../services/config.js';
import { FrontdeskError, Misconfigured } from '../services/errors.js';
import { operate, progressBar } from './operator.js';

const usage = `Usage: npm run knowledge:load -- PATH [--prune] [--draft] [--author NAME] [--note TEXT] [--site URL]

  PATH      a folder of Markdown files, or a Markdown, JSON or CSV file
  --prune   remove what is published now and not in PATH; without it a load only adds and updates
  --draft   leave a draft; npm run knowledge:publish makes it current
  --author  who publishes, for the list of versions
  --note    what changed, for the list of versions
  --site    the help centre's address, for links that its pages write as {{ site.baseurl }}
`;

type Io = { env?: NodeJS.ProcessEnv; out: (line: string) => void; err: (text: string) => void; tty: boolean };

/** Everything the command does; returns its exit code. */
export async function run(args: string[], io: Io, signal: AbortSignal = new AbortController().signal): Promise<number> {
  try {
    const options = readArgs(args);
    if (!options) {
      io.err(usage);
      return 1;
    }
    const { path, site, ...rest } = options;
    const read = readKnowledge(path, site ? { site } : {});
    const folder = existsSync(path) && statSync(path).isDirectory();
    const show = ({ file, line, message }: Problem) =>
      `${folder && file !== path ? join(path, file) : file}${line ? `:${line}` : ''} ${message}\n`;
    for (const note of read.notes.slice(0, 50)) io.err(`note: ${show(note)}`);
    if (read.notes.length > 50) io.err(`note: and ${read.notes.length - 50} more\n`);
    if (read.problems.length) {
      for (const problem of read.problems.slice(0, 200)) io.err(show(problem));
      const count = read.problems.length === 1 ? '1 problem' : `${read.problems.length} problems`;
      io.err(`${count}; nothing was published. Mend the above and load again.\n`);
      return 1;
    }
    const began = performance.now();
    const bar = progressBar(io);
    const request = { entries: read.entries, ...rest };
    const config = readConfig(io.env);
    const loaded = await operate<LoadedKnowledge>(config, {
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
        : `${loaded.draft ? 'Wrote draft' : 'Published version'} ${version}: created ${created}, updated ${updated}, unchanged ${unchanged}, removed ${removed} (${embedded} texts embedded) in ${seconds} s`,
    );
    if (loaded.promise) for (const line of promiseLines(loaded.promise)) io.out(line);
    return 0;
  } catch (error) {
    io.err(`\n${sentence(error, signal)}\n`);
    return 1;
  }
}

function readArgs(
  args: string[],
): { path: string; site?: string; prune?: boolean; draft?: boolean; author?: string; note?: string } | undefined {
  try {
    const text = { type: 'string' } as const;
    const options = {
      prune: { type: 'boolean' },
      draft: { type: 'boolean' },
      author: text,
      note: text,
      site: text,
      help: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [path] = positionals;
    const { help, ...rest } = values;
    return path !== undefined && positionals.length === 1 && !help ? { path, ...rest } : undefined;
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
