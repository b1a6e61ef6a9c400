/** `npm run knowledge:diff -- [A] [B]`: which entries one version has and another has not, and which lines differ. */
import { diffVersions, type EntryChange, type VersionDiff } from '../knowledge/versions/diff.js';
import { parse } from '../services/gateway/endpoints.js';
import { diffBody } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:diff -- [A] [B] [--json]

  Without A and B: what the current version changed of the one that was current before.
  With A alone: from A to the current version; A may be a draft, and then it is what publishing it would change.`;

export const verb = defineVerb({
  description: 'which entries and lines differ between two versions',
  usage,
  options: { json: { type: 'boolean' } },
  words: [0, 2],
  async run({ values, positionals }, io) {
    const [from, to] = positionals.map(Number);
    const body = parse(diffBody, { from, to }, 'arguments');
    const diff = await operate<VersionDiff>(io, { path: '/diff', body, here: ({ db }) => diffVersions(db, body) });
    io.out(values.json ? JSON.stringify(diff, null, 2) : told(diff));
  },
});

function told({ from, to, added, removed, changed, entries }: VersionDiff): string {
  const head = `Version ${from} -> ${to}: ${added} added, ${removed} removed, ${changed} changed`;
  const all = added + removed + changed;
  const rest = all > entries.length ? [`and ${all - entries.length} more`] : [];
  return [head, ...entries.map(block), ...rest].join('\n\n');
}

function block({ key, kind, fields, lines }: EntryChange): string {
  const signs = { same: '  ', removed: '- ', added: '+ ', skipped: '  ' };
  return [
    `${kind} ${key}${fields.length ? ` (${fields.join(', ')})` : ''}`,
    ...lines.map(({ kind, text }) => `  ${signs[kind]}${kind === 'skipped' ? '...' : text}`.trimEnd()),
  ].join('\n');
}
