import { expect, test } from 'vitest';
import { api, queryOf } from './api.js';
import type { RequestOptions } from './http.js';

/** Sends nowhere, and keeps what was sent. */
function spy() {
  const sent: [string, RequestOptions][] = [];
  const send = async <T>(url: string, options: RequestOptions): Promise<T> => {
    sent.push([url, options]);
    return JSON.parse('{}');
  };
  return { sent, call: api(send) };
}

test('what is in the address is written for an address, and the rest goes beside it', async () => {
  const { sent, call } = spy();
  await call('POST /v1/agent/knowledge/entries/:key/questions', {
    params: { key: 'a/b ?:c' },
    body: { question: 'x' },
    timeoutMs: 5,
  });
  await call('DELETE /v1/agent/jobs/:queue/:job', { params: { queue: 'bot', job: 'x:1' } });
  await call('GET /v1/agent/conversations/:id', { params: { id: 'c1' }, query: { after: 3 } });
  await call('GET /v1/agent/me');
  expect(sent).toEqual([
    [
      '/v1/agent/knowledge/entries/a%2Fb%20%3F%3Ac/questions',
      { method: 'POST', body: { question: 'x' }, timeoutMs: 5 },
    ],
    ['/v1/agent/jobs/bot/x%3A1', { method: 'DELETE', body: undefined }],
    ['/v1/agent/conversations/c1?after=3', { method: 'GET', body: undefined }],
    ['/v1/agent/me', { method: 'GET', body: undefined }],
  ]);
});

test('what is not set is not sent; a zero is', () => {
  expect(queryOf({ q: '', tag: undefined, stale: false, cursor: 0, name: 'ä&b' })).toBe('?cursor=0&name=%C3%A4%26b');
  expect(queryOf({ q: '' })).toBe('');
});

test('a wrong path, parameter, body or reply does not compile', () => {
  const { call } = spy();
  const never = (): Promise<unknown>[] => [
    // @ts-expect-error no such endpoint
    call('GET /v1/agent/nobody'),
    // @ts-expect-error another method
    call('POST /v1/agent/me'),
    // @ts-expect-error the id is missing
    call('POST /v1/agent/conversations/:id/take'),
    // @ts-expect-error another name
    call('POST /v1/agent/conversations/:id/take', { params: { key: 'x' } }),
    // @ts-expect-error the body is missing
    call('PUT /v1/agent/availability'),
    // @ts-expect-error a text is no truth
    call('PUT /v1/agent/availability', { body: { available: 'yes' } }),
    // @ts-expect-error what a query does not know
    call('GET /v1/agent/search', { query: { words: 'x' } }),
    // @ts-expect-error the reply has an agent
    call('GET /v1/agent/me').then(({ person }) => person),
  ];
  expect(never).toBeTypeOf('function');
});
