/**
 * The demo content's vectors, made beforehand: embedding its thousand texts takes 13 s on two cores, half of a first
 * start. A text that is not in the file (somebody edited the demo) is embedded as usual. Made by `npm run
 * demo:vectors`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLED, type Embedder, textHash } from '../services/platform/embedder.js';
import { root } from '../services/platform/root.js';
import { at } from './at.js';

/** Of this model and no other. */
export const shippedModel = BUNDLED;
const DIMENSIONS = 512;
const HASH = 32;
/** One record: the text's SHA-256, then its vector as 32-bit floats, little endian. */
const RECORD = HASH + DIMENSIONS * 4;

const file = join(root, `knowledge/demo-${shippedModel}.bin`);

export function shippedVectors(): Map<string, number[]> {
  const bytes = readFileSync(file);
  const vectors = new Map<string, number[]>();
  for (let start = 0; start + RECORD <= bytes.length; start += RECORD) {
    const hash = bytes.toString('hex', start, start + HASH);
    vectors.set(
      hash,
      Array.from({ length: DIMENSIONS }, (_, i) => bytes.readFloatLE(start + HASH + i * 4)),
    );
  }
  return vectors;
}

/** The embedder, with what is shipped known already. */
export function withShipped(embedder: Embedder): Embedder {
  if (embedder.model !== shippedModel) return embedder;
  const vectors = shippedVectors();
  const known = (text: string) => vectors.get(textHash(text).toString('hex'));
  return {
    ...embedder,
    async embed(texts, options) {
      const missing = texts.filter((text) => !known(text));
      const made = missing.length ? await embedder.embed(missing, options) : [];
      const fresh = new Map(missing.map((text, i) => [text, at(made, i)]));
      return texts.map((text) => {
        const vector = known(text) ?? fresh.get(text);
        if (!vector) throw new Error('the embedder left a text out');
        return vector;
      });
    },
  };
}

export function writeShipped(texts: string[], vectors: number[][]): void {
  const bytes = Buffer.alloc(texts.length * RECORD);
  for (const [n, text] of texts.entries()) {
    textHash(text).copy(bytes, n * RECORD);
    for (const [i, x] of at(vectors, n).entries()) bytes.writeFloatLE(x, n * RECORD + HASH + i * 4);
  }
  writeFileSync(file, bytes);
}
