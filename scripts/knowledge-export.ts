/**
 * `npm run knowledge:export -- --to PATH`: what is published now, as files that load again or that another product
 * takes.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Entry } from '../knowledge/entry.js';
import { currentEntries } from '../knowledge/export/current.js';
import { formatFor, type Written, writers } from '../knowledge/export/write.js';
import { Invalid, Misconfigured } from '../services/errors.js';
import { operate } from './operator.js';
import { counted, defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:export -- --to PATH [--format FORMAT]

  --to      a new folder for Markdown, or a file that ends in .json, .yaml or .csv
  --format  ${Object.keys(writers).join(', ')}`;

export const verb = defineVerb({
  description: 'what is published now, as files that load again or that another product takes',
  usage,
  options: { to: { type: 'string' }, format: { type: 'string' } },
  async run({ values: { to, ...values }, usage }, io) {
    if (!to) throw new Invalid(usage);
    const format = values.format ?? formatFor(to);
    const write = Object.hasOwn(writers, format) ? writers[format] : undefined;
    if (!write) throw new Invalid(`There is no format "${format}".\n\n${usage}`);
    refuseFullFolder(to);
    const { entries } = await operate<{ entries: Entry[] }>(io, {
      path: '/entries',
      body: {},
      here: async ({ db }) => ({ entries: await currentEntries(db) }),
    });
    if (entries.length === 0) throw new Misconfigured('Nothing is published yet, so there is nothing to export.');
    const written = write(entries);
    for (const note of written.notes ?? []) io.err(`note: ${note}\n`);
    const files = save(to, written);
    io.out(`Wrote ${counted(entries.length, 'entry', 'entries')} to ${files === 1 ? to : `${files} files in ${to}`}.`);
  },
});

/** What stands there already would load again with the export. */
function refuseFullFolder(to: string): void {
  if (existsSync(to) && statSync(to).isDirectory() && readdirSync(to).some((name) => !name.startsWith('.')))
    throw new Misconfigured(`${to} is not empty. Name a new folder, or empty this one first.`);
}

/** A format of one file goes to the path itself when it looks like a file; all others go below it. */
function save(to: string, { files }: Written): number {
  const alone = files.length === 1 && extname(to) !== '' && !(existsSync(to) && statSync(to).isDirectory());
  for (const { path, text } of files) {
    const target = alone ? to : join(to, path);
    mkdirSync(dirname(target), { recursive: true });
    // Whole or not at all: somebody may be reading what was there.
    writeFileSync(`${target}.part`, text);
    renameSync(`${target}.part`, target);
  }
  return files.length;
}
