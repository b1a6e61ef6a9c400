/** One file to the server, over a request that does what the test says. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HttpError } from './http.js';
import { upload } from './upload.js';

/** What `upload` uses of XMLHttpRequest, and what a browser would do with it. */
class Sent {
  static all: Sent[] = [];
  opened: unknown[] = [];
  headers: Record<string, string> = {};
  body: unknown;
  responseType = '';
  status = 0;
  response: unknown = null;
  aborted = false;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onerror?: () => void;
  onabort?: () => void;
  onload?: () => void;
  constructor() {
    Sent.all.push(this);
  }
  open(...args: unknown[]) {
    this.opened = args;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: unknown) {
    this.body = body;
  }
  abort() {
    this.aborted = true;
    this.onabort?.();
  }
  answer(status: number, response: unknown) {
    Object.assign(this, { status, response });
    this.onload?.();
  }
}
beforeEach(() => {
  Sent.all = [];
  vi.stubGlobal('XMLHttpRequest', Sent);
});
afterEach(() => vi.unstubAllGlobals());

const file = new File(['abc'], 'a b&c.txt');
function begin({ token = 't', of = file, signal = new AbortController().signal } = {}) {
  const shares: number[] = [];
  const done = upload('https://a.example/files', token, of, {
    clientId: 'id',
    signal,
    onProgress: (share) => shares.push(share),
  });
  const failed = done.then(
    () => undefined,
    ({ status, code, message }: HttpError) => [status, code, message],
  );
  return { done, failed, shares, sent: Sent.all[0] as Sent };
}

test('goes as bytes, with its name and its id, as the bearer of the token', async () => {
  const { done, sent } = begin();
  expect(sent.opened).toEqual(['POST', 'https://a.example/files?name=a+b%26c.txt&clientId=id']);
  expect(sent.headers).toEqual({ 'content-type': 'application/octet-stream', authorization: 'Bearer t' });
  expect([sent.body, sent.responseType]).toEqual([file, 'json']);
  sent.answer(201, { file: { id: 'f' } });
  expect(await done).toEqual({ id: 'f' });
});

test('without a token has none, and without a name is a file', () => {
  const { sent } = begin({ token: '', of: new File(['x'], '') });
  expect(sent.headers).toEqual({ 'content-type': 'application/octet-stream' });
  expect(sent.opened[1]).toBe('https://a.example/files?name=file&clientId=id');
});

test('tells the share that has left', () => {
  const { sent, shares } = begin();
  sent.upload.onprogress?.({ loaded: 1, total: 4 });
  sent.upload.onprogress?.({ loaded: 4, total: 4 });
  sent.upload.onprogress?.({ loaded: 4, total: 0 });
  expect(shares).toEqual([0.25, 1, 0]);
});

test.each([
  [413, { error: { code: 'too_large', message: 'No.' } }, [413, 'too_large', 'No.']],
  [500, null, [500, 'unknown', 'answered 500']],
  [200, { file: { id: 'f' } }, [200, 'unknown', 'answered 200']],
  [201, {}, [201, 'unknown', 'answered 201']],
  [201, null, [201, 'unknown', 'answered 201']],
])('%s with %j is a failure', async (status, response, error) => {
  const { sent, failed } = begin();
  sent.answer(status, response);
  expect(await failed).toEqual(error);
});

test('a connection that breaks is no answer', async () => {
  const { sent, failed } = begin();
  sent.onerror?.();
  expect(await failed).toEqual([0, 'offline', 'no answer from the server']);
});

test('given up on the way it ends, and before it began it is never sent', async () => {
  const giveUp = new AbortController();
  const { sent, failed } = begin({ signal: giveUp.signal });
  giveUp.abort();
  expect([sent.aborted, await failed]).toEqual([true, [0, 'offline', 'no answer from the server']]);
  Sent.all = [];
  const late = begin({ signal: giveUp.signal });
  expect([await late.failed, late.sent.body]).toEqual([[0, 'offline', 'no answer from the server'], undefined]);
});
