import { afterEach, describe, expect, test, vi } from 'vitest';
import { Kept, PENDING_MS, type Pending } from './kept.js';
import { Outbox } from './outbox.js';

const storage = () => {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
};
const told = () => ({ changed: vi.fn(), said: vi.fn(), refused: vi.fn(), signedOut: vi.fn() });
const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const accepted = (_url: string, init: RequestInit) => {
  const { clientId, text } = JSON.parse(String(init.body));
  return answer(202, { event: { seq: 2, clientId, text } });
};

afterEach(() => vi.unstubAllGlobals());

describe('the outbox', () => {
  test('sends one after the other, with what was on screen', async () => {
    const bodies: { text: string; seenSeq: number }[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      bodies.push(JSON.parse(String(init.body)));
      return accepted(url, init);
    });
    const outbox = new Outbox(new Kept('a1', storage()), told());
    outbox.send('c0', { text: 'one', note: false, seenSeq: 4 });
    outbox.send('c0', { text: 'two', note: true, seenSeq: 5 });
    await vi.waitFor(() => expect(outbox.of('c0')).toEqual([]));
    expect(bodies).toMatchObject([
      { text: 'one', note: false, seenSeq: 4 },
      { text: 'two', note: true, seenSeq: 5 },
    ]);
  });

  test('tries again with the same clientId until it is in, and says meanwhile that it is not', async () => {
    const ids: string[] = [];
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      ids.push(JSON.parse(String(init.body)).clientId);
      if (ids.length === 1) throw new TypeError('no network');
      return accepted(url, init);
    });
    const outbox = new Outbox(new Kept('a1', storage()), told());
    outbox.send('c0', { text: 'one', note: false, seenSeq: 1 });
    await vi.waitFor(() => expect(outbox.of('c0')[0]?.status).toBe('failed'));
    outbox.retry();
    await vi.waitFor(() => expect(outbox.of('c0')).toEqual([]));
    expect(ids[0]).toBe(ids[1]);
  });

  test('sends the ids of files, and gives the files back to the draft where it is refused', async () => {
    const file = { id: 'f1', name: 'a.pdf', type: 'application/pdf', size: 1, url: '/v1/files/f1/k/a.pdf' };
    let body: { files?: string[] } = {};
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      body = JSON.parse(String(init.body));
      return answer(409, { error: { code: 'not_owner', message: 'x', requestId: 'r' } });
    });
    const kept = new Kept('a1', storage());
    const tells = told();
    new Outbox(kept, tells).send('c0', { text: '', note: false, seenSeq: 1, files: [file] });
    await vi.waitFor(() => expect(tells.refused).toHaveBeenCalled());
    expect(body.files).toEqual(['f1']);
    expect(kept.draft('c0')).toEqual({ mode: 'reply', reply: '', note: '', files: [file] });
  });

  test('a refused message is in the draft again, before what was typed since', async () => {
    vi.stubGlobal('fetch', async () => answer(409, { error: { code: 'newer_reply', message: 'x', requestId: 'r' } }));
    const kept = new Kept('a1', storage());
    const tells = told();
    const outbox = new Outbox(kept, tells);
    outbox.send('c0', { text: 'first', note: false, seenSeq: 1 });
    kept.saveDraft('c0', { mode: 'reply', reply: 'second', note: '' });
    await vi.waitFor(() => expect(tells.refused).toHaveBeenCalled());
    expect(kept.draft('c0').reply).toBe('first\nsecond');
    expect(tells.refused).toHaveBeenCalledWith('c0', expect.objectContaining({ code: 'newer_reply' }));
    expect(outbox.of('c0')).toEqual([]);
  });

  test('survives a reload: fresh ones are sent, old ones are drafts again', async () => {
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => accepted(url, init));
    const shared = storage();
    const now = Date.now();
    const item = (text: string, at: number): Pending => ({ clientId: text, text, at, status: 'failed', seenSeq: 1 });
    new Kept('a1', shared).saveOutbox('c0', [item('fresh', now)]);
    new Kept('a1', shared).saveOutbox('c1', [item('old', now - PENDING_MS - 1)]);
    const tells = told();
    const kept = new Kept('a1', shared);
    const outbox = new Outbox(kept, tells, now);
    await vi.waitFor(() => expect(outbox.items.size).toBe(0));
    expect(tells.said.mock.calls.map(([id, event]) => [id, event.text])).toEqual([['c0', 'fresh']]);
    expect(kept.draft('c1').reply).toBe('old');
    expect(new Kept('a1', shared).outbox().size).toBe(0);
  });

  test('what is in the log already is not sent for ever', () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}));
    const outbox = new Outbox(new Kept('a1', storage()), told());
    outbox.send('c0', { text: 'one', note: false, seenSeq: 1 });
    const clientId = outbox.of('c0')[0]?.clientId ?? '';
    outbox.arrived('c0', [{ seq: 2, type: 'message', clientId, createdAt: '' }]);
    expect(outbox.of('c0')).toEqual([]);
  });
});
