import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLock, takeLock } from '../services/platform/lock.js';
import { verb } from './knowledge-load.js';

let folder: string;
let content: string;
let dataDir: string;
let server: Server | undefined;
let site: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
  dataDir = join(folder, 'data');
  content = join(folder, 'kb.json');
  writeFileSync(content, JSON.stringify([{ id: 'a', title: 'Hours', questions: ['When?'], answer: 'At nine.' }]));
});
afterEach(() => {
  server?.close();
  site?.close();
  site = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function command(...args: string[]) {
  const said = { out: '', err: '' };
  const code = await verb.call(args, {
    env: { DATA_DIR: dataDir },
    ...(site && { loopbackPort: (site.address() as AddressInfo).port }),
    out: (line) => {
      said.out += `${line}\n`;
    },
    err: (text) => {
      said.err += text;
    },
    tty: false,
  });
  return { code, ...said };
}

test('without a path or with an unknown option it says how to use it', async () => {
  for (const args of [[], ['a', 'b'], ['--force', 'a']])
    expect(await command(...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Usage: npm run knowledge:load'),
    });
  const usage = expect.stringContaining('Usage: npm run knowledge:load');
  expect(await command('--help')).toEqual({ code: 0, out: usage, err: '' });
});

test('any problem: file, line and mend for all of them, and nothing is touched', async () => {
  writeFileSync(join(folder, 'a.md'), '---\ntitle:\n---\nA');
  writeFileSync(join(folder, 'b.csv'), 'question\nHow?');
  const { code, err } = await command(folder);
  expect(code).toBe(1);
  expect(err).toContain(`${join(folder, 'a.md')}:2 the title is empty`);
  expect(err).toContain(`${join(folder, 'b.csv')}:1 has no column "answer"`);
  expect(err).toContain('2 problems; nothing was published');
  expect(existsSync(dataDir)).toBe(false);
});

test('without a server: opens the database, holds the lock meanwhile, and changes nothing the second time', async () => {
  const first = await command(content, '--author', 'Ann');
  expect(first.err).toContain('embedding: 100 % of 3');
  expect(first.out).toMatch(
    /^Published version 1: created 1, updated 0, unchanged 0, removed 0 \(3 texts embedded\) in [\d.]+ s\n/,
  );
  expect(first.out).toContain('it has too few examples for trials of its own');
  expect(first.out).toMatch(/\nInbox default: at most 5 % wrong, so it answers from 0\.\d\d\./);
  expect(readLock(dataDir)).toBeUndefined();
  const second = await command(content);
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining('Nothing changed: version 1 already holds') });

  const lock = takeLock(dataDir);
  expect(await command(content)).toMatchObject({ code: 1, err: expect.stringContaining('already open') });
  lock.release();
}, 120_000);

type Asked = { url?: string; authorization?: string; body: unknown };

/** A server that holds the data folder and answers as told. */
async function holding(answer: (response: ServerResponse) => void): Promise<{ asked: Asked[]; key: string }> {
  const asked: Asked[] = [];
  const listening = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { url, headers } = request;
    asked.push({ url, authorization: headers.authorization, body: JSON.parse(body) });
    answer(response);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const held = takeLock(dataDir);
  held.setUrl(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  return { asked, key: held.lock.key };
}

test('through the running server, line by line', async () => {
  const { asked, key } = await holding((response) => {
    response.write('{"progress":{"done":1,"total":2,"step":"embed');
    setTimeout(() => {
      response.write('ding"}}\n{"progress":{"done":2,"total":2,"step":"embedding"}}\n');
      response.end('{"result":{"version":7,"created":1,"updated":0,"unchanged":0,"removed":2,"embedded":2}}');
    }, 20);
  });
  const { code, out, err } = await command(content, '--prune', '--author', 'Ann');
  expect(code).toBe(0);
  expect(out).toMatch(/^Published version 7: created 1, updated 0, unchanged 0, removed 2 \(2 texts embedded\)/);
  expect(err).toBe('embedding: 50 % of 2\nembedding: 100 % of 2\n');
  expect(asked).toEqual([
    {
      url: '/v1/admin/knowledge',
      authorization: `Bearer ${key}`,
      body: { entries: [expect.objectContaining({ key: 'a', title: 'Hours' })], prune: true, author: 'Ann' },
    },
  ]);
});

test.each([
  ['refuses', 401, '{"error":{"code":"unauthenticated","message":"Sign in first."}}', 'Sign in first.'],
  [
    'fails half way',
    200,
    '{"progress":{"done":1,"total":2,"step":"x"}}\n{"error":{"message":"No room."}}\n',
    'No room.',
  ],
  ['ends early', 200, '{"progress":{"done":1,"total":2,"step":"x"}}\n', 'ended before the load was done'],
  ['is something else', 404, '<html>', 'answered 404'],
])('when the server %s, a sentence and exit code 1', async (_, status, body, sentence) => {
  await holding((response) => response.writeHead(status).end(body));
  expect(await command(content)).toMatchObject({ code: 1, out: '', err: expect.stringContaining(sentence) });
});

test('from the web: a sitemap, page by page, once this machine may be asked', async () => {
  const pages: Record<string, string> = {
    '/hours':
      '<html lang="en"><title>Hours</title><main><h1>Hours</h1><p>We are open from nine to five.</p></main></html>',
    '/team': '<html lang="en"><head><meta name="robots" content="noindex"></head><body>The team</body></html>',
  };
  const listening = createServer(({ url = '' }, response) => {
    const base = `http://${response.req.headers.host}`;
    if (url === '/sitemap.xml')
      return response.end(
        `<urlset>${Object.keys(pages)
          .map((path) => `<url><loc>${base}${path}</loc></url>`)
          .join('')}</urlset>`,
      );
    return response.writeHead(pages[url] ? 200 : 404, { 'content-type': 'text/html' }).end(pages[url]);
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const refused = await command(`${base}/sitemap.xml`);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the address is private or reserved') });

  site = listening;
  const { asked } = await holding((response) =>
    response.end('{"result":{"version":1,"created":1,"updated":0,"unchanged":0,"removed":0,"embedded":2}}'),
  );
  const { code, out, err } = await command(`${base}/sitemap.xml`, '--note', 'from the site');
  expect({ code, out, err }).toMatchObject({ code: 0, out: expect.stringContaining('Published version 1: created 1') });
  expect(err).toContain('reading pages: 100 % of 2\n');
  expect(err).toContain(`note: ${base}/team left out: the page asks not to be indexed`);
  expect(asked).toMatchObject([
    { body: { entries: [{ key: 'hours', title: 'Hours', link: `${base}/hours` }], note: 'from the site' } },
  ]);
});
