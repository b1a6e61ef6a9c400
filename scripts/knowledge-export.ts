/** `npm run knowledge:export -- --to PATH`: what is published now, as files that load again or that another product takes. */
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Entry } from '../knowledge/entry.js';
import { currentEntries } from '../knowledge/export/current.js';
import { formatFor, type Written, writers } from '../knowledge/export/write.js';
import { Invalid, Misconfigured } from '../services/errors.js';
import { counted, operate, program } from './operator.js';

const usage = `Usage: npm run knowledge:export -- --to PATH [--format FORMAT]

  --to      a new folder for Markdown, or a file that ends in .json, .yaml or .csv
  --format  ${Object.keys(writers).join(', ')}`;

await program(async (config) => {
  const { to, format } = readArgs();
  const write = Object.hasOwn(writers, format) ? writers[format] : undefined;
  if (!write) throw new Invalid(`There is no format "${format}".\n\n${usage}`);
  refuseFullFolder(to);
  const { entries } = await operate<{ entries: Entry[] }>(config, {
    path: '/entries',
    body: {},
    here: async ({ db }) => ({ entries: await currentEntries(db) }),
  });
  if (entries.length === 0) throw new Misconfigured('Nothing is published yet, so there is nothing to export.');
  const written = write(entries);
  for (const note of written.notes ?? []) console.error(`note: ${note}`);
  const files = save(to, written);
  console.log(
    `Wrote ${counted(entries.length, 'entry', 'entries')} to ${files === 1 ? to : `${files} files in ${to}`}.`,
  );
});

function readArgs(): { to: string; format: string } {
  try {
    const { values } = parseArgs({ options: { to: { type: 'string' }, format: { type: 'string' } } });
    if (values.to) return { to: values.to, format: values.format ?? formatFor(values.to) };
  } catch (error) {
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
  throw new Invalid(usage);
}

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
