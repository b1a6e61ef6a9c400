/** `npm run mutate -- ROOM`: puts faults into a room, one at a time, and lists those that no test noticed. */
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import config, { filesOf, reports, roomNames } from '../../stryker.config.mjs';

const options = '[--share 0.2 [--seed 7]] [--static] [--concurrency 1]';
const usage = `npm run mutate -- ROOM ${options}   (${roomNames.join(', ')})`;
const root = join(import.meta.dirname, '../..');

function readArgs() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      share: { type: 'string', default: '1' },
      seed: { type: 'string' },
      static: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: String(config.concurrency) },
    },
  });
  const [room] = positionals;
  const share = Number(values.share);
  const seed = Number(values.seed ?? randomInt(1_000_000));
  const concurrency = Number(values.concurrency);
  if (positionals.length !== 1 || !roomNames.includes(room)) throw new Error(usage);
  if (!(share > 0 && share <= 1) || !Number.isInteger(seed) || !Number.isInteger(concurrency) || concurrency < 1)
    throw new Error(usage);
  return { room, share, seed, concurrency, static: values.static };
}

const COUNTED = ['Killed', 'Survived', 'NoCoverage', 'Timeout', 'RuntimeError'];

/** One line a file and one for all: how many of the mutants were noticed. */
function table(mutants) {
  const row = (name, some) => {
    const of = (status) => some.filter((mutant) => mutant.status === status).length;
    // A test that fails, hangs or cannot even begin has noticed.
    const noticed = some.length - of('Survived') - of('NoCoverage');
    const score = some.length ? `${((100 * noticed) / some.length).toFixed(1)} %` : '-';
    return [
      name,
      some.length,
      of('Killed') + of('RuntimeError'),
      of('Survived'),
      of('NoCoverage'),
      of('Timeout'),
      score,
    ];
  };
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const rows = [
    ['file', 'mutants', 'killed', 'survived', 'no coverage', 'timeout', 'score'],
    ...files.map((file) =>
      row(
        file,
        mutants.filter((mutant) => mutant.file === file),
      ),
    ),
    row('all', mutants),
  ].map((cells) => cells.map(String));
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  return rows
    .map((cells) => cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '))
    .join('\n');
}

/** What was put where: file:line, what stood there and what was put there. */
function survivors(mutants) {
  const oneLine = (text) => {
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length > 90 ? `${line.slice(0, 87)}...` : line;
  };
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
    .map(({ file, line, status, mutatorName, was, replacement }) => {
      const note = status === 'NoCoverage' ? ', no coverage' : '';
      return `${file}:${line}  ${oneLine(was)}  ->  ${oneLine(replacement)}  (${mutatorName}${note})`;
    });
}

/** The text of the file that a mutant replaces. */
function textAt(file, { start, end }) {
  const lines = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

const args = readArgs();
process.env.MUTATE_ROOM = args.room;
process.env.TEST_MODES = 'embedded';
process.env.TEST_SOURCES = root;
process.chdir(root);
const began = Date.now();
const results = await new Stryker({
  ...config,
  mutate: filesOf(args.room).mutate,
  concurrency: args.concurrency,
  ignoreStatic: !args.static,
  ...(args.share < 1 && { checkers: ['share'], share: { root, share: args.share, seed: args.seed } }),
}).runMutationTest();
const seconds = (Date.now() - began) / 1000;

const mutants = results
  .filter(({ status }) => COUNTED.includes(status))
  .map(({ fileName, location, status, mutatorName, replacement }) => {
    const file = relative(root, fileName);
    const { line, column } = location.start;
    return { file, line, column, status, mutatorName, was: textAt(file, location), replacement };
  });
const leftOut = results.filter(({ static: isStatic, status }) => isStatic && status === 'Ignored').length;
const lines = [
  `${args.room}: ${mutants.length} mutants in ${seconds.toFixed(0)} s`,
  ...(leftOut ? [`${leftOut} static ones left out (--static takes them in)`] : []),
  ...(args.share < 1 ? [`share ${args.share}, seed ${args.seed}`] : []),
  '',
  table(mutants),
  '',
  'Not noticed:',
  ...survivors(mutants),
];
mkdirSync(reports, { recursive: true });
writeFileSync(join(reports, `${args.room}.txt`), `${lines.join('\n')}\n`);
writeFileSync(join(reports, `${args.room}.json`), JSON.stringify({ ...args, seconds, mutants }, null, 1));
console.log(`\n${lines.join('\n')}\n\nKept in ${reports}/${args.room}.txt and .json`);
