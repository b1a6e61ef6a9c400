/** The rules of the house, read off the import lines. A failure names the offending edge. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './platform/root.js';

type Edge = { from: string; to: string };

const files = ['services', 'knowledge', 'widget', 'scripts'].flatMap((folder) => walk(join(root, folder)));
const edges = files.flatMap(importsOf);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.name.endsWith('.ts') && !/\.test\.ts$/.test(entry.name) && !folder.endsWith('/testing') ? [path] : [];
  });
}

/** Static and dynamic imports, re-exports included; ours by their path from the root, others by package name. */
function importsOf(file: string): Edge[] {
  const from = relative(root, file);
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)];
  return found.map(([, target = '']) => ({
    from,
    to: target.startsWith('.')
      ? relative(root, resolve(dirname(file), target)).replace(/\.js$/, '.ts')
      : target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/'),
  }));
}

const offending = (allowed: (edge: Edge) => boolean) =>
  edges.filter((edge) => !allowed(edge)).map(({ from, to }) => `${from} -> ${to}`);

const within = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(folder));

test('the reader finds files and imports at all', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(edges).toContainEqual({ from: 'services/bot/worker.ts', to: 'services/bot/answer.ts' });
});

test('gateway, bot and handoff never import one another', () => {
  const roles = ['services/gateway/', 'services/bot/', 'services/handoff/'];
  const roleOf = (path: string) => roles.find((role) => path.startsWith(role));
  expect(offending(({ from, to }) => !roleOf(from) || !roleOf(to) || roleOf(from) === roleOf(to))).toEqual([]);
});

test('each room has a worker of its own, which main starts: the queue neither mails, erases nor plays visitors', () => {
  const others = ['services/mail/', 'services/operations/', 'services/practice/'];
  expect(offending(({ from, to }) => !within(from, 'services/handoff/') || !within(to, ...others))).toEqual([]);
});

test('bullmq is imported in one file, ioredis in the platform', () => {
  expect(offending(({ from, to }) => to !== 'bullmq' || from === 'services/platform/job-store.ts')).toEqual([]);
  expect(offending(({ from, to }) => to !== 'ioredis' || within(from, 'services/platform/'))).toEqual([]);
});

test('the browser takes types alone from the wire and the endpoints: schemas would bring zod, which asks for eval', () => {
  const values = files
    .filter((file) => within(relative(root, file), 'widget/'))
    .flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /import\s+(?!type\b)([^;]*?)from '([^']*services\/(?:gateway|wire)\/(?!checksum|figures|audit-kinds|limits)[\w/-]+\.js)'/g,
        ),
      ].map(([, , target]) => `${relative(root, file)} -> ${target}`),
    );
  expect(values).toEqual([]);
});

test('mail is sent from one file', () => {
  expect(offending(({ from, to }) => to !== 'nodemailer' || from === 'services/platform/mail.ts')).toEqual([]);
});

test('openai and langchain stay in the platform and the splitter of knowledge', () => {
  const models = /^(openai|langchain|@langchain\/.*)$/;
  expect(
    offending(({ from, to }) => !models.test(to) || within(from, 'services/platform/', 'knowledge/passages.ts')),
  ).toEqual([]);
});

test('express is known to the gateway alone', () => {
  expect(offending(({ from, to }) => to !== 'express' || within(from, 'services/gateway/'))).toEqual([]);
});

test('the gateway asks the rooms, never the database itself', () => {
  const asking = files.filter(
    (file) => within(relative(root, file), 'services/gateway/') && /\.query\s*[<(]/.test(readFileSync(file, 'utf8')),
  );
  expect(asking.map((file) => relative(root, file))).toEqual([]);
});

test('the wire types depend on zod, on one another and on a few closed lists', () => {
  const allowed = ['zod', 'services/wire/'];
  expect(offending(({ from, to }) => !within(from, 'services/wire/') || within(to, ...allowed))).toEqual([]);
  // What all share knows none of the others.
  const [numbers, names, text] = ['services/wire/limits.ts', 'services/wire/names.ts', 'services/wire/text.ts'];
  const core = ['zod', 'services/wire/files.ts', numbers, text];
  expect(offending(({ from, to }) => from !== 'services/wire/conversation.ts' || core.includes(to))).toEqual([]);
  expect(offending(({ from }) => from !== numbers && from !== names)).toEqual([]);
  expect(offending(({ from, to }) => from !== text || to === 'zod' || to === names)).toEqual([]);
  expect(offending(({ from, to }) => from !== 'services/wire/files.ts' || to === 'zod' || to === numbers)).toEqual([]);
});

test('reports read, operations erase, and neither knows transport nor roles', () => {
  const above = ['services/gateway/', 'services/bot/', 'services/handoff/', 'widget/', 'scripts/'];
  expect(
    offending(({ from, to }) => !within(from, 'services/reports/', 'services/operations/') || !within(to, ...above)),
  ).toEqual([]);
});

test('practice plays visitors, and knows neither transport nor roles', () => {
  const above = ['services/gateway/', 'services/bot/', 'services/handoff/', 'widget/', 'scripts/'];
  expect(offending(({ from, to }) => !within(from, 'services/practice/') || !within(to, ...above))).toEqual([]);
});

/** What each room of knowledge may use of the others; what lies at the top, the model of an entry, all of them use. */
const rooms: Record<string, string[]> = {
  decide: [],
  fit: ['decide'],
  versions: ['fit'],
  import: [],
  export: ['import', 'versions'],
  evaluate: ['decide', 'versions', 'import'],
  gaps: ['decide', 'fit', 'versions'],
  // Test questions are read as a suite's are.
  try: ['decide', 'fit', 'versions', 'evaluate', 'import'],
};
const knowledge = edges.filter(({ from }) => within(from, 'knowledge/'));
const roomOf = (path: string) => /^knowledge\/([^/]+)\//.exec(path)?.[1] ?? 'top';

test('the rooms of knowledge know those below them, and the decision knows none', () => {
  const between = knowledge.filter(({ to }) => within(to, 'knowledge/'));
  const allowed = (from: string, to: string) => from === to || to === 'top' || rooms[from]?.includes(to);
  const wrong = between.filter(({ from, to }) => !allowed(roomOf(from), roomOf(to)));
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  expect(knowledge.map(({ from }) => roomOf(from)).filter((room) => room !== 'top' && !rooms[room])).toEqual([]);
  // The list itself has no circle: taken off one by one, the rooms that use none that is left, nothing stays.
  const left = new Map(Object.entries(rooms));
  for (const _ of Object.keys(rooms))
    for (const [room, used] of left) if (!used.some((one) => left.has(one))) left.delete(room);
  expect([...left.keys()]).toEqual([]);
});

test('knowledge takes from the services the platform, errors, wire types and what an inbox allows, and writes the audit log', () => {
  const services = ['services/platform/', 'services/errors.ts', 'services/wire/', 'services/conversation/limits.ts'];
  // A publication, a rollback and a closed gap are put on record in their own transaction.
  const audited = ['knowledge/versions/publish.ts', 'knowledge/versions/pointer.ts', 'knowledge/gaps/close.ts'];
  const wrong = knowledge.filter(
    ({ from, to }) =>
      within(to, 'services/', 'widget/', 'scripts/') &&
      !within(to, ...services) &&
      !(audited.includes(from) && to === 'services/conversation/audit.ts'),
  );
  expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('no file of knowledge imports itself, over however many others', () => {
  const done = new Set<string>();
  const circle = (file: string, path: string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' -> ');
    if (done.has(file)) return undefined;
    const found = knowledge
      .filter(({ from }) => from === file)
      .map(({ to }) => circle(to, [...path, file]))
      .find(Boolean);
    done.add(file);
    return found;
  };
  expect(knowledge.map(({ from }) => circle(from, [])).filter(Boolean)).toEqual([]);
});

test('the platform knows nobody above it, and conversations know neither transport nor bot', () => {
  const above = [
    'services/gateway/',
    'services/bot/',
    'services/handoff/',
    'services/conversation/',
    'services/practice/',
    'widget/',
    'scripts/',
  ];
  expect(offending(({ from, to }) => !within(from, 'services/platform/') || !within(to, ...above))).toEqual([]);
  const beside = [...above.filter((folder) => folder !== 'services/conversation/'), 'knowledge/'];
  expect(offending(({ from, to }) => !within(from, 'services/conversation/') || !within(to, ...beside))).toEqual([]);
});

test('the browser takes from the services only wire types, those of the endpoints, states, texts and a few pure functions', () => {
  const shared = [
    'services/wire/',
    'services/gateway/table.ts',
    'services/conversation/answers.ts',
    'services/conversation/back.ts',
    'services/conversation/states.ts',
    'services/conversation/search-terms.ts',
    'services/texts/',
  ];
  expect(
    offending(
      ({ from, to }) => !within(from, 'widget/') || !within(to, 'services/', 'knowledge/') || within(to, ...shared),
    ),
  ).toEqual([]);
});

test('pure files do no input or output', () => {
  const pure = [
    'services/conversation/states.ts',
    'services/conversation/opening.ts',
    'services/conversation/answers.ts',
    'services/conversation/back.ts',
    'services/reports/summary.ts',
    'services/reports/metrics.ts',
    'services/conversation/search-terms.ts',
    'services/wire/checksum.ts',
    'knowledge/decide/judge.ts',
    'knowledge/decide/rules.ts',
    'services/bot/prompt.ts',
    'services/practice/script.ts',
    'services/practice/card.ts',
    'services/practice/prompt.ts',
    'widget/shared/transcript.ts',
    'widget/console/link/board.ts',
  ];
  const io = /^(node:(?!crypto$)|pg$|express$|ioredis$|bullmq$|lit$|services\/platform\/(?!chat-model))/;
  expect(offending(({ from, to }) => !pure.includes(from) || !io.test(to))).toEqual([]);
});

test('process.env is read in one file', () => {
  const readers = files.filter((file) =>
    /\bprocess\.env\b/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')),
  );
  expect(readers.map((file) => relative(root, file))).toEqual(['services/config.ts']);
});
