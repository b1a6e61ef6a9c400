/**
 * `npm run worlds -- SUITE... [--write]`: fits what every knowledge base starts from on worlds drawn out of public ones,
 * and says how honest thresholds are on small ones whose source was left out.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prior } from '../knowledge/decide/prior.js';
import { readSuite } from '../knowledge/evaluate/suite.js';
import { honestyOf, priorFile, toldHonesty } from '../knowledge/fit/honesty.js';
import { type Draw, drawWorld, fitPrior, type Source, type World } from '../knowledge/fit/worlds.js';
import { randomFrom } from '../knowledge/random.js';
import { readModelConfig } from '../services/config.js';
import { Misconfigured } from '../services/errors.js';
import { type Embedder, openEmbedder } from '../services/platform/embedder.js';
import { type Console, defineVerb } from './verb.js';

const usage = `Usage: npm run worlds -- SUITE SUITE... [options]

  SUITE...      folders with kb.json, or a folder beside content/; at least two, with example questions. Their questions.csv
                is checked and not used
  --worlds 300  how many knowledge bases are drawn for the weights, and for the check two thirds as many small ones
  --write       writes the weights to knowledge/decide/prior.ts
  --check       fits nothing: how honest are the weights that are there, with the encoder that EMBEDDING_DIR or
                EMBEDDING_MODEL names?
  --help        print this`;

export const verb = defineVerb({
  description: 'what every knowledge base starts from, fitted on public ones',
  usage,
  options: { worlds: { type: 'string' }, write: { type: 'boolean' }, check: { type: 'boolean' } },
  words: [2, Infinity],
  async run({ values, positionals }, io) {
    const count = Number(values.worlds ?? 300);
    if (!Number.isInteger(count) || count < 10) throw new Misconfigured('--worlds is a number from 10 on.');
    const sources = positionals.map((folder): Source => {
      const { name, entries } = readSuite(folder);
      return { name, entries: entries.filter(({ locale, audience }) => locale === 'en' && !audience) };
    });
    const embedder = io.embedder ?? (await openEmbedder(readModelConfig(io.env), { threads: 2 }));
    try {
      const embed = remembering(embedder);
      const draw = { sources, embed, random: randomFrom(5) };
      const large = values.check
        ? []
        : await drawn(count, io, 'worlds', () => drawWorld({ ...draw, entries: [3, 200], examples: [0, 25] }));
      const small = await drawn(Math.round((2 * count) / 3), io, 'small worlds', () =>
        drawWorld({ ...draw, entries: [5, 40], examples: [0, 10], withTrials: true }),
      );
      io.bar.end();
      if (values.write && !values.check)
        writeFileSync(join('knowledge', 'decide', 'prior.ts'), priorFile(fitPrior(large), large, embedder.model));
      const without = new Map(
        sources.map(({ name }) => [
          name,
          values.check ? prior : fitPrior(large.filter((world) => world.source !== name)),
        ]),
      );
      for (const budget of [0.02, 0.05, 0.1]) io.out(toldHonesty(honestyOf(small, { without, budget })));
    } finally {
      await embedder.close();
    }
    return 0;
  },
});

/** The same texts are drawn again and again. */
function remembering({ embed }: Embedder): Draw['embed'] {
  const both = { query: new Map<string, number[]>(), passage: new Map<string, number[]>() };
  return async (texts, as = 'query') => {
    const kept = both[as];
    const missing = [...new Set(texts.filter((text) => !kept.has(text)))];
    const vectors = await embed(missing, { as });
    for (const [i, text] of missing.entries()) kept.set(text, vectors[i] ?? []);
    return texts.map((text) => kept.get(text) ?? []);
  };
}

async function drawn(count: number, io: Console, step: string, draw: () => Promise<World>): Promise<World[]> {
  const worlds: World[] = [];
  while (worlds.length < count) {
    worlds.push(await draw());
    io.bar.show({ step, done: worlds.length, total: count });
  }
  return worlds;
}
