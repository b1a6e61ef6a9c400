/**
 * `npm run evaluate -- SUITE`: publishes a suite's knowledge base as production does, asks every question, and says how
 * good it was.
 */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkBounds } from '../knowledge/evaluate/bounds.js';
import { compare } from '../knowledge/evaluate/compare.js';
import { atThreshold, figuresOf } from '../knowledge/evaluate/figures.js';
import { measure } from '../knowledge/evaluate/measure.js';
import { predictionsCsv, readPredictions } from '../knowledge/evaluate/predictions.js';
import { type Evaluation, reportHtml } from '../knowledge/evaluate/report.js';
import { readSuite } from '../knowledge/evaluate/suite.js';
import { summary } from '../knowledge/evaluate/summary.js';
import { readModelConfig } from '../services/config.js';
import { openEmbedder } from '../services/platform/embedder.js';
import { options, readOptions, usage } from './evaluate-options.js';
import { defineVerb } from './verb.js';

export const verb = defineVerb({
  description: 'how good the answers are on labelled questions',
  usage,
  options,
  words: [0, Infinity],
  async run(given, io) {
    const { folder, against, out, report, bounds, prices, ...asked } = readOptions(given);
    const suite = readSuite(folder);
    const earlier = against && readPredictions(against, suite.questions);
    const embedder = io.embedder ?? (await openEmbedder(readModelConfig(io.env), { threads: 2 }));
    const { contestants, cases, ...measured } = await measure(suite, asked, embedder, io.bar.show);
    io.bar.end();
    const evaluation: Evaluation = {
      ...measured,
      suite: suite.name,
      titles: new Map(suite.entries.map(({ key, title }) => [key, title])),
      maxWrong: asked.maxWrong,
      ...(prices && { prices }),
      cases,
      contestants: [...contestants.slice(0, 1), ...suite.platforms, ...contestants.slice(1)],
      ...(against && earlier && { comparison: compare(basename(against), earlier, cases) }),
      checked: checkBounds(bounds, figuresOf(cases), atThreshold(cases)),
    };
    io.out(summary(evaluation));
    if (out) writeFileSync(out, predictionsCsv(cases));
    if (report) writeFileSync(report, reportHtml(evaluation));
    return evaluation.checked.every(({ kept }) => kept) ? 0 : 2;
  },
});
