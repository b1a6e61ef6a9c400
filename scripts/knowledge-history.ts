/** `npm run knowledge:history`: what was published when and by whom, and the drafts that wait. */
import { type History, historyOf, type Version } from '../knowledge/versions/versions.js';
import { parse } from '../services/gateway/endpoints.js';
import { historyBody } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:history -- [--limit 20] [--json]

  --limit  how many versions and publications at most
  --json   for programs`;

export const verb = defineVerb({
  description: 'what was published when and by whom, and the drafts that wait',
  usage,
  options: { limit: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values }, io) {
    const body = parse(historyBody, { limit: Number(values.limit ?? 20) }, 'arguments');
    const history = await operate<History>(io, {
      path: '/history',
      body,
      here: ({ db }) => historyOf(db, body),
    });
    io.out(values.json ? JSON.stringify(history, null, 2) : told(history));
  },
});

function told({ versions, publications }: History): string {
  if (versions.length === 0) return 'Nothing was published yet.';
  const lines = versions.map(
    (version) =>
      `${version.current ? '*' : ' '} ${String(version.id).padStart(4)}  ${minute(version.publishedAt ?? version.createdAt)}  ${changed(version).padEnd(44)} ${by(version)}`,
  );
  lines.push('', '* is the current one.');
  const rollbacks = publications.filter(({ kind }) => kind === 'rollback');
  for (const one of rollbacks) lines.push(`${minute(one.at)}  rolled back to version ${one.version} ${by(one)}`);
  return lines.join('\n');
}

function changed({ state, entries, changes, base }: Version): string {
  const what = state === 'draft' ? 'draft, ' : '';
  if (!changes) return `${what}${entries} entries`;
  const { created, updated, removed } = changes;
  const upon = state === 'draft' && base ? ` over ${base}` : '';
  return `${what}${entries} entries (+${created} ~${updated} -${removed})${upon}`;
}

function by({ author, note }: { author?: string; note?: string }): string {
  return [author && `by ${author}`, note && `"${note}"`].filter(Boolean).join(': ');
}

function minute(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
