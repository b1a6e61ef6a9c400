import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { parseRobots } from './robots.js';
import { readAddress } from './web.js';
import { isForbidden } from './web-guard.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Serves these paths; what is not named is not there. Gives the address and the paths that were asked for. */
async function serve(pages: Record<string, string | RequestListener>) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path !== '/robots.txt') asked.push(path);
    const page = pages[path];
    if (typeof page === 'function') return page(request, response);
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, base: `http://127.0.0.1:${port}`, asked, options: { loopbackPort: port } };
}

const article = (title: string, head = '') =>
  `<!doctype html><html lang="en"><head><title>${title} - Shop</title>${head}</head><body><nav><a href="/">Home</a></nav>
   <main><h1>${title}</h1><p>You can send anything back within <b>30 days</b>, see <a href="/label">the label</a>.</p></main>
   <footer>Imprint</footer></body></html>`;
const redirect =
  (to: string): RequestListener =>
  (_, response) => {
    response.writeHead(302, { location: to }).end();
  };

test('a page: its readable part, its path as id, links made whole', async () => {
  const { base, options } = await serve({ '/help/returns.html?x=1': article('Returns') });
  const { entries, problems } = await readAddress(`${base}/help/returns.html?x=1`, options);
  expect(problems).toEqual([]);
  expect(entries).toEqual([
    {
      key: 'help/returns',
      title: 'Returns',
      questions: [],
      answer: `You can send anything back within **30 days**, see [the label](${base}/label).`,
      locale: 'en',
      inboxes: [],
      tags: [],
      link: `${base}/help/returns.html?x=1`,
      source: `${base}/help/returns.html?x=1`,
    },
  ]);
});

test('a sitemap of sitemaps: every page once, what is private or gone is left out, robots.txt is honoured', async () => {
  const map = (base: string, ...paths: string[]) =>
    `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths.map((path) => `<url><loc>${path.startsWith('http') ? path : base + path}</loc></url>`).join('')}</urlset>`;
  const pages: Record<string, string | RequestListener> = {
    '/robots.txt': 'User-agent: *\nDisallow: /secret\n',
    '/a': article('A', '<link rel="canonical" href="/help/a">'),
    '/a?again=1': article('A', '<link rel="canonical" href="/help/a">'),
    '/b': article('B', '<link rel="canonical" href="https://elsewhere.example/b">'),
    '/hidden': article('H', '<meta name="robots" content="noindex">'),
    '/staff': (_, response) => response.writeHead(403).end(),
    '/secret/x': article('S'),
  };
  const { base, options, asked } = await serve(pages);
  pages['/sitemap.xml'] = `<sitemapindex><sitemap><loc>${base}/one.xml</loc></sitemap></sitemapindex>`;
  pages['/one.xml'] = map(
    base,
    '/a',
    '/a?again=1',
    '/b',
    '/hidden',
    '/gone',
    '/staff',
    '/secret/x',
    'https://elsewhere.example/c',
  );
  const { entries, problems, notes } = await readAddress(`${base}/sitemap.xml`, options);
  expect(problems).toEqual([]);
  expect(entries.map(({ key }) => key)).toEqual(['help/a', 'b']);
  const said = notes.map(({ message }) => message.replace('left out: ', ''));
  expect(said).toEqual([
    'https://elsewhere.example/c is not on this site',
    'the same page as help/a',
    'the page asks not to be indexed',
    'there is no such page',
    'the page is not for everybody',
    'its robots.txt does not allow it',
  ]);
  expect(asked).not.toContain('/secret/x');
});

test('a list of addresses, and a page of Markdown', async () => {
  const pages: Record<string, string | RequestListener> = {
    '/a': article('A'),
    '/b.md': (_, response) => response.setHeader('content-type', 'text/markdown').end('---\ntitle: B\n---\nText.'),
  };
  const { base, options } = await serve(pages);
  pages['/urls.txt'] = `# ours\n${base}/a\n${base}/b.md\n`;
  const { entries, problems } = await readAddress(`${base}/urls.txt`, options);
  expect(problems).toEqual([]);
  expect(entries.map(({ key, source }) => [key, source])).toEqual([
    ['a', `${base}/a`],
    ['b', `${base}/b.md`],
  ]);
});

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['198.18.0.1', true],
  ['::1', true],
  ['::', true],
  ['fe80::1%eth0', true],
  ['fc00::1', true],
  ['ff02::1', true],
  ['::ffff:8.8.8.8', true],
  ['::ffff:127.0.0.1', true],
  ['64:ff9b::7f00:1', true],
  ['2002:7f00:1::', true],
  ['2001:db8::1', true],
  ['2001::1', true],
  ['not an address', true],
  ['8.8.8.8', false],
  ['172.32.0.1', false],
  ['2606:4700::1111', false],
])('%s is refused: %s', (address, refused) => expect(isForbidden(address)).toBe(refused));

test.each([
  'http://127.0.0.1/',
  'http://127.0.0.1./',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a9fe:a9fe]/latest/meta-data',
  'http://localhost/',
  'http://localhost./',
  'http://LOCALHOST:80/',
  'http://10.0.0.1/',
])('no request leaves to %s', async (address) => {
  const { port, asked } = await serve({ '/': article('Secret') });
  const { problems, entries } = await readAddress(address.replace(/\/$/, `:${port}/`).replace(':80:', ':'), {});
  expect(entries).toEqual([]);
  expect(problems[0]?.message).toMatch(/private or reserved|ENOTFOUND/);
  expect(asked).toEqual([]);
});

test.each(['file:///etc/passwd', 'ftp://x.example/', 'https://', 'nothing', 'http://a:b@x.example/'])(
  'refused: %s',
  async (address) => {
    expect((await readAddress(address)).problems).toHaveLength(1);
  },
);

test('a redirect to a private address, and a name that leads to one, are refused when connecting', async () => {
  const { base, options, port } = await serve({
    '/decimal': redirect('http://2130706433:1/'),
    '/metadata': redirect('http://169.254.169.254/latest/meta-data'),
    '/file': redirect('file:///etc/passwd'),
  });
  for (const path of ['/decimal', '/metadata', '/file'])
    expect((await readAddress(base + path, options)).problems).toMatchObject([
      { message: expect.stringMatching(/private or reserved|only http/) },
    ]);
  const answers: LookupAddress[][] = [
    [{ address: '127.0.0.1', family: 4 }],
    [
      { address: '8.8.8.8', family: 4 },
      { address: '::ffff:127.0.0.1', family: 6 },
    ],
    [{ address: 'fd00::1', family: 6 }],
    [],
  ];
  for (const answer of answers) {
    const resolve = vi.fn((_: string, __: unknown, callback: (error: null, found: LookupAddress[]) => void) =>
      callback(null, answer),
    );
    const { problems } = await readAddress(`http://help.example:${port}/`, { resolve: resolve as never });
    expect(problems[0]?.message).toContain('its name leads to a private or reserved address');
    expect(resolve).toHaveBeenCalled();
  }
});

test('pages that redirect, grow, pack or wait without end', async () => {
  const { base, options } = await serve({
    '/circle': redirect('/circle'),
    '/long': (_, response) => response.writeHead(200, { 'content-length': 2 ** 31 }).write('x'),
    '/grows': (_, response) => {
      const write = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', write).writeHead(200, { 'content-type': 'text/html' });
      write();
    },
    '/bomb': (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
    '/waits': (_, response) => response.writeHead(200).write('<html>'),
    '/down': (_, response) => response.writeHead(503).end(),
    '/binary': (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x'),
  });
  const problem = async (path: string, seconds = 10) =>
    (await readAddress(base + path, { ...options, seconds })).problems[0]?.message;
  expect(await problem('/circle')).toBe('redirects more than 5 times');
  for (const path of ['/long', '/grows', '/bomb']) expect(await problem(path)).toContain('is larger than 10 MB');
  expect(await problem('/waits', 1)).toContain('took longer than 1 seconds');
  expect(await problem('/down')).toContain('answers with status 503');
  expect(await problem('/binary')).toContain('is no text');
});

test('a site that is down is left alone after some failures, and more than 500 pages are refused', async () => {
  const pages: Record<string, string | RequestListener> = {};
  const { base, options, asked } = await serve(pages);
  const list = (count: number) => Array.from({ length: count }, (_, i) => `${base}/${i}`).join('\n');
  for (let i = 0; i < 30; i++) pages[`/${i}`] = (_, response) => response.writeHead(500).end();
  pages['/urls'] = list(30);
  const { problems } = await readAddress(`${base}/urls`, options);
  expect(problems.at(-1)?.message).toContain('more were not fetched');
  expect(asked.length).toBeLessThan(10);
  pages['/many'] = list(501);
  expect((await readAddress(`${base}/many`, options)).problems[0]?.message).toContain('more than 500 pages');
});

test.each([
  ['User-agent: *\nDisallow: /', '/x', false],
  ['User-agent: *\nDisallow: /\nAllow: /help', '/help/x', true],
  ['User-agent: other\nDisallow: /', '/x', true],
  ['User-agent: *\nDisallow: /\n\nUser-agent: Frontdesk\nDisallow: /private # ours', '/x', true],
  ['User-agent: a\nUser-agent: frontdesk\nDisallow: /x', '/xy', false],
  ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
  ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf.html', true],
  ['User-agent: *\nDisallow:', '/x', true],
  [`User-agent: *\nDisallow: /${'*a'.repeat(5_000)}b`, `/${'a'.repeat(9_000)}`, true],
  ['<html>no robots</html>', '/x', true],
])('robots.txt %#', (text, path, allowed) => expect(parseRobots(text, 'Frontdesk')(path)).toBe(allowed));
