import { expect, test } from 'vitest';
import { localEmbedder } from './embedder.js';

test('a thread that fails takes nothing with it: its question is refused, the next one is answered', async () => {
  const embedder = localEmbedder({ threads: 1 });
  try {
    const [before] = await embedder.embed(['Where is my order?']);
    // What no text can do, a broken model could: the thread throws.
    const broken = { slice: () => ({ length: 300 }) } as unknown as string;
    const both = await Promise.allSettled([embedder.embed([broken]), embedder.embed(['Where is my order?'])]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(String((both[0] as PromiseRejectedResult).reason)).toMatch(/embedding failed: .*trim/);
    expect((both[1] as PromiseFulfilledResult<number[][]>).value[0]).toEqual(before);
  } finally {
    await embedder.close();
  }
});
