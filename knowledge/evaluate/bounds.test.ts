import { expect, test } from 'vitest';
import { type Bound, checkBounds, readBounds, toldBound } from './bounds.js';
import type { Figures } from './figures.js';

test('one or several, with or without spaces, and the figure as the report writes it', () => {
  expect(readBounds('min', ['res@5=0.3', ' acc = 0.9 ,auroc=1,res@10%=0'])).toEqual([
    { side: 'min', figure: 'res@5', value: 0.3 },
    { side: 'min', figure: 'acc', value: 0.9 },
    { side: 'min', figure: 'auroc', value: 1 },
    { side: 'min', figure: 'res@10', value: 0 },
  ]);
  expect(readBounds('max', ['ece=0.05', 'wrong=.1'])).toEqual([
    { side: 'max', figure: 'ece', value: 0.05 },
    { side: 'max', figure: 'wrong', value: 0.1 },
  ]);
  expect(readBounds('min', [])).toEqual([]);
});

test.each([
  ['min', 'acc', '--min "acc" is not figure=value; write for example res@5=0.3.'],
  ['max', 'ece=', '--max "ece=" is not figure=value; write for example ece=0.05.'],
  ['min', 'acc=0.1=0.2', '--min "acc=0.1=0.2" is not figure=value; write for example res@5=0.3.'],
  ['min', 'ece=0.1', 'ece is the better the lower it is: write --max ece=0.1.'],
  ['max', 'res@5%=0.1', 'res@5 is the better the higher it is: write --min res@5=0.1.'],
  [
    'min',
    'res@3=0.1',
    '--min knows no figure "res@3". For --min there are acc, auroc, res@1, res@2, res@5, res@10, resolved; for --max ece, wrong.',
  ],
  [
    'max',
    'xres@5%=0.1',
    '--max knows no figure "xres@5%". For --min there are acc, auroc, res@1, res@2, res@5, res@10, resolved; for --max ece, wrong.',
  ],
  ['min', 'acc=1.01', '--min acc: "1.01" is no share from 0 to 1; write for example res@5=0.3.'],
  ['max', 'ece=-0.1', '--max ece: "-0.1" is no share from 0 to 1; write for example ece=0.05.'],
  ['min', 'acc=much', '--min acc: "much" is no share from 0 to 1; write for example res@5=0.3.'],
] as const)('refuses --%s %s', (side, text, message) => {
  expect(() => readBounds(side, [text])).toThrow(message);
});

const figures: Figures = {
  questions: 100,
  answerable: 80,
  acc: 0.8,
  auroc: 0.9,
  resolved: { '1%': 0.2, '2%': 0.3, '5%': 0.4, '10%': 0.5 },
  ece: 0.05,
};
const at = {
  answered: 60,
  resolved: 0.6,
  mistaken: 0,
  wrong: 0.04,
  suggested: 10,
  handedOff: 20,
  smallTalk: 10,
  needless: 1,
  missed: 2,
  medianMs: 5,
  p95Ms: 9,
};

test('a floor is kept at and above it, a ceiling at and below it', () => {
  const bound = (side: Bound['side'], figure: string, value: number): Bound => ({ side, figure, value });
  const kept = (one: Bound) => checkBounds([one], figures, at)[0]?.kept;
  for (const figure of ['acc', 'resolved', 'res@5']) {
    const found = checkBounds([bound('min', figure, 0)], figures, at)[0]?.found ?? 0;
    expect(found, figure).toBeGreaterThan(0.1);
    expect([found - 0.01, found, found + 0.01].map((value) => kept(bound('min', figure, value)))).toEqual([
      true,
      true,
      false,
    ]);
  }
  for (const figure of ['ece', 'wrong']) {
    const found = checkBounds([bound('max', figure, 0)], figures, at)[0]?.found ?? 0;
    expect(found, figure).toBeGreaterThan(0.01);
    expect([found - 0.01, found, found + 0.01].map((value) => kept(bound('max', figure, value)))).toEqual([
      false,
      true,
      true,
    ]);
  }
  // A figure that there is none of breaks every floor.
  expect(checkBounds([bound('min', 'none', 0.1)], figures, at)).toMatchObject([{ found: 0, kept: false }]);
});

test.each([
  ['min', 0.2999, false, 'acc 0.2999 is below its floor 0.3'],
  ['min', 0.3, true, 'acc 0.3 keeps its floor 0.3'],
  ['max', 0.30000049, false, 'acc 0.3 is above its ceiling 0.3'],
  ['max', 1 / 7, true, 'acc 0.142857 keeps its ceiling 0.3'],
] as const)('%s: %d, %s', (side, found, kept, told) => {
  expect(toldBound({ side, figure: 'acc', value: 0.3, found, kept })).toBe(told);
});
