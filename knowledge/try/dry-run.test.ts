import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import { type Embedder, localEmbedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import type { Entry } from '../entry.js';
import { saveEntry } from '../versions/edit.js';
import { getCurrentVersion, load } from '../versions/publish.js';
import { checkDraft, type DryRunRequest, type DryRunRow, dryRun } from './dry-run.js';

let db: Db;
let embedder: Embedder;
const entry = (key: string, title: string, answer: string, questions: string[] = []): Entry => ({
  key,
  title,
  questions,
  answer,
  locale: 'en',
  inboxes: [],
  tags: [],
});
const kept = [
  entry('hours', 'Opening hours', 'We open at nine.', [
    'When do you open?',
    'what are your opening hours',
    'are you open today',
  ]),
  entry('refund', 'Refunds', 'You get your money back within 14 days.', [
    'How long does a refund take?',
    'where is my refund',
    'when do I get my money back',
  ]),
  entry('gift', 'Gift cards', 'A gift card is good for a year.', [
    'Do gift cards expire?',
    'how long is a gift card good',
  ]),
];

beforeAll(async () => {
  embedder = localEmbedder();
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
  await load(db, embedder, kept);
}, 120_000);
afterAll(async () => {
  await embedder?.close();
  await db?.close();
});

const run = (request: Partial<DryRunRequest>) => dryRun(db, embedder, { entries: [], ...request });
const verdicts = (rows: DryRunRow[]) => Object.fromEntries(rows.map(({ key, verdict }) => [key, verdict]));
const everything = async () =>
  JSON.stringify([
    await db.query('select id, state from versions order by id'),
    await db.query('select key from entries order by id'),
    await getCurrentVersion(db),
  ]);

test('a verdict for each row, with the other entry and the words that say so; and nothing stays', async () => {
  const before = await everything();
  const dry = await run({
    entries: [
      kept[0] as Entry,
      { ...(kept[2] as Entry), answer: 'A gift card is good for two years.' },
      entry('money', 'Money back', 'In 14 days.', ['How long does a refund take?']),
      entry('refund-time', 'Refund time', 'You get your money back within 30 days.', [
        'How long does your refund take?',
      ]),
      entry('parking', 'Parking', 'Behind the house.', ['Where can I park?']),
      { ...entry('bad', 'x', ' ') },
    ],
    problems: [{ file: 'a.md', line: 3, message: 'has no title' }],
    places: { bad: { file: 'b.json', line: 9 } },
  });
  expect(verdicts(dry.rows)).toEqual({
    undefined: 'invalid',
    bad: 'invalid',
    hours: 'unchanged',
    gift: 'changed',
    money: 'duplicate',
    'refund-time': 'contradicts',
    parking: 'new',
  });
  expect(dry.rows.find(({ key }) => key === 'bad')).toMatchObject({ file: 'b.json', line: 9 });
  expect(dry.rows.find(({ key }) => key === 'money')).toMatchObject({ change: 'new', of: 'refund' });
  expect(dry.rows.find(({ key }) => key === 'refund-time')?.why).toMatch(/14 days.*30 days|30 days.*14 days/);
  expect(dry).toMatchObject({ ok: false, counts: { created: 3, updated: 1, unchanged: 1, removed: 0, invalid: 2 } });
  expect(dry.budgets.before?.map(({ budget }) => budget)).toEqual([0.01, 0.02, 0.05, 0.1]);
  expect(dry.budgets.after).toHaveLength(4);
  expect(await everything()).toBe(before);
});

test('what pruning would take away, and the test questions that would lose their answer', async () => {
  await db.query('update inboxes set answer_threshold = 0.01');
  const question = { question: 'Do gift cards expire?', expected: 'gift', from: 'questions.csv:2' };
  const outside = { question: 'where is my refund', expected: 'refund', from: 'questions.csv:3' };
  const dry = await run({ entries: kept.slice(0, 2), prune: true, questions: [question, outside] });
  expect(dry.removed).toEqual(['gift']);
  expect(dry.questions).toMatchObject({ tried: 2, better: 0, worse: 1, failed: 1 });
  expect(dry.questions.changed[0]).toMatchObject({ ...question, change: 'worse', before: { is: 'right' } });
  expect(dry.ok).toBe(false);
  expect(await run({ entries: kept, questions: [question] })).toMatchObject({ ok: true, questions: { tried: 0 } });
});

test('a draft is checked the same way, and is fitted then', async () => {
  const version = await getCurrentVersion(db);
  const gift = { ...(kept[2] as Entry), answer: 'A gift card never expires.' };
  const saved = await saveEntry(db, embedder, gift, { version, draft: 'new' });
  const twin = entry('twin', 'Gift cards', 'A gift card is good for a year.');
  await saveEntry(db, embedder, twin, { draft: saved.version });
  const dry = await checkDraft(db, embedder, saved.version);
  expect(verdicts(dry.rows)).toMatchObject({ gift: expect.anything(), twin: 'duplicate' });
  expect(dry.rows.find(({ key }) => key === 'gift')?.change).toBe('changed');
  expect(dry).toMatchObject({
    current: version,
    ok: true,
    counts: { created: 1, updated: 1, unchanged: 2, removed: 0 },
  });
  const again = await checkDraft(db, embedder, dry.draft as number);
  expect(again).toMatchObject({ draft: dry.draft, embedded: 0 });
  expect(await getCurrentVersion(db)).toBe(version);
});
