import { afterEach, expect, test, vi } from 'vitest';
import { long } from './lines.js';

afterEach(() => vi.unstubAllGlobals());

/** A reply that comes in these pieces. */
function answers(pieces: string[], status = 200): void {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body, { status }));
}

test('progress as it comes, lines cut anywhere, then the result', async () => {
  answers([
    '{"progress":{"done":1,"total":2,"st',
    'ep":"fitting"}}\n{"progress":{"done":2,"total":2,"step":"fitting"}}\n{"res',
    'ult":{"version":3}}',
  ]);
  const seen: number[] = [];
  expect(await long({ path: '/x', body: {} }, { onProgress: ({ done }) => seen.push(done) })).toEqual({ version: 3 });
  expect(seen).toEqual([1, 2]);
});

test.each([
  [['{"error":{"code":"moved_on","message":"Look again."}}\n'], 200, 409, 'moved_on'],
  [['{"progress":{"done":1,"total":2,"step":"x"}}\n'], 200, 0, 'offline'],
  [['{"error":{"code":"forbidden","message":"No."}}'], 403, 403, 'forbidden'],
  [['<html>'], 502, 502, 'unknown'],
])('%j with %i is an error that says so', async (pieces, status, expected, code) => {
  answers(pieces, status);
  await expect(long({ path: '/x', body: {} })).rejects.toMatchObject({ status: expected, code });
});
