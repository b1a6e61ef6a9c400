/**
 * `npm run worlds -- SUITE... [--write]`: fits what every knowledge base starts from on worlds drawn out of public ones,
 * and says how honest thresholds are on small ones whose source was left out.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSuite } from '../knowledge/evaluate/suite.js';
import { honestyOf, priorFile, toldHonesty } from '../knowledge/fit/honesty.js';
import { randomFrom } from '../knowledge/fit/random.js';
import { drawWorld, fitPrior, type Source, type World } from '../knowledge/fit/worlds.js';
import { Misconfigured } from '../services/errors.js';
import { type Embedder, localEmbedder } from '../services/platform/embedder.js';
import { type Console, defineVerb } from './verb.js';

const usage = `Usage: npm run worlds -- SUITE SUITE... [options]

  SUITE...      folders with kb.json, or a folder beside content/; at least two, with example questions. Their questions.csv
                is checked and not used
  --worlds 300  how many knowledge bases are drawn for the weights, and for the check two thirds as many small ones
  --write       writes the weights to knowledge/decide/prior.ts
  --help        print this`;

export const verb = defineVerb({
  description: 'what every knowledge base starts from, fitted on public ones',
  usage,
  options: { worlds: { type: 'string' }, write: { type: 'boolean' } },
  words: [2, Infinity],
  async run({ values, positionals }, io) {
    const count = Number(values.worlds ?? 300);
    if (!Number.isInteger(count) || count < 10) throw new Misconfigured('--worlds is a number from 10 on.');
    const sources = positionals.map((folder): Source => {
      const { name, entries } = readSuite(folder);
      return { name, entries: entries.filter(({ locale, audience }) => locale === 'en' && !audience) };
    });
    const embedder = io.embedder ?? localEmbedder({ threads: 2 });
    try {
      const embed = remembering(embedder);
      const draw = { sources, embed, random: randomFrom(5) };
      const large = await drawn(count, io, 'worlds', () =>
        drawWorld({ ...draw, entries: [3, 200], examples: [0, 25] }),
      );
      const prior = fitPrior(large);
      const small = await drawn(Math.round((2 * count) / 3), io, 'small worlds', () =>
        drawWorld({ ...draw, entries: [5, 40], examples: [0, 10], withTrials: true }),
      );
      io.bar.end();
      if (values.write) writeFileSync(join('knowledge', 'decide', 'prior.ts'), priorFile(prior, large));
      const without = new Map(
        sources.map(({ name }) => [name, fitPrior(large.filter((world) => world.source !== name))]),
      );
      for (const budget of [0.02, 0.05, 0.1]) io.out(toldHonesty(honestyOf(small, { without, budget })));
    } finally {
      await embedder.close();
    }
    return 0;
  },
});

/** The same texts are drawn again and again. */
function remembering({ embed }: Embedder): (texts: string[]) => Promise<number[][]> {
  const kept = new Map<string, number[]>();
  return async (texts) => {
    const missing = [...new Set(texts.filter((text) => !kept.has(text)))];
    const vectors = await embed(missing);
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
