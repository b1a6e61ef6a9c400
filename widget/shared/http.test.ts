/** One request: what is sent, whose answer is believed, and which failure may pass. */
import { describe, expect, test, vi } from 'vitest';
import { json, refusal, settle, withNetwork } from '../testing/network.js';
import { backoff, HttpError, ours, parse, request, retryAfter } from './http.js';

const network = withNetwork();
const url = 'https://a.example/x';
const failure = async (asking: Promise<unknown>): Promise<HttpError> => {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
};

describe('what is sent', () => {
  test('without a body is a GET, without cookies, past every cache', async () => {
    network.answer = () => json(200, { ok: 1 });
    expect(await request(url)).toEqual({ ok: 1 });
    const [call] = network.calls;
    expect([call?.init.method, call?.init.body, call?.init.credentials, call?.init.cache]).toEqual([
      'GET',
      null,
      'omit',
      'no-store',
    ]);
    expect([...(call?.headers ?? [])]).toEqual([['accept', 'application/json']]);
  });

  test('with a body is a POST unless it says otherwise, as the bearer of its token', async () => {
    network.answer = () => json(200, {});
    await request(url, { body: { a: 1 }, token: 't', credentials: 'include' });
    await request(url, { body: 0, method: 'PUT' });
    expect(network.calls.map(({ init, body }) => [init.method, body, init.credentials])).toEqual([
      ['POST', { a: 1 }, 'include'],
      ['PUT', 0, 'omit'],
    ]);
    expect(network.calls.map(({ headers }) => [headers.get('authorization'), headers.get('content-type')])).toEqual([
      ['Bearer t', 'application/json'],
      [null, 'application/json'],
    ]);
  });

  test('is waited for 20 s, or as long as it says, or until whoever asked gives up', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const giveUp = new AbortController();
    const asking = request(url, { signal: giveUp.signal });
    void request(url, { timeoutMs: 5 }).catch(() => {});
    expect(timeout.mock.calls).toEqual([[20_000], [5]]);
    await settle();
    giveUp.abort();
    expect((await failure(asking)).status).toBe(0);
    const late = new AbortController();
    timeout.mockReturnValue(late.signal);
    const slow = request(url, { signal: new AbortController().signal });
    late.abort();
    expect((await failure(slow)).code).toBe('offline');
  });
});

describe('what comes back', () => {
  test('nothing at all is a success where the server says so', async () => {
    network.answer = () => new Response(null, { status: 204 });
    expect(await request(url)).toBeUndefined();
  });

  test('a lost connection is no answer', async () => {
    network.answer = () => 'lost';
    const error = await failure(request(url));
    expect([error.status, error.code, error.passing]).toEqual([0, 'offline', true]);
    expect(error.message).toBe('no answer from the server');
  });

  test('a refusal of our server is told as it is, with the time it names', async () => {
    network.answer = () => refusal(429, 'too_many', { 'retry-after': '7' });
    const error = await failure(request(url));
    expect([error.status, error.code, error.message, error.retryMs]).toEqual([429, 'too_many', 'too_many', 7_000]);
  });

  test.each([
    ['a sign-in page', 200, '<h1>Wi-Fi</h1>', 0],
    ['a proxy that knows nothing', 404, '<h1>no</h1>', 0],
    ['a refusal without the mark of ours', 401, '{"error":{"code":"unauthenticated","message":"x"}}', 0],
    ['a proxy that is broken', 502, '', 502],
    ['the least of its failures', 500, 'oops', 500],
    ['one that is none', 499, 'oops', 0],
  ])('%s (%s) is not about us', async (_name, status, body, told) => {
    network.answer = () => new Response(body, { status, headers: { 'retry-after': '3' } });
    const error = await failure(request(url));
    expect([error.status, error.code, error.retryMs, error.passing]).toEqual([told, 'offline', 3_000, true]);
    expect(error.message).toBe(`answered ${status}`);
  });
});

test.each([
  [0, true],
  [400, false],
  [401, false],
  [404, false],
  [407, false],
  [408, true],
  [409, false],
  [422, false],
  [428, false],
  [429, true],
  [499, false],
  [500, true],
  [503, true],
])('a failure with %s may pass: %s', (status, passing) => {
  expect(new HttpError(status, 'x', 'x').passing).toBe(passing);
});

test('only our server marks its failures', () => {
  const error = { code: 'a', message: 'b', requestId: 'r' };
  expect(ours({ error })).toBe(error);
  expect([ours(undefined), ours({}), ours({ error: { code: 'a' } })]).toEqual([undefined, undefined, undefined]);
});

test('what is no JSON is nothing', () => {
  expect([parse(''), parse('{'), parse('0'), parse('{"a":1}')]).toEqual([undefined, undefined, 0, { a: 1 }]);
});

test('the back-off doubles from a second to 30, and takes any part of it', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 40].map((attempt) => backoff(attempt, () => 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect([backoff(3, () => 0), backoff(3, () => 0.25), backoff(0, () => 0.0004)]).toEqual([0, 2_000, 0]);
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  expect(backoff(0)).toBe(500);
});

test('a time to wait: in seconds or as a date by the clock of now, at most five minutes', () => {
  const after = (value: string) => retryAfter(new Headers({ 'retry-after': value }));
  expect(after('Thu, 01 Jan 2026 12:00:09 GMT')).toBe(9_000);
  expect(['0', '300', '301', ' 4 ', '1.5x', '-5'].map(after)).toEqual([
    ...[0, 300_000, 300_000, 4_000, undefined],
    // A year, as dates go, and long past.
    after('-5'),
  ]);
});
