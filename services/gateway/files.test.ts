/** Files over HTTP, in every mode: what is taken, what is not, who can use and who can read them. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bomb, pdf, png } from '../testing/files.js';
import { call, eventually, modes, openVisitor, type Reply, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AgentConversation } from '../wire/agent.js';
import type { Event } from '../wire/conversation.js';
import type { FileLink } from '../wire/files.js';
import type { WidgetConfig } from '../wire/inboxes.js';

const raw = { 'content-type': 'application/octet-stream' };
type Uploaded = Reply<{ file: FileLink }>;
type Sent = { id: string; token: string; headers: Record<string, string>; path: string };

// Files are rows; that what is new is told over Redis, stream and receipts prove.
describe.each(modes().filter((mode) => mode !== 'redis'))('files (%s)', (mode) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(mode, { env: { FILE_MAX_MB: '1' } });
  });
  afterAll(() => stack?.drop());

  async function post(
    path: string,
    headers: Record<string, string>,
    bytes: Buffer,
    name = 'photo.png',
    clientId: string = randomUUID(),
  ): Promise<Uploaded> {
    const query = new URLSearchParams({ name, clientId });
    const response = await fetch(`${stack.url}${path}/files?${query}`, {
      method: 'POST',
      headers: { ...raw, ...headers },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, body: (await response.json()) as Uploaded['body'], headers: response.headers };
  }
  const upload = (visitor: Sent, bytes: Buffer, name?: string, clientId?: string) =>
    post(visitor.path, visitor.headers, bytes, name, clientId);
  const get = (url: string) => fetch(`${stack.url}${url}`, { redirect: 'error' });
  const rows = <T>(sql: string, ...values: unknown[]) => stack.platform.db.query<T>(sql, values);

  test('a visitor sends an image, an agent a document; both read both, and nothing in them can run', async () => {
    const lena = await signIn(stack);
    const visitor = await openVisitor(stack.url);
    // Hers from the start, so that no bot speaks in between.
    await lena.call('POST', `/conversations/${visitor.id}/take`, {});
    const { status, body } = await upload(visitor, png, '../../Küche \u202e"1".png');
    expect(status).toBe(201);
    expect(body.file).toMatchObject({ name: 'Küche _1_.png', type: 'image/png', size: png.length });

    const sent = await visitor.post('', { files: [body.file.id] });
    expect(sent.status).toBe(202);
    expect(sent.body.event).toMatchObject({ text: '', files: [body.file] });
    const listed = await lena.call<{ conversations: AgentConversation[] }>('GET', '/conversations');
    expect(listed.body.conversations.find(({ id }) => id === visitor.id)?.lastText).toBe('Küche _1_.png');

    const path = `/v1/agent/conversations/${visitor.id}`;
    const big = Buffer.concat([pdf, Buffer.alloc(700_000, ' '), Buffer.from('%%EOF')]);
    const reply = await post(path, lena.headers, big, 'invoice');
    expect(reply.body.file).toMatchObject({ name: 'invoice.pdf', type: 'application/pdf' });
    const said = await lena.call<{ event: Event }>('POST', `/conversations/${visitor.id}/messages`, {
      clientId: randomUUID(),
      text: 'Here it is.',
      files: [reply.body.file.id],
      seenSeq: sent.body.event.seq,
    });
    expect(said.status).toBe(202);

    const { events } = await visitor.history();
    expect(events.flatMap((event) => event.files ?? [])).toEqual([body.file, reply.body.file]);

    const image = await get(body.file.url);
    expect(Buffer.from(await image.arrayBuffer())).toEqual(png);
    const document = await get(reply.body.file.url);
    expect(Buffer.from(await document.arrayBuffer())).toEqual(big);
    expect(Object.fromEntries(document.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(big.length),
      'content-disposition': `attachment; filename="invoice.pdf"; filename*=UTF-8''invoice.pdf`,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(image.headers.get('content-disposition')).toBe(
      `inline; filename="K_che _1_.png"; filename*=UTF-8''K%C3%BCche%20_1_.png`,
    );
    const [{ parts } = { parts: 0 }] = await rows<{ parts: number }>(
      'select count(*) as parts from file_parts where file_id = $1 and length(bytes) <= 262144',
      reply.body.file.id,
    );
    expect(parts).toBe(3);
  });

  test('an unknown address and a wrong key answer alike', async () => {
    const visitor = await openVisitor(stack.url);
    const { file } = (await upload(visitor, png)).body;
    const key = file.url.split('/')[4] as string;
    expect(Buffer.from(key, 'base64url')).toHaveLength(32);
    const answers = await Promise.all(
      [
        file.url.replace(key, `${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`),
        file.url.replace(key, 'x'),
        file.url.replace(file.id, randomUUID()),
        file.url.replace(file.id, 'x'),
      ].map(async (url) => {
        const reply = await call(stack.url, 'GET', url);
        return { status: reply.status, ...reply.body.error, requestId: undefined };
      }),
    );
    expect(answers).toHaveLength(4);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('a message names its own files of this conversation, each once', async () => {
    const [visitor, other] = [await openVisitor(stack.url), await openVisitor(stack.url)];
    const lena = await signIn(stack);
    const { file } = (await upload(visitor, png)).body;
    const refused = async (reply: Promise<Reply<unknown>>) => {
      const { status, body } = await reply;
      expect({ status, code: (body as Uploaded['body'] & Reply['body']).error?.code }).toEqual({
        status: 400,
        code: 'file_unknown',
      });
    };
    await refused(other.post('look', { files: [file.id] }));
    await refused(visitor.post('look', { files: [randomUUID()] }));
    const say = (files: string[], note = true) =>
      lena.call<{ event: Event }>('POST', `/conversations/${visitor.id}/messages`, {
        clientId: randomUUID(),
        text: 'look',
        note,
        files,
        seenSeq: 0,
      });
    await refused(say([file.id]));

    const clientId = randomUUID();
    const first = await visitor.post('look', { clientId, files: [file.id] });
    expect(first.status).toBe(202);
    // The reply was lost: the same again is the same event, with other files it is another message.
    expect((await visitor.post('look', { clientId, files: [file.id] })).body.event).toEqual(first.body.event);
    expect((await visitor.post('look', { clientId })).status).toBe(422);
    await refused(visitor.post('look again', { files: [file.id] }));

    expect((await visitor.post(' ', {})).status).toBe(400);
    expect((await visitor.post('look', { files: [] })).status).toBe(400);
    expect((await visitor.post('look', { files: [file.id, file.id] })).status).toBe(400);
    expect((await visitor.post('look', { files: Array.from({ length: 6 }, () => randomUUID()) })).status).toBe(400);

    // Somebody else's conversation is not there, for an upload as for anything.
    expect((await post(visitor.path, other.headers, png)).status).toBe(404);
    expect((await post(visitor.path, {}, png)).status).toBe(401);
    const elsewhere = await signIn(stack, { inboxes: [] });
    await rows(`insert into inboxes (slug, name, locale) values ('files-b', 'B', 'en') on conflict do nothing`);
    await rows(`insert into agent_inboxes (agent_id, inbox) values ($1, 'files-b')`, elsewhere.id);
    expect((await post(`/v1/agent/conversations/${visitor.id}`, elsewhere.headers, png)).status).toBe(404);
  });

  test('a note carries files, and visitors see nothing of it', async () => {
    const visitor = await openVisitor(stack.url);
    const lena = await signIn(stack);
    await visitor.post('hello');
    const { file } = (await post(`/v1/agent/conversations/${visitor.id}`, lena.headers, pdf, 'contract.pdf')).body;
    const note = await lena.call<{ event: Event }>('POST', `/conversations/${visitor.id}/messages`, {
      clientId: randomUUID(),
      text: '',
      note: true,
      files: [file.id],
      seenSeq: 0,
    });
    expect(note.body.event.files).toEqual([file]);
    expect(JSON.stringify(await visitor.history())).not.toContain(file.id);
    const [row] = await rows<{ lastText: string }>(
      'select last_text as "lastText" from conversations where id = $1',
      visitor.id,
    );
    expect(row?.lastText).not.toContain('contract');
  });

  test('an upload is safe to repeat, also at the same time', async () => {
    const visitor = await openVisitor(stack.url);
    const clientId = randomUUID();
    const replies = await Promise.all([1, 2, 3].map(() => upload(visitor, png, 'a.png', clientId)));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map(({ body }) => body.file.url)).size).toBe(1);
    expect((await upload(visitor, pdf, 'a.png', clientId)).status).toBe(422);
    expect(Buffer.from(await (await get(replies[0]?.body.file.url as string)).arrayBuffer())).toEqual(png);
    expect(await rows('select 1 from files where client_id = $1', clientId)).toHaveLength(1);
  });

  test('what began and was cut off between its parts is finished by the next try', async () => {
    const visitor = await openVisitor(stack.url);
    const clientId = randomUUID();
    const { file } = (await upload(visitor, Buffer.concat([png, Buffer.alloc(600_000)]), 'a.png', clientId)).body;
    await rows('update files set complete = false where id = $1', file.id);
    await rows('delete from file_parts where file_id = $1 and n = 2', file.id);
    expect((await get(file.url)).status).toBe(404);
    expect((await visitor.post('', { files: [file.id] })).status).toBe(400);
    const again = await upload(visitor, Buffer.concat([png, Buffer.alloc(600_000)]), 'a.png', clientId);
    expect(again.body.file).toEqual(file);
    expect((await (await get(file.url)).arrayBuffer()).byteLength).toBe(file.size);
  });

  test('contents that lie, and what is not on the list, are refused with the mend', async () => {
    const visitor = await openVisitor(stack.url);
    for (const [name, bytes] of [
      ['photo.png', Buffer.from('<html><script>alert(1)</script></html>')],
      ['logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ] as const) {
      const { status, body } = await upload(visitor, bytes, name);
      expect({ status, ...body.error }).toMatchObject({ status: 400, code: 'file_type' });
      expect(body.error?.message).toMatch(/We take PNG/);
    }
    expect((await upload(visitor, Buffer.alloc(0))).body.error?.code).toBe('file_empty');
    expect((await upload(visitor, bomb(), 'letter.docx')).status).not.toBe(500);
    const json = await call(stack.url, 'POST', `${visitor.path}/files?name=a.txt&clientId=${randomUUID()}`, {
      headers: visitor.headers,
      body: { hello: 1 },
    });
    expect(json).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('octet-stream') } } });
    expect((await upload(visitor, png, '')).status).toBe(400);
  });

  test('the limit holds by what is announced and by what comes', async () => {
    const visitor = await openVisitor(stack.url);
    const { body } = await call<WidgetConfig>(stack.url, 'GET', '/v1/widget-config');
    expect(body.files).toMatchObject({ maxBytes: 1_048_576, types: expect.arrayContaining(['image/png']) });
    const most = Buffer.concat([png, Buffer.alloc(1_048_576 - png.length)]);
    expect((await upload(visitor, most)).status).toBe(201);
    expect(await upload(visitor, Buffer.concat([most, Buffer.alloc(1)]))).toMatchObject({
      status: 413,
      body: { error: { message: 'A file may have at most 1 MB.' } },
    });

    // Without a length, and without an end: the answer comes while it is still being sent.
    const { status, written } = await new Promise<{ status: number; written: number }>((resolve, reject) => {
      let written = 0;
      const req = request(
        `${stack.url}${visitor.path}/files?name=a.png&clientId=${randomUUID()}`,
        { method: 'POST', headers: { ...raw, ...visitor.headers } },
        (res) => {
          clearInterval(sending);
          resolve({ status: res.statusCode ?? 0, written });
          req.destroy();
        },
      );
      req.on('error', reject);
      const sending = setInterval(() => {
        written += 65_536;
        req.write(Buffer.alloc(65_536));
      }, 2);
    });
    expect(status).toBe(413);
    expect(written).toBeGreaterThan(1_048_576);
  });

  test('an upload that breaks off leaves nothing', async () => {
    const visitor = await openVisitor(stack.url);
    const errors = async () => (await stack.platform.metrics.errors.get()).values.length;
    const before = await errors();
    await new Promise<void>((resolve) => {
      const req = request(`${stack.url}${visitor.path}/files?name=a.png&clientId=${randomUUID()}`, {
        method: 'POST',
        headers: { ...raw, ...visitor.headers, 'content-length': 500_000 },
      });
      req.on('error', () => resolve());
      req.write(png, () => setTimeout(() => req.destroy(new Error('cut')), 50));
    });
    // What is sent whole afterwards is all that is there.
    expect((await upload(visitor, png, 'b.png', randomUUID())).status).toBe(201);
    expect(await rows('select name from files where conversation_id = $1', visitor.id)).toEqual([{ name: 'b.png' }]);
    expect(await errors()).toBe(before);
  });

  test('so many an hour, over all conversations of a visitor; a repeated one does not count', async () => {
    const visitor = await openVisitor(stack.url);
    const clientId = randomUUID();
    expect((await upload(visitor, png, 'a.png', clientId)).status).toBe(201);
    await rows(
      `insert into files (id, conversation_id, role, client_id, body_hash, name, type, size, key)
       select gen_random_uuid(), $1, 'visitor', gen_random_uuid(), '', 'a.png', 'image/png', 1, 'k' from generate_series(1, 28)`,
      visitor.id,
    );
    // Nine at once where one is left.
    const replies = await Promise.all(Array.from({ length: 9 }, () => upload(visitor, png)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const full = replies.find(({ status }) => status === 429);
    expect(Number(full?.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect((await upload(visitor, png, 'a.png', clientId)).status).toBe(201);
    const second = await call<{ conversation: { id: string } }>(stack.url, 'POST', '/v1/conversations', {
      headers: visitor.headers,
      body: {},
    });
    const path = `/v1/conversations/${second.body.conversation.id}`;
    expect((await post(path, visitor.headers, png)).status).toBe(429);
  });

  test("an agent's upload is guarded like every unsafe request of his", async () => {
    const visitor = await openVisitor(stack.url);
    const lena = await signIn(stack);
    const path = `/v1/agent/conversations/${visitor.id}`;
    const { cookie } = lena;
    expect((await post(path, { cookie }, png)).body.error?.code).toBe('origin_missing');
    expect((await post(path, { cookie, origin: 'https://evil.example' }, png)).body.error?.code).toBe(
      'origin_not_allowed',
    );
    // What a form could send.
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
      expect((await post(path, { ...lena.headers, 'content-type': type }, png)).status).toBe(400);
    expect((await post(path, { origin: stack.url }, png)).status).toBe(401);
    expect((await post(path, lena.headers, png)).status).toBe(201);
    // Nothing else takes that type.
    const other = await fetch(`${stack.url}${path}/take`, {
      method: 'POST',
      headers: { ...lena.headers, ...raw },
      body: '{}',
    });
    expect(other.status).toBe(400);
  });

  test('what was never sent goes after a day, what was sent goes with its conversation', async () => {
    const visitor = await openVisitor(stack.url);
    const [unsent, sent, young] = await Promise.all([1, 2, 3].map(() => upload(visitor, png)));
    await visitor.post('', { files: [sent?.body.file.id] });
    await rows(
      `update files set created_at = now() - interval '25 hours' where id = any($1::uuid[])`,
      [unsent, sent].map((one) => one?.body.file.id),
    );
    const left = async () =>
      (await rows<{ id: string }>('select id from files where conversation_id = $1', visitor.id)).map(({ id }) => id);
    // The handoff role sweeps.
    await eventually(async () => (await left()).length === 2);
    expect((await left()).sort()).toEqual([sent?.body.file.id, young?.body.file.id].sort());
    expect(await rows('select 1 from file_parts where file_id = $1', unsent?.body.file.id)).toEqual([]);
    await rows('delete from conversations where id = $1', visitor.id);
    expect(await left()).toEqual([]);
    expect((await get(sent?.body.file.url as string)).status).toBe(404);
  });

  test('the bot says that it cannot read files; beside words it answers the words', async () => {
    const visitor = await openVisitor(stack.url);
    const bot = (after: number) =>
      eventually(async () =>
        (await visitor.history()).events.find((event) => event.role === 'bot' && event.seq > after),
      );
    const one = (await upload(visitor, png)).body.file.id;
    const first = (await visitor.post('', { files: [one] })).body.event.seq;
    const said = await bot(first);
    expect(said).toMatchObject({ replyTo: first, text: expect.stringContaining('I can only read text') });
    expect(said.citations).toBeUndefined();
    expect(await rows('select 1 from decisions where conversation_id = $1', visitor.id)).toEqual([]);

    const two = (await upload(visitor, png)).body.file.id;
    const second = (await visitor.post('How do I reset my password?', { files: [two] })).body.event.seq;
    expect((await bot(second)).citations?.[0]?.title).toMatch(/password/i);
    // Asked again after a file alone: that file was no question in between.
    expect((await visitor.history()).conversation.state).toBe('bot');
  });
});
