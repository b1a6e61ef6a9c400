import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDb, openPglite } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { migrate } from '../../services/platform/migrate.js';
import { tryQuestion } from '../try/try-questions.js';
import { load } from '../versions/publish.js';
import { ask } from './ask.js';

let db: Db;
const embedder: Embedder = {
  model: 'one',
  embed: async (texts) => texts.map(() => [1, 0]),
  close: async () => {},
};
const answer = 'Hello {{visitor.name|friend}}, {{inbox.name|we}} are open from nine.';

beforeAll(async () => {
  db = await openDb({ pglite: await openPglite() }, () => {});
  await migrate(db);
  const entry = { key: 'hours', title: 'Hours', questions: ['When?'], locale: 'en', inboxes: [], tags: [], answer };
  await load(db, embedder, [entry]);
});
afterAll(() => db.close());

test('who asks outside of a conversation reads what a visitor without a name would read', async () => {
  const services = { sql: db, embedder };
  const { best: asked } = await ask(services, { question: 'When?' });
  const { best: tried } = await tryQuestion(db, embedder, { question: 'When?' });
  for (const best of [asked, tried])
    expect(best.map((entry) => entry.answer)).toEqual(['Hello friend, Support are open from nine.']);
});
