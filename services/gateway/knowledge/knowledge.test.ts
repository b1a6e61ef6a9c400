import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentEntries } from '../../../knowledge/export/current.js';
import { loadKnowledge } from '../../../knowledge/versions/load.js';
import { call, eventually, openVisitor, type Stack, signIn, startStack } from '../../testing/stack.js';
import type {
  DiffReply,
  DryRunReply,
  EntriesReply,
  EntryReply,
  LoadedReply,
  SavedReply,
  TryReply,
  VersionsReply,
} from '../../wire/knowledge.js';

let stack: Stack;
/** Of the small knowledge base. */
let first: number;
let content: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  stack = await startStack('embedded');
  content = await signIn(stack, { role: 'content', name: 'Cleo' });
}, 120_000);
afterAll(() => stack?.drop());

const KEY = encodeURIComponent('returns/return-window');
const count = async (table: string) =>
  (await stack.platform.db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;

/** The lines of long work, and how it ended. */
async function long<T>(
  path: string,
  body: unknown,
): Promise<{ steps: string[]; result?: T; error?: { message: string } }> {
  const response = await fetch(`${stack.url}/v1/agent${path}`, {
    method: 'POST',
    headers: { ...content.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const lines = (await response.text()).split('\n').filter(Boolean);
  const said = lines.map(
    (line) => JSON.parse(line) as { progress?: { step: string }; result?: T; error?: { message: string } },
  );
  return { steps: said.flatMap(({ progress }) => (progress ? [progress.step] : [])), ...said.at(-1) };
}

test('agents get none of it, a stranger nothing at all, and unknown fields are refused', async () => {
  const agent = await signIn(stack, { role: 'agent' });
  const entry = { title: 'x', questions: [], answer: 'x', locale: 'en', inboxes: [], tags: [] };
  const doors: [string, string, unknown?][] = [
    ['GET', '/knowledge/entries'],
    ['GET', `/knowledge/entries/${KEY}`],
    ['PUT', `/knowledge/entries/${KEY}`, { entry }],
    ['DELETE', `/knowledge/entries/${KEY}?version=1`],
    ['POST', `/knowledge/entries/${KEY}/questions`, { question: 'x' }],
    ['POST', '/knowledge/try', { question: 'x' }],
    ['GET', '/knowledge/versions'],
    ['GET', '/knowledge/diff'],
    ['POST', '/knowledge/versions/1/rollback', {}],
    ['POST', '/knowledge/versions/1/publish', {}],
    ['DELETE', '/knowledge/versions/1'],
    ['POST', '/knowledge/import', { files: [{ name: 'a.md', text: 'x' }], mode: 'publish' }],
  ];
  const before = await count('publications');
  for (const [method, path, body] of doors) {
    expect(await agent.call(method, path, body), path).toMatchObject({ status: 403 });
    const stranger = await call(stack.url, method, `/v1/agent${path}`, {
      headers: { origin: stack.url },
      ...(body !== undefined && { body }),
    });
    expect(stranger.status, path).toBe(401);
  }
  expect(await content.call('POST', '/knowledge/try', { question: 'x', model: 'y' })).toMatchObject({ status: 400 });
  expect(await content.call('GET', '/knowledge/entries?order=x')).toMatchObject({ status: 400 });
  expect(await count('publications')).toBe(before);
});

test('entries are listed, searched, filtered and turned page by page', async () => {
  const all = (await content.call<EntriesReply>('GET', '/knowledge/entries?limit=100')).body;
  expect(all.entries).toHaveLength(100);
  const rest = (await content.call<EntriesReply>('GET', `/knowledge/entries?limit=100&cursor=${all.next}`)).body;
  expect(rest.next).toBeUndefined();
  expect(new Set([...all.entries, ...rest.entries].map(({ key }) => key)).size).toBe(all.total);
  const found = (await content.call<EntriesReply>('GET', '/knowledge/entries?q=return%20window&locale=en')).body;
  expect(found.total).toBeLessThan(all.total);
  const german = (await content.call<EntriesReply>('GET', '/knowledge/entries?locale=de&sort=used')).body;
  expect(german.entries.every(({ locale }) => locale === 'de')).toBe(true);
  expect((await content.call<EntriesReply>('GET', '/knowledge/entries?stale=true')).body.total).toBe(0);
  expect((await content.call<EntriesReply>('GET', '/knowledge/entries?q=%25')).body.total).toBeLessThan(all.total);
});

test('use and helpfulness come from answers and thumbs', async () => {
  const visitor = await openVisitor(stack.url);
  await visitor.post('How do I reset my password?');
  const answer = await eventually(async () => (await visitor.history()).events.find((event) => event.role === 'bot'));
  await visitor.act('feedback', { seq: answer.seq, helpful: true });
  const { body } = await content.call<EntriesReply>('GET', '/knowledge/entries?sort=used&limit=1');
  expect(body.entries[0]).toMatchObject({
    key: 'account/reset-password',
    use: { answers: 1, helpful: 1, notHelpful: 0 },
  });
  expect(body.entries[0]?.use.lastUsedAt).toBeDefined();
});

test('trying a question shows candidates, confidence and verdict, and leaves no trace', async () => {
  const before = [await count('decisions'), await count('conversation_events'), await count('conversations')];
  const { status, body } = await content.call<TryReply>('POST', '/knowledge/try', {
    question: 'How do I reset my password?',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ verdict: 'answer', answeredBy: 1 });
  expect(body.best[0]?.key).toBe('account/reset-password');
  expect(body.candidates.length).toBeGreaterThan(3);
  expect(body.confidence).toBeGreaterThan(body.thresholds.answer);
  expect([await count('decisions'), await count('conversation_events'), await count('conversations')]).toEqual(before);
  expect(await content.call('POST', '/knowledge/try', { question: 'x', inbox: 'no' })).toMatchObject({ status: 400 });
  expect(await content.call('POST', '/knowledge/try', { question: 'x', version: 99 })).toMatchObject({ status: 404 });
});

test('a smaller knowledge base, so that each publication is quick', async () => {
  const { db, models } = stack.platform;
  const returns = (await currentEntries(db)).filter(({ key }) => key.startsWith('returns/'));
  const { version } = await loadKnowledge(db, models.embedder, returns, { prune: true });
  expect((await content.call<EntriesReply>('GET', '/knowledge/entries')).body.total).toBe(returns.length);
  expect((await content.call<VersionsReply>('GET', '/knowledge/versions')).body.current).toBe(version);
  first = version;
});

test('an edit is a version with its author; 409 where the entry changed since, not where another did', async () => {
  const { body: read } = await content.call<EntryReply>('GET', `/knowledge/entries/${KEY}`);
  const { key: _, source: __, ...entry } = read.entry;
  const put = (path: string, body: unknown) => content.call<{ version: number; changed: boolean }>('PUT', path, body);
  const changed = await put(`/knowledge/entries/${KEY}`, {
    version: read.version,
    entry: { ...entry, answer: 'Within **40 days**.' },
    note: 'Longer',
  });
  expect(changed).toMatchObject({ status: 200, body: { changed: true } });
  const again = await content.call<EntryReply>('GET', `/knowledge/entries/${KEY}`);
  expect(again.body.entry.answer).toBe('Within **40 days**.');
  expect(again.body.history[0]).toMatchObject({
    version: changed.body.version,
    change: 'changed',
    author: 'Cleo',
    note: 'Longer',
  });

  const stale = await put(`/knowledge/entries/${KEY}`, { version: read.version, entry });
  expect(stale).toMatchObject({ status: 409, body: { error: { code: 'entry_changed' } } });
  expect(await put(`/knowledge/entries/${KEY}`, { entry })).toMatchObject({
    status: 409,
    body: { error: { code: 'entry_exists' } },
  });
  expect(
    await put(`/knowledge/entries/${KEY}`, { version: changed.body.version, entry: { ...entry, title: ' ' } }),
  ).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('the title is empty') } },
  });

  // Read before that, but of an entry that is the same still.
  const other = encodeURIComponent('returns/return-how-to');
  const { body: second } = await content.call<EntryReply>('GET', `/knowledge/entries/${other}`);
  const { key: ___, source: ____, ...how } = second.entry;
  expect(
    await put(`/knowledge/entries/${other}`, { version: read.version, entry: { ...how, tags: ['x'] } }),
  ).toMatchObject({ status: 200 });

  // A new one, an example more (once), and away again.
  const made = await put('/knowledge/entries/new%2Fthing', { entry: { ...entry, title: 'Thing' } });
  expect(made).toMatchObject({ status: 200, body: { changed: true } });
  const ask = () =>
    content.call<{ changed: boolean }>('POST', '/knowledge/entries/new%2Fthing/questions', { question: 'zorp?' });
  expect((await ask()).body.changed).toBe(true);
  expect((await ask()).body.changed).toBe(false);
  const gone = (version: number) =>
    content.call<{ version: number }>('DELETE', `/knowledge/entries/new%2Fthing?version=${version}`);
  expect(await gone(made.body.version)).toMatchObject({ status: 409 });
  const { body: last } = await content.call<EntryReply>('GET', '/knowledge/entries/new%2Fthing');
  expect(last.entry.questions).toContain('zorp?');
  expect(await gone(last.version)).toMatchObject({ status: 200 });
  expect(await gone(last.version)).toMatchObject({ status: 404 });
});

test('versions, what the latest one changed, and the way back: the bot answers from the old one at once', async () => {
  const { body: history } = await content.call<VersionsReply>('GET', '/knowledge/versions');
  const current = history.current as number;
  const { body: diff } = await content.call<DiffReply>('GET', `/knowledge/diff?from=${first}&to=${current}`);
  expect(diff.entries.find(({ key }) => key === 'returns/return-window')?.lines).toContainEqual({
    kind: 'added',
    text: 'Within **40 days**.',
  });
  const back = (body: unknown) => content.call('POST', `/knowledge/versions/${first}/rollback`, body);
  expect(await back({ current: first })).toMatchObject({ status: 409, body: { error: { code: 'moved_on' } } });
  const embedded = await count('embeddings');
  expect(await back({ current, note: 'Too long' })).toMatchObject({
    status: 200,
    body: { version: first, from: current, changed: true },
  });
  expect(await count('embeddings')).toBe(embedded);
  const { body: tried } = await content.call<TryReply>('POST', '/knowledge/try', {
    question: 'How long do I have to return an item?',
  });
  expect(tried.version).toBe(first);
  expect(JSON.stringify(tried.best.slice(0, tried.answeredBy))).not.toContain('40 days');
  expect((await content.call<VersionsReply>('GET', '/knowledge/versions')).body.publications[0]).toMatchObject({
    kind: 'rollback',
    author: 'Cleo',
    note: 'Too long',
  });
  expect(await content.call('POST', '/knowledge/versions/zzz/rollback', {})).toMatchObject({ status: 404 });
});

test('edits gather in a draft that nobody sees; it is checked, tried and published as one version', async () => {
  const { body: read } = await content.call<EntryReply>('GET', `/knowledge/entries/${KEY}`);
  const { key: _, source: __, ...entry } = read.entry;
  const put = (key: string, body: unknown) => content.call<SavedReply>('PUT', `/knowledge/entries/${key}`, body);
  const begun = await put(KEY, {
    version: read.version,
    draft: 'new',
    entry: { ...entry, answer: 'Within **50 days**.' },
    note: 'Longer',
  });
  expect(begun).toMatchObject({ status: 200, body: { changed: true, draft: true } });
  const draft = begun.body.version;
  const sale = {
    title: 'Winter sale',
    questions: ['When is the sale?'],
    answer: 'In January.',
    locale: 'en',
    inboxes: [],
  };
  const dated = { ...sale, tags: [], validFrom: '2027-01-01', validUntil: '2027-01-31', link: '' };
  expect(await put('sale', { draft, entry: dated })).toMatchObject({ status: 200, body: { version: draft } });
  expect(await put('sale', { draft, entry: { ...dated, validUntil: '2027-02-28' } })).toMatchObject({ status: 409 });
  expect(await put('sale', { draft, version: draft, entry: { ...dated, validUntil: 'soon' } })).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('must be a date such as 2027-01-31') } },
  });
  expect(await put('sale', { draft: 9_999, entry: dated })).toMatchObject({ status: 404 });

  const secret = {
    ...sale,
    title: 'Escalation phone',
    questions: ['Which number do I call?'],
    tags: [],
    audience: 'agents',
  };
  expect(await put('secret', { draft, entry: secret })).toMatchObject({ status: 200 });

  // Nobody sees it, and it cannot be tried before it is checked.
  const answer = async (version?: number) =>
    (await content.call<EntryReply>('GET', `/knowledge/entries/${KEY}${version ? `?version=${version}` : ''}`)).body
      .entry.answer;
  expect(await answer()).not.toContain('50 days');
  expect(await answer(draft)).toContain('50 days');
  const tryIt = (version: number) =>
    content.call<TryReply>('POST', '/knowledge/try', { question: 'How long do I have to return an item?', version });
  expect(await tryIt(draft)).toMatchObject({ status: 409, body: { error: { code: 'not_checked' } } });

  const checked = await long<DryRunReply>(`/knowledge/versions/${draft}/check`, {});
  expect(checked.result).toMatchObject({ counts: { created: 2, updated: 1, removed: 0, invalid: 0 } });
  expect(checked.result?.rows.map(({ key, verdict }) => [key, verdict])).toEqual([
    ['returns/return-window', 'changed'],
    ['sale', 'new'],
    ['secret', 'new'],
  ]);
  expect(checked.result?.budgets.after).toHaveLength(4);
  const id = checked.result?.draft as number;
  expect((await tryIt(id)).body.best[0]).toMatchObject({ answer: 'Within **50 days**.' });
  expect(await count(`versions where state = 'draft'`)).toBe(1);

  const embedded = await count('embeddings');
  const published = await long<LoadedReply>(`/knowledge/versions/${id}/publish`, {});
  expect(published.result).toMatchObject({ version: id, created: 2, updated: 1, embedded: 0 });
  expect(published.steps).toEqual([]);
  expect(await count('embeddings')).toBe(embedded);
  expect(await answer()).toContain('50 days');

  // What is not valid today is listed as such, and neither it nor what is for agents is an answer of the bot.
  const list = (query: string) => content.call<EntriesReply>('GET', `/knowledge/entries?${query}`);
  expect((await list('invalid=true')).body.entries.map(({ key }) => key)).toEqual(['sale']);
  for (const question of ['When is the sale?', 'Which number do I call?']) {
    const asked = await content.call<TryReply>('POST', '/knowledge/try', { question });
    const keys = asked.body.candidates.map(({ key }) => key);
    expect([keys.includes('sale'), keys.includes('secret'), keys.length > 0]).toEqual([false, false, true]);
  }
});

test('an upload: a dry run says what each row would do, a draft waits, and publishing it is at once', async () => {
  const text = `---\nid: shoes\ntitle: Shoes ${randomUUID()}\nquestions:\n  - How long do I have to return an item?\n---\nWe sell no shoes.`;
  const files = [
    { name: 'a.md', text },
    { name: '../../etc/b.md', base64: Buffer.from('---\ntitle:\n---\nx').toString('base64') },
  ];
  const dry = await long<DryRunReply>('/knowledge/import', { files, mode: 'dry_run' });
  expect(dry.error).toBeUndefined();
  expect(dry.steps).toContain('fitting');
  expect(dry.result).toMatchObject({ ok: false, counts: { created: 1, invalid: 1 } });
  expect(dry.result?.rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ verdict: 'invalid', file: 'etc/b.md', line: 2 }),
      expect.objectContaining({ verdict: 'duplicate', key: 'shoes', of: 'returns/return-window', file: 'a.md' }),
    ]),
  );
  expect(dry.result?.budgets.after).toHaveLength(4);
  expect(await count(`versions where state = 'draft'`)).toBe(0);
  expect(await count(`entries where key = 'shoes'`)).toBe(0);

  const refused = await long<LoadedReply>('/knowledge/import', { files, mode: 'publish' });
  expect(refused.error?.message).toContain('etc/b.md:2 the title is empty');
  const draft = await long<LoadedReply>('/knowledge/import', {
    files: files.slice(0, 1),
    mode: 'draft',
    note: 'Shoes',
  });
  expect(draft.result).toMatchObject({ draft: true, created: 1 });
  const id = draft.result?.version as number;
  const { body: tried } = await content.call<TryReply>('POST', '/knowledge/try', { question: 'shoes', version: id });
  expect(tried.version).toBe(id);
  const published = await long<LoadedReply>(`/knowledge/versions/${id}/publish`, { note: 'Spring' });
  expect(published.result).toMatchObject({ version: id, embedded: 0 });
  const { body } = await content.call<VersionsReply>('GET', '/knowledge/versions');
  expect(body.current).toBe(id);
  expect(body.publications[0]).toMatchObject({ version: id, author: 'Cleo', note: 'Spring' });
  expect(await content.call('DELETE', `/knowledge/versions/${id}`)).toMatchObject({ status: 409 });
});
