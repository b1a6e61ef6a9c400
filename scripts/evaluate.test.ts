import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wordsOf } from '../knowledge/decide/grams.js';
import { type Embedder, textHash } from '../services/platform/embedder.js';
import { verb } from './evaluate.js';

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-evaluate-'));
const path = (name: string) => join(folder, name);

/** Words as directions: what shares words is alike. Counts how many texts it was given. */
function wordEmbedder(): Embedder & { embedded: number } {
  const embedder = {
    model: 'words',
    embedded: 0,
    async embed(texts: string[]) {
      embedder.embedded += texts.length;
      return texts.map((text) => {
        const vector = new Array<number>(64).fill(0.001);
        for (const word of wordsOf(text)) vector[(textHash(word)[0] as number) % 64] = 1;
        const length = Math.hypot(...vector);
        return vector.map((x) => x / length);
      });
    },
    close: async () => {},
  };
  return embedder;
}

async function evaluate(...args: string[]) {
  const embedder = wordEmbedder();
  const said = { out: '', err: '' };
  const code = await verb.call(args, {
    out: (text) => {
      said.out += `${text}\n`;
    },
    err: (text) => {
      said.err += text;
    },
    tty: false,
    embedder,
  });
  return { code, ...said, embedded: embedder.embedded };
}

const entries = [
  { id: 'parcel', title: 'Where your parcel is', questions: ['where is my parcel', 'track my order'] },
  { id: 'refund', title: 'Get your money back', questions: ['refund please', 'i want my money back'] },
  { id: 'password', title: 'Reset your password', questions: ['forgot my password', 'cannot sign in'] },
  { id: 'shops', title: 'Our shops', questions: ['opening hours', 'where are your shops'] },
].map((entry) => ({ ...entry, answer: `All about ${entry.id}.` }));
const questions = [
  ['where is the parcel', 'parcel'],
  ['parcel, where is it?', 'parcel'],
  ['i want a refund', 'refund'],
  ['money back', 'refund'],
  ['my password', 'password'],
  ['opening hours today', 'shops'],
  ['do you sell bicycles', ''],
  ['🙂', ''],
];
const csv = (rows: string[][]) => rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');

beforeAll(() => {
  writeFileSync(path('kb.json'), JSON.stringify(entries));
  writeFileSync(path('questions.csv'), `question,expected\n${csv(questions)}\n`);
  mkdirSync(path('platforms'));
  writeFileSync(
    path('platforms/other.csv'),
    `question,expected,predicted,confidence\n${csv(questions.map(([q = '', e = '']) => [q, e, e || 'shops', e ? '0.9' : '0.1']))}\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test('it is read by the encoder that is configured', async () => {
  const said: string[] = [];
  const io = { out: () => {}, err: (text: string) => void said.push(text), tty: false };
  const env = { EMBEDDING_DIR: path('nowhere') };
  expect(await verb.call([folder], { ...io, env })).toBe(1);
  expect(said.join('')).toMatch(/^EMBEDDING_DIR/);
});

test('a whole run, and another beside it: figures, baselines, platforms, files, what changed since', async () => {
  const first = await evaluate(folder, '--out', path('first.csv'), '--min', 'acc=0.5', '--max', 'ece=0');
  // Below a floor or above a ceiling it ends with 2, after everything was written.
  expect(first).toMatchObject({ code: 2 });
  expect(first.out).toMatch(/acc [\d.]+ keeps its floor 0\.5\nece 0\.\d+ is above its ceiling 0\n/);
  expect(first.err).toMatch(/^asking: 100 % of 8$/m);
  expect(first.out).toMatch(/questions \/ to hand off +8 \/ 2/);
  expect(first.out).toMatch(/^other +1\.000 +1\.000 .*- +-$/m);
  expect(first.out).not.toContain('nearest example');

  const all = [
    '--baselines',
    '--prices',
    '10:1',
    '--ablation',
    '--against',
    path('first.csv'),
    '--report',
    path('report.html'),
  ];
  const second = await evaluate(folder, ...all, '--out', path('second.csv'), '--min', 'res@10%=0', '--max', 'wrong=1');
  expect(second).toMatchObject({ code: 0 });
  // The baselines change nothing about our own answers, and nothing is embedded for them.
  expect(readFileSync(path('second.csv'), 'utf8')).toBe(readFileSync(path('first.csv'), 'utf8'));
  expect(second.embedded).toBe(first.embedded);
  expect(second.out).toMatch(/^nearest example, cosine +[\d.]+ .*\d +\d+$/m);
  expect(second.out).toMatch(/^full text, ts_rank +[\d.]+ .*\d +\d+$/m);
  expect(second.out).toMatch(/^at the derived threshold +- +[\d.]+ +\d+ +\d+$/m);
  expect(second.out).toContain('An answer pays from a confidence of 0.91 on');
  expect(second.out).toContain('better: 0');
  expect(second.out).toContain('worse: 0');
  // Read anew from what was stored, the confidence is the same: only the emoji has none.
  expect(second.out).toMatch(/without /);
  expect(second.out).toContain('The confidence of 1 of 8 questions stays as it was.');
  const report = readFileSync(path('report.html'), 'utf8');
  for (const part of ['<h2>Against first.csv', 'full text, ts_rank', 'What each signal brings'])
    expect(report.includes(part)).toBe(true);
});

test('help names every option', async () => {
  const { code, out, err } = await evaluate('--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const option of [
    'out',
    'report',
    'max-wrong',
    'prices',
    'against',
    'baselines',
    'ablation',
    'min',
    'max',
    'help',
  ])
    expect(out).toContain(`--${option} `);
});

test('what is wrong is said before anything is embedded', async () => {
  writeFileSync(path('others.csv'), 'question,expected,predicted,confidence\nhow are you,,parcel,1\n');
  // Postgres takes no NUL, and would say so only when the question is asked.
  mkdirSync(path('nul'));
  writeFileSync(path('nul/kb.json'), JSON.stringify(entries));
  writeFileSync(path('nul/questions.csv'), 'question,expected\nwhere is my parcel,parcel\nopening\0hours,shops\n');
  const wrong: [string[], RegExp][] = [
    [[], /Name a suite folder/],
    [[folder, folder], /Name one suite folder, not also/],
    [[path('none')], /There is no folder/],
    [[path('nul')], /questions\.csv:3 holds a NUL character; is this a text file\?$/m],
    [[folder, '--budget', '0.1'], /Unknown option '--budget'.* --help lists/],
    [[folder, '--max-wrong', '5'], /--max-wrong "5" is no share/],
    [[folder, '--prices', '10'], /--prices "10" is no two prices above 0/],
    [[folder, '--prices', '10:0'], /write for example 10:1/],
    [[folder, '--min', 'f1=0.5'], /no figure "f1".*acc, auroc/],
    [[folder, '--out', path('none/out.csv')], /There is no folder .*none for --out/],
    [[folder, '--report', folder], /is a folder; name a file in it/],
    [[folder, '--out', path('x'), '--report', path('x')], /name two/],
    [[folder, '--against', ''], /--against needs the name of a file/],
    [[folder, '--against', path('none.csv')], /none\.csv is missing/],
    [[folder, '--against', path('others.csv')], /others\.csv is about other questions/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err, embedded } = await evaluate(...args);
    expect({ args, code, out, embedded }).toEqual({ args, code: 1, out: '', embedded: 0 });
    expect(err).toMatch(message);
  }
});
