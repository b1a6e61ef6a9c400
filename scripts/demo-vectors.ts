/**
 * `npm run demo:vectors`: makes the demo content's vectors anew, after its texts or the way they are cut have changed.
 */
import { join } from 'node:path';
import { readKnowledge } from '../knowledge/import/read.js';
import { passagesOf } from '../knowledge/passages.js';
import { writeShipped } from '../knowledge/shipped.js';
import { localEmbedder } from '../services/platform/embedder.js';
import { root } from '../services/platform/root.js';
import { defineVerb } from './verb.js';

export const verb = defineVerb({
  description: 'makes the vectors of the demo content anew (for those who work on Frontdesk)',
  usage: 'Usage: npm run demo:vectors',
  options: {},
  async run(_, io) {
    const { entries } = readKnowledge(join(root, 'knowledge/content'));
    const passages = await Promise.all(entries.map(passagesOf));
    const texts = [...new Set(passages.flat().map(({ text }) => text))].sort();
    const embedder = localEmbedder({ threads: 2 });
    writeShipped(texts, await embedder.embed(texts));
    await embedder.close();
    io.out(`Wrote the vectors of ${texts.length} texts.`);
  },
});
