import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../testing/page.js';
import { backoff, retryAfter } from './http.js';
import { openStream, type Stream, type StreamOptions } from './sse.js';

let server: Server;
let stream: Stream | undefined;
const asked: { at: number; headers: IncomingMessage['headers'] }[] = [];

afterEach(() => {
  stream?.close();
  server.closeAllConnections();
  server.close();
  asked.length = 0;
});

/** Answers each connection with the next script; the last one for all that follow. */
async function serve(...scripts: ((res: ServerResponse) => void)[]): Promise<string> {
  server = createServer((req, res) => {
    asked.push({ at: Date.now(), headers: req.headers });
    (scripts[asked.length - 1] ?? scripts.at(-1))?.(res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const say =
  (text: string, end = false) =>
  (res: ServerResponse) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(text);
    if (end) res.end();
  };
const refuse =
  (status: number, headers = {}) =>
  (res: ServerResponse) =>
    void res.writeHead(status, headers).end();

function listen(url: string, more: Partial<StreamOptions> = {}) {
  const events: { name: string; data: unknown; id: string | undefined }[] = [];
  const statuses: string[] = [];
  const refused: number[] = [];
  stream = openStream({
    url,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
    onRefused: (status) => refused.push(status),
    random: () => 0,
    ...more,
  });
  return { events, statuses, refused };
}

describe('a stream', () => {
  test('gives names, data and ids, in pieces as they come', async () => {
    const url = await serve((res) => {
      say('id: e.1\nevent: log\nda')(res);
      setTimeout(() => res.write('ta: {"text":"gr\u00fcn"}\n\nevent: heartbeat\ndata: {"cursor":"e.2"}\n\n'), 30);
    });
    const { events, statuses } = listen(url, { headers: () => ({ authorization: 'Bearer t' }), cursor: () => 'e.0' });
    await until(() => events.length === 2);
    expect(events).toEqual([
      { name: 'log', data: { text: 'gr\u00fcn' }, id: 'e.1' },
      { name: 'heartbeat', data: { cursor: 'e.2' }, id: undefined },
    ]);
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer t', 'last-event-id': 'e.0' });
    expect(statuses).toEqual(['connecting', 'live']);
  });

  test('reconnects after an end, after an error, and after silence', async () => {
    const url = await serve(say(': hi\n\n', true), refuse(500), say(': hi\n\n'), say('event: x\ndata: 1\n\n'));
    const { events, statuses } = listen(url, { silenceMs: 80 });
    await until(() => events.length === 1);
    expect(asked).toHaveLength(4);
    expect(statuses).toContain('waiting');
  });

  test('comes back when a goodbye asks it to, not before', async () => {
    const url = await serve(say('event: bye\ndata: {"retryMs":300}\n\n', true), say(': hi\n\n'));
    listen(url);
    await until(() => asked.length === 2);
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(290);
  });

  test('honours Retry-After, unless it is woken', async () => {
    const url = await serve(refuse(503, { 'retry-after': '60' }), say(': hi\n\n'));
    const { statuses } = listen(url);
    await until(() => statuses.includes('waiting'));
    expect(asked).toHaveLength(1);
    stream?.kick();
    await until(() => statuses.includes('live'));
  });

  test('ends for good where it is refused', async () => {
    const url = await serve((res) =>
      res.writeHead(401).end('{"error":{"code":"unauthenticated","message":"No.","requestId":"r"}}'),
    );
    const { refused, statuses } = listen(url);
    await until(() => statuses.includes('closed'));
    expect(refused).toEqual([401]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked).toHaveLength(1);
  });

  test('does not believe what somebody else answers: a hotel that wants a sign-in, a proxy that knows no server', async () => {
    const page = (status: number) => (res: ServerResponse) =>
      void res.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Welcome to our Wi-Fi</h1>');
    const url = await serve(page(200), page(401), page(404), say('event: x\ndata: 1\n\n'));
    const { events, refused, statuses } = listen(url);
    await until(() => events.length === 1);
    expect(refused).toEqual([]);
    expect(statuses).toEqual(['connecting', 'waiting', 'waiting', 'waiting', 'live']);
  });

  test('says nothing more once it is closed', async () => {
    const url = await serve((res) => {
      say(': hi\n\n')(res);
      setTimeout(() => res.write('event: x\ndata: 1\n\n'), 60);
    });
    const { events, statuses } = listen(url);
    await until(() => statuses.includes('live'));
    stream?.close();
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(events).toEqual([]);
    expect(statuses.at(-1)).toBe('closed');
  });
});

test('back-off is full jitter up to 30 s', () => {
  server = createServer();
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const ms = backoff(attempt, () => random);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** attempt));
    }),
  );
  expect(backoff(20, () => 1)).toBe(30_000);
});

test('Retry-After in seconds or as a date, never longer than five minutes', () => {
  server = createServer();
  const after = (value: string) =>
    retryAfter(new Headers({ 'retry-after': value }), Date.parse('2026-01-01T00:00:00Z'));
  expect(after('2')).toBe(2_000);
  expect(after('Thu, 01 Jan 2026 00:00:05 GMT')).toBe(5_000);
  expect(after('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(0);
  expect(after('86400')).toBe(300_000);
  expect(after('soon')).toBeUndefined();
  expect(retryAfter(new Headers())).toBeUndefined();
});
