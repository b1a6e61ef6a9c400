import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../services/wire/conversation.js';
import { scores } from '../decide/classifier.js';
import { confidenceOf, outsideShareOf, readSignals } from '../decide/confidence.js';
import { type Match, ordinary, rank, signalsOf } from '../decide/features.js';
import { comparer, rowOf, wordsOf } from '../decide/grams.js';
import { packModel, unpackModel } from '../decide/model.js';
import { logistic, softmax } from '../decide/numbers.js';
import { prior } from '../decide/prior.js';
import { fitKnown } from './fitting.js';
import { driftOf, type JudgedDecision, learnFrom, sqlList } from './learning.js';
import { fitLogistic } from './logistic.js';
import { answeredFrom } from './promise.js';
import { rarity } from './rarity.js';
import { type Example, train } from './train.js';

const texts = ['reset my password', 'where is my parcel', 'cancel the plan', 'refund for a broken mug'];
const rare = rarity(texts);

test('words: styled letters, digits and case are one', () => {
  expect(wordsOf('𝓘 want ORDER no. 4711!')).toEqual(['i', 'want', 'order', 'no', '0000']);
  expect(wordsOf('🙂 …')).toEqual([]);
});

test('a text is entirely like itself, much like itself with a typo, and unlike another', () => {
  const like = comparer(rowOf('reset my password', rare));
  expect(like(rowOf('reset my password', rare))).toBeCloseTo(1, 4);
  const typo = like(rowOf('reset my pasword', rare));
  expect(typo).toBeGreaterThan(0.4);
  expect(typo).toBeLessThan(0.99);
  expect(like(rowOf('where is my parcel', rare))).toBeLessThan(typo / 2);
});

/** Three entries whose vectors point along three axes, with a little noise that is the same in every run. */
function known(perEntry: number, entries = 3) {
  const all = [];
  for (let entry = 0; entry < entries; entry++)
    for (let i = 0; i < perEntry; i++) {
      const vector = Float32Array.from({ length: 8 }, (_, k) => (k === entry ? 1 : 0.1 * Math.sin(7 * i + 3 * k)));
      all.push({ entry, text: `${texts[entry % 4]} number ${'abcdefghij'[i % 10]}${i}`, vector });
    }
  return all;
}

test('the classifier learns, is the same every time, and survives packing', () => {
  const examples = known(6).map(({ entry, text, vector }): Example => ({ entry, vector, row: rowOf(text, rare) }));
  const classifier = train(examples, 3);
  expect(train(examples, 3)).toEqual(classifier);
  for (const { entry, vector, row } of examples) {
    const p = scores(classifier, vector, row);
    softmax(p);
    expect(p[entry]).toBeGreaterThan(0.5);
  }
  const unpacked = unpackModel(packModel({ ids: [7, 8, 9], rare, classifier }));
  expect(unpacked.ids).toEqual([7, 8, 9]);
  expect(unpacked.classifier).toEqual(classifier);
  expect(unpacked.rare).toEqual(rare);
});

test('fitting a whole knowledge base leaves entries and examples out, and gives a curve', () => {
  const all = known(10, 6);
  const vectors = new Float32Array(all.length * 8);
  all.forEach(({ vector }, i) => {
    vectors.set(vector, i * 8);
  });
  const packed = {
    ids: [10, 11, 12, 13, 14, 15],
    entry: all.map(({ entry }) => entry),
    kind: all.map(() => 'question' as const),
    text: all.map(({ text }) => text),
    teaches: all.map(() => true),
    vectors,
  };
  const fitted = fitKnown(packed, () => {});
  const outside = fitted.curve.filter(([, , , isOutside]) => isOutside);
  expect(outside).toHaveLength(60);
  expect(fitted.own).toBeGreaterThan(0.3);
  expect(fitted.profile).toMatchObject({ entries: 6, examples: 10 });
  expect(outside.every(([, , right]) => right === 0)).toBe(true);
  expect(fitted.curve.length).toBeGreaterThan(90);
  expect(fitKnown(packed, () => {}).weights).toEqual(fitted.weights);
});

test.each([0, 1, 2])('a knowledge base of %i entries with a title each fits to the prior', (entries) => {
  const all = known(1, entries);
  const fitted = fitKnown(
    {
      ids: all.map(({ entry }) => entry + 1),
      entry: all.map(({ entry }) => entry),
      kind: all.map(() => 'title' as const),
      text: all.map(({ text }) => text),
      teaches: all.map(() => true),
      vectors: Float32Array.from(all.flatMap(({ vector }) => [...vector])),
    },
    () => {},
  );
  expect(fitted.weights).toEqual(prior);
  expect(fitted.curve).toEqual([]);
});

test('logistic regression finds what is there, and stays at the prior where nothing is', () => {
  const samples = Array.from({ length: 400 }, (_, i) => {
    const x = (i % 40) / 20 - 1;
    return { x: [1, x], right: logistic([1, x], [0.5, 3]) > (i * 0.618) % 1, weight: 1 };
  });
  const [constant, slope] = fitLogistic(samples, [0, 0], [0.01, 0.01]) as [number, number];
  expect(constant).toBeCloseTo(0.5, 0);
  expect(slope).toBeGreaterThan(2);
  expect(fitLogistic([], [0.3, -2], [1, 1])).toEqual([0.3, -2]);
});

const match = (entry: number, dense: number, lexical: number): Match => ({ entry, kind: 'question', dense, lexical });
const question = { vector: [0], row: rowOf('', rare) };
const wording = { unknown: 0, missing: 0, words: 0.7, negated: 0, failing: 0, undone: 0 };

test('a clear match is confident, a tie is not, and a far one is not, with the prior alone', () => {
  const confidence = (matches: Match[]) =>
    confidenceOf(
      readSignals(
        signalsOf({ matches, ranked: rank(matches, { ids: [] }, question), wording, profile: ordinary }),
        prior,
      ),
      0.35,
    );
  const clear = confidence([match(1, 0.95, 0.9), match(2, 0.4, 0.1)]);
  const tie = confidence([match(1, 0.8, 0.5), match(2, 0.8, 0.5), match(3, 0.78, 0.5)]);
  const far = confidence([match(1, 0.35, 0.05), match(2, 0.34, 0.05)]);
  expect(clear).toBeGreaterThan(0.85);
  expect(tie).toBeLessThan(0.6);
  expect(far).toBeLessThan(0.3);
  // One entry alone has all of the share: that must not pass for certainty.
  expect(confidence([match(1, 0.3, 0.02)])).toBeLessThan(0.5);
});

test('the share of questions outside follows what comes, from the same belief', () => {
  expect(outsideShareOf([])).toBeCloseTo(0.35);
  expect(outsideShareOf(Array(300).fill(4))).toBeLessThan(0.2);
  expect(outsideShareOf(Array(300).fill(-4))).toBeGreaterThan(0.65);
});

describe('what labels teach', () => {
  const judged = (confidence: number, right: boolean, verdict: Verdict = 'answer'): JudgedDecision => ({
    verdict,
    right,
    confidence,
    unlearned: confidence,
  });
  const many = (count: number, of: (i: number) => JudgedDecision) => Array.from({ length: count }, (_, i) => of(i));

  test('twenty labels are enough, and their number is kept', () => {
    expect(learnFrom(many(19, () => judged(0.9, true)))).toBeUndefined();
    expect(learnFrom(many(20, () => judged(0.9, true)))?.labels).toBe(20);
  });

  test('it is a fit of the log-odds from before anything was learned, drawn to leaving them as they are', () => {
    const all = many(60, (i) => ({ ...judged(0.1, i % 3 !== 0), unlearned: i % 2 ? 0.9 : 0.6 }));
    const samples = all.map(({ right, unlearned }) => {
      return { x: [1, Math.log(unlearned / (1 - unlearned))], right, weight: 1 };
    });
    const [shift, slope] = fitLogistic(samples, [0, 1], [6, 12]);
    const learned = learnFrom(all);
    expect(learned?.shift).toBeCloseTo(shift ?? 0, 9);
    expect(learned?.slope).toBeCloseTo(slope ?? 0, 9);
    expect(slope).toBeGreaterThan(0.2);
    // Never flatter than a fifth, and never upside down.
    const upside = many(400, (i) => judged(i % 2 ? 0.95 : 0.1, i % 2 === 0));
    expect(learnFrom(upside)?.slope).toBe(0.2);
  });

  test('a promise and what was found of it, for answers alone', () => {
    expect(driftOf([])).toEqual({ answers: 0, promised: 0, observed: 0, alarm: false });
    const drift = driftOf([judged(0.9, true), judged(0.7, false), judged(0.1, false, 'handoff'), judged(0.8, true)]);
    expect(drift.answers).toBe(3);
    expect(drift.promised).toBeCloseTo((0.1 + 0.3 + 0.2) / 3, 9);
    expect(drift.observed).toBeCloseTo(1 / 3, 9);
    expect(drift.alarm).toBe(false);
  });

  test('the alarm: not for what happens by chance once in a hundred times or oftener, nor with too few answers', () => {
    const alarm = (answers: number, wrong: number, confidence = 0.9) =>
      driftOf(many(answers, (i) => judged(confidence, i >= wrong))).alarm;
    // Of 20 answers at 0.9, five or more are wrong in 4.3 % of all cases, six or more in 1.1 %, seven or more in 0.24
    // %.
    expect([4, 5, 6, 7, 20].map((wrong) => alarm(20, wrong))).toEqual([false, false, false, true, true]);
    expect(alarm(19, 19)).toBe(false);
    expect(alarm(20, 0)).toBe(false);
    // Each with its own probability: the same number wrong is no news where it was promised.
    const mixed = (sure: number) => driftOf(many(40, (i) => judged(i % 2 ? 0.6 : sure, i >= 12))).alarm;
    expect(mixed(0.7)).toBe(false);
    expect(mixed(0.99)).toBe(false);
    expect(driftOf(many(40, (i) => judged(i % 2 ? 0.85 : 0.99, i >= 12))).alarm).toBe(true);
  });

  test('what is answered from a threshold on', () => {
    const answered = answeredFrom([
      { confidence: 0.9, answered: 0.2, wrong: 0 },
      { confidence: 0.7, answered: 0.5, wrong: 0 },
      { confidence: 0.7, answered: 0.6, wrong: 0 },
      { confidence: 0.1, answered: 1, wrong: 0 },
    ]);
    expect([0.95, 0.9, 0.8, 0.7, 0.69, 0.1, 0].map(answered)).toEqual([0, 0.2, 0.2, 0.6, 0.6, 1, 1]);
  });

  test('labels in SQL', () => expect(sqlList(['a', 'b'])).toBe(`('a', 'b')`));
});
