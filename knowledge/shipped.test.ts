import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localEmbedder, textHash } from '../services/platform/embedder.js';
import { root } from '../services/platform/root.js';
import { readKnowledge } from './import/read.js';
import { passagesOf } from './passages.js';
import { shippedVectors, withShipped } from './shipped.js';

test('every text of the demo content has its vector in the file; if not, run npm run demo:vectors', async () => {
  const { entries } = readKnowledge(join(root, 'knowledge/content'));
  const texts = (await Promise.all(entries.map(passagesOf))).flat().map(({ text }) => text);
  const vectors = shippedVectors();
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((text) => !vectors.has(textHash(text).toString('hex')))).toEqual([]);
});

test('a shipped vector is what the model makes, and other texts are embedded in their place', async () => {
  const local = localEmbedder();
  const texts = ['How do I reset my password?', 'nobody wrote this down', 'where is my parcel'];
  const [plain, shipped] = await Promise.all([local.embed(texts), withShipped(local).embed(texts)]);
  expect([plain.length, shipped.length, ...plain.map(({ length }) => length)]).toEqual([3, 3, 512, 512, 512]);
  for (const [i, vector] of plain.entries())
    for (const [at, x] of vector.entries()) expect(shipped[i]?.[at]).toBeCloseTo(x, 4);
  await local.close();
});
