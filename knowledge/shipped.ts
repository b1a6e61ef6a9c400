/**
 * The demo content's vectors, made beforehand: embedding its thousand texts takes 13 s on two cores, half of a first start.
 * A text that is not in the file (somebody edited the demo) is embedded as usual. Made by `npm run demo:vectors`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Embedder, textHash } from '../services/platform/embedder.js';
import { root } from '../services/platform/root.js';

/** Of this model and no other. */
export const shippedModel = 'use-lite-512-q';
const DIMENSIONS = 512;
const HASH = 32;
/** One record: the text's SHA-256, then its vector as 32-bit floats, little endian. */
const RECORD = HASH + DIMENSIONS * 4;

const file = join(root, `knowledge/demo-${shippedModel}.bin`);

export function shippedVectors(): Map<string, number[]> {
  const bytes = readFileSync(file);
  const vectors = new Map<string, number[]>();
  for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
    const hash = bytes.toString('hex', at, at + HASH);
    vectors.set(
      hash,
      Array.from({ length: DIMENSIONS }, (_, i) => bytes.readFloatLE(at + HASH + i * 4)),
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
      const fresh = new Map(missing.map((text, i) => [text, made[i] as number[]]));
      return texts.map((text) => known(text) ?? (fresh.get(text) as number[]));
    },
  };
}

export function writeShipped(texts: string[], vectors: number[][]): void {
  const bytes = Buffer.alloc(texts.length * RECORD);
  for (const [n, text] of texts.entries()) {
    textHash(text).copy(bytes, n * RECORD);
    for (const [i, x] of (vectors[n] as number[]).entries()) bytes.writeFloatLE(x, n * RECORD + HASH + i * 4);
  }
  writeFileSync(file, bytes);
}
