/**
 * `npm run knowledge:load -- PATH`: reads what a content team has, in files or on the web, and publishes it, through
 * the running server if there is one.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fittedWith } from '../knowledge/decide/prior.js';
import type { Problem } from '../knowledge/entry.js';
import type { Promised } from '../knowledge/fit/promise.js';
import { type Read, readKnowledge } from '../knowledge/import/read.js';
import { isAddress, readAddress } from '../knowledge/import/web.js';
import { type DryRun, dryRun } from '../knowledge/try/dry-run.js';
import { isTestFile, readTestQuestions } from '../knowledge/try/test-questions.js';
import { type LoadedKnowledge, loadKnowledge } from '../knowledge/versions/load.js';
import { FrontdeskError, Invalid, Misconfigured } from '../services/errors.js';
import { dryRunReport } from './dry-run-report.js';
import { operate } from './operator.js';
import { type Console, counted, defineVerb, isAway } from './verb.js';

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
  --site    the help centre's address, for links that its pages write as {{ site.baseurl }}`;

export const verb = defineVerb({
  description: 'reads what a content team has, in files or on the web, and publishes it',
  usage,
  options: {
    prune: { type: 'boolean' },
    draft: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
    author: { type: 'string' },
    note: { type: 'string' },
    site: { type: 'string' },
  },
  words: [1, 1],
  async run({ values, positionals: [path = ''], usage }, io) {
    const { site, json = false, 'dry-run': dry, ...rest } = values;
    if ((rest.draft && dry) || (json && !dry)) throw new Invalid(usage);
    const signal = io.signal?.() ?? new AbortController().signal;
    try {
      const read = await readAll(path, site, signal, io);
      if (dry) return await tryOut({ ...read, path, prune: rest.prune ?? false, json }, io, signal);
      return await load(read, rest, io, signal);
    } catch (error) {
      throw told(error, signal);
    }
  },
});

type Found = { read: Read; place: (at: Pick<Problem, 'file' | 'line'>) => string };

/** What stands at the path or the address; notes are told at once, problems are left to who asked. */
async function readAll(path: string, site: string | undefined, signal: AbortSignal, io: Console): Promise<Found> {
  const read = isAddress(path)
    ? await readAddress(path, {
        signal,
        onProgress: (pages) => io.bar.show({ step: 'reading pages', ...pages }),
        ...(io.loopbackPort !== undefined && { loopbackPort: io.loopbackPort }),
      })
    : readKnowledge(path, site ? { site } : {});
  io.bar.end();
  signal.throwIfAborted();
  const folder = existsSync(path) && statSync(path).isDirectory();
  // Test questions lie beside the content and are none of it.
  read.problems = read.problems.filter(({ file }) => !(folder && isTestFile(join(path, file))));
  const place: Found['place'] = ({ file, line }) =>
    `${folder && file !== path ? join(path, file) : file}${line ? `:${line}` : ''}`;
  for (const note of read.notes.slice(0, 50)) io.err(`note: ${place(note)} ${note.message}\n`);
  if (read.notes.length > 50) io.err(`note: and ${read.notes.length - 50} more\n`);
  return { read, place };
}

type How = { prune?: boolean; draft?: boolean; author?: string; note?: string };

async function load({ read, place }: Found, how: How, io: Console, signal: AbortSignal): Promise<number> {
  const { entries, problems } = read;
  if (problems.length) {
    for (const problem of problems.slice(0, 200)) io.err(`${place(problem)} ${problem.message}\n`);
    io.err(`${counted(problems.length, 'problem')}; nothing was published. Mend the above and load again.\n`);
    return 1;
  }
  const began = performance.now();
  const loaded = await operate<LoadedKnowledge>(io, {
    path: '/knowledge',
    body: { entries, ...how },
    here: ({ db, embedder, onProgress }) => loadKnowledge(db, embedder, entries, { ...how, onProgress, signal }),
    signal,
    ended: 'The server ended before the load was done. Nothing was published; load again.',
  });
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
}

type Trial = Found & { path: string; prune: boolean; json: boolean };

/** The dry run; 2 where something is wrong with it. */
async function tryOut({ path, read, prune, json, place }: Trial, io: Console, signal: AbortSignal): Promise<number> {
  const { entries, problems, places } = read;
  const questions = isAddress(path) ? [] : readTestQuestions(path);
  const request = { entries, problems, places: Object.fromEntries(places), prune, questions };
  const run = await operate<DryRun>(io, {
    path: '/dry-run',
    body: request,
    here: ({ db, embedder, onProgress }) =>
      dryRun(db, embedder, request, {
        onProgress,
        signal,
      }),
    signal,
    ended: 'The server ended before the dry run was done. Run it again.',
  });
  io.out(json ? JSON.stringify(run, null, 2) : dryRunReport(run, place));
  return run.ok ? 0 : 2;
}

/** The curve behind the threshold, in words. */
function promiseLines({ foreign, own, trials, outsideShare, budgets, inboxes }: Promised): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const lines = [
    `How sure it is, where ${percent(outsideShare)} of the questions have no answer here (${grounds(own, trials)}):`,
    ...budgets.map(
      ({ budget, threshold, answered }) =>
        `  at most ${percent(budget).padStart(4)} of the answers wrong: answers from ${threshold.toFixed(2)}, about ${percent(answered)} of the questions`,
    ),
  ];
  if (foreign)
    lines.push(
      `What other knowledge bases taught was fitted with the encoder ${fittedWith}, and another one reads here: check it on labelled questions of yours (npm run evaluate).`,
    );
  for (const { slug, maxWrongAnswers, answerThreshold, derivedThreshold } of inboxes)
    lines.push(
      answerThreshold === null
        ? `Inbox ${slug}: at most ${percent(maxWrongAnswers)} wrong, so it answers from ${derivedThreshold.toFixed(2)}.`
        : `Inbox ${slug}: answers from ${answerThreshold.toFixed(2)}, set by hand.`,
    );
  return lines;
}

const grounds = (own: number, trials: number): string =>
  trials
    ? `${trials} trials on its own examples say ${(100 * own).toFixed(0)} % of it, other knowledge bases the rest`
    : 'told by other knowledge bases: it has too few examples for trials of its own';

/** Whatever ended it, that nothing was published belongs to the news. */
function told(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted)
    return new Misconfigured('Stopped. Nothing was published; what was prepared is used by the next load.');
  if (error instanceof FrontdeskError || error instanceof Misconfigured || isAway(error)) return error;
  return new Misconfigured(`The load failed: ${(error as Error).message}. Nothing was published.`);
}
