/** `npm run demo:vectors`: makes the demo content's vectors anew, after its texts or the way they are cut have changed. */
import { join } from 'node:path';
import { readKnowledge } from '../knowledge/import/read.js';
import { passagesOf } from '../knowledge/passages.js';
import { writeShipped } from '../knowledge/shipped.js';
import { localEmbedder } from '../services/platform/embedder.js';
import { root } from '../services/platform/root.js';

const { entries } = readKnowledge(join(root, 'knowledge/content'));
const passages = await Promise.all(entries.map(passagesOf));
const texts = [...new Set(passages.flat().map(({ text }) => text))].sort();
const embedder = localEmbedder({ threads: 2 });
writeShipped(texts, await embedder.embed(texts));
await embedder.close();
console.log(`Wrote the vectors of ${texts.length} texts.`);
