/** The command line of `npm run evaluate`; whatever is wrong with it is said before anything long runs. */
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { parseArgs } from 'node:util';
import { type Bound, boundNames, readBounds } from '../knowledge/evaluate/bounds.js';
import type { Prices } from '../knowledge/evaluate/prices.js';
import { Misconfigured } from '../services/errors.js';

export type Options = {
  folder: string;
  out?: string;
  report?: string;
  against?: string;
  maxWrong: number;
  prices?: Prices;
  baselines: boolean;
  ablation: boolean;
  bounds: Bound[];
};

export const usage = `Usage: npm run evaluate -- SUITE [options]

  SUITE             a folder with kb.json and questions.csv (question,expected; expected is empty where a question must be
                    handed off); in platforms/*.csv, if you have them, what others predicted for the same questions
  --out FILE        write question,expected,predicted,confidence,verdict
  --report FILE     write one HTML page: figures, curves, the worst mistakes with what they rested on
  --max-wrong 0.05  the error budget: how many of the answers given may be wrong
  --prices 10:1     what a wrong answer and a needless handoff cost you, in any unit: what the threshold costs beside the
                    cheapest one, and from which confidence on an answer pays
  --against FILE    what changed since an earlier --out, or beside another program's predictions for the same questions
  --baselines       score two usual ways on the same knowledge base: nearest example by cosine, full text by ts_rank
  --ablation        how much the confidence leans on each of its signals
  --min FIGURE=N    exit with 2 if a figure is lower: ${boundNames.min.join(', ')}
  --max FIGURE=N    exit with 2 if a figure is higher: ${boundNames.max.join(', ')}
                    both may be repeated, or name several: --min acc=0.8,res@5=0.3
  --help            print this

It is read by the encoder that EMBEDDING_DIR or EMBEDDING_MODEL names, else by the bundled one.
Exit codes: 0 done, 1 could not be done, 2 done, but a figure is below its floor or above its ceiling.`;

export const options = {
  out: { type: 'string' },
  report: { type: 'string' },
  against: { type: 'string' },
  'max-wrong': { type: 'string' },
  prices: { type: 'string' },
  baselines: { type: 'boolean' },
  ablation: { type: 'boolean' },
  min: { type: 'string', multiple: true },
  max: { type: 'string', multiple: true },
} as const;

type Read = { values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']; positionals: string[] };

export function readOptions({ values, positionals }: Read): Options {
  const [folder, ...more] = positionals;
  if (!folder) throw new Misconfigured('Name a suite folder. --help lists the options.');
  if (more.length) throw new Misconfigured(`Name one suite folder, not also ${more.join(', ')}.`);
  const maxWrong = Number(values['max-wrong'] ?? 0.05);
  if (!(maxWrong > 0 && maxWrong < 1))
    throw new Misconfigured(
      `--max-wrong "${values['max-wrong']}" is no share between 0 and 1; write for example 0.05 for 5 %.`,
    );
  const { out, report, against, baselines = false, ablation = false } = values;
  for (const [option, file] of Object.entries({ '--out': out, '--report': report, '--against': against }))
    if (file === '') throw new Misconfigured(`${option} needs the name of a file.`);
  if (out) checkWritable('--out', out);
  if (report) checkWritable('--report', report);
  if (out && out === report) throw new Misconfigured('--out and --report name the same file; name two.');
  const prices = values.prices === undefined ? undefined : readPrices(values.prices);
  return {
    folder,
    ...(out && { out }),
    ...(report && { report }),
    ...(against && { against }),
    maxWrong,
    ...(prices && { prices }),
    baselines,
    ablation,
    bounds: [...readBounds('min', values.min ?? []), ...readBounds('max', values.max ?? [])],
  };
}

function readPrices(text: string): Prices {
  const [wrong = 0, handoff = 0, ...more] = text.split(':').map((part) => (part.trim() ? Number(part) : Number.NaN));
  if (!(wrong > 0 && handoff > 0) || more.length || !Number.isFinite(wrong + handoff))
    throw new Misconfigured(
      `--prices "${text}" is no two prices above 0; write for example 10:1 where a wrong answer costs ten times a handoff.`,
    );
  return { wrong, handoff };
}

/** Minutes later would be too late to hear of it. */
function checkWritable(option: string, file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Misconfigured(`There is no folder ${folder} for ${option}; make it first.`);
  if (existsSync(file) && statSync(file).isDirectory())
    throw new Misconfigured(`${option} ${file} is a folder; name a file in it.`);
}
