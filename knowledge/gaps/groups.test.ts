import { expect, test } from 'vitest';
import { groupsOf, meanOf, SAME_MEANING } from './groups.js';
import { fromMiddle } from './question-vectors.js';
import { bestReplies, isSubstantial, type Moved, workAfter } from './work.js';

/** A direction in the plane. */
const at = (degrees: number) =>
  Float32Array.from([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180), 0]);
/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
function someVectors(n: number, dims = 16): Float32Array[] {
  const random = numbers(5);
  return Array.from({ length: n }, () =>
    fromMiddle(
      Float32Array.from({ length: dims }, () => random() - 0.5),
      undefined,
    ),
  );
}

test('nothing, one, and twice the same', async () => {
  expect(await groupsOf([])).toEqual([]);
  expect(await groupsOf([at(0)])).toEqual([[0]]);
  expect(await groupsOf([at(0), at(90), at(0)])).toEqual([[0, 2], [1]]);
});

test('questions of one direction are one group, the largest comes first', async () => {
  expect(await groupsOf([at(0), at(90), at(4), at(88), at(93), at(200)], 0.9)).toEqual([[1, 3, 4], [0, 2], [5]]);
  expect(await groupsOf([at(0), at(10), at(20)], -1)).toEqual([[0, 1, 2]]);
  expect(await groupsOf([at(0), at(10), at(20)], 1.01)).toHaveLength(3);
});

test('a chain of neighbours is not one group: what counts is the mean, not the nearest', async () => {
  const chain = Array.from({ length: 10 }, (_, i) => at(18 * i));
  const groups = await groupsOf(chain, 0.8);
  expect(groups.length).toBeGreaterThan(2);
  expect(groups.flat().sort((a, b) => a - b)).toEqual([...chain.keys()]);
});

/** The greedy way, by definition: again and again the two nearest groups. */
function greedy(vectors: Float32Array[], threshold: number): number[][] {
  const groups = vectors.map((_, i) => [i]);
  const cosine = (a: number, b: number) =>
    (vectors[a] as Float32Array).reduce((sum, x, i) => sum + x * ((vectors[b] as Float32Array)[i] as number), 0);
  for (;;) {
    let best = { mean: threshold, a: -1, b: -1 };
    for (let a = 0; a < groups.length; a++)
      for (let b = 0; b < a; b++) {
        const pairs = (groups[a] as number[]).flatMap((x) => (groups[b] as number[]).map((y) => cosine(x, y)));
        const mean = pairs.reduce((sum, one) => sum + one, 0) / pairs.length;
        if (mean >= best.mean) best = { mean, a, b };
      }
    if (best.a < 0) break;
    groups[best.b] = [...(groups[best.b] as number[]), ...(groups.splice(best.a, 1)[0] as number[])];
  }
  return groups
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || Number(a[0]) - Number(b[0]));
}

test.each([0.1, 0.3, SAME_MEANING])(
  'the chain finds what the greedy way finds, the same each time (%f)',
  async (threshold) => {
    const vectors = someVectors(60, 6);
    const groups = await groupsOf(vectors, threshold);
    expect(groups).toEqual(greedy(vectors, threshold));
    expect(await groupsOf(vectors, threshold)).toEqual(groups);
  },
);

test('a text without meaning is a group of its own, and nothing becomes NaN', async () => {
  const nothing = new Float32Array(3);
  expect(await groupsOf([nothing, at(0), nothing, at(1)])).toEqual([[1, 3], [0], [2]]);
  expect([...fromMiddle(at(10), at(10))]).toEqual([0, 0, 0]);
  expect([...meanOf([])]).toEqual([]);
  expect([...meanOf([at(0), at(90)])].map((x) => x.toFixed(2))).toEqual(['0.50', '0.50', '0.00']);
});

test('grouping gives way to others', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await groupsOf(someVectors(600, 256));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(2);
});

// ------------------------------------------------------------------------------------------ what people did

const minute = (n: number) => new Date(n * 60_000);
const move = (seq: number, to: string, at: number): Moved => ({ seq, to, at: minute(at) });

test('minutes are those in which somebody had it, until it was handed back or resolved', () => {
  const moves = [
    move(2, 'queued', 0),
    move(3, 'assigned', 5),
    // To a colleague, back to the queue, and taken again.
    move(4, 'assigned', 9),
    move(6, 'queued', 12),
    move(7, 'assigned', 20),
    move(9, 'resolved', 23),
    move(10, 'bot', 30),
    move(12, 'queued', 31),
    move(13, 'assigned', 32),
  ];
  expect(workAfter(moves, 2, minute(90))).toEqual({ minutes: 10, until: 9 });
  expect(workAfter(moves, 12, minute(90))).toEqual({ minutes: 58 });
  // Left open for days: a shift at most.
  expect(workAfter(moves, 12, minute(90_000))).toEqual({ minutes: 480 });
  expect(workAfter([move(2, 'queued', 0)], 2, minute(60))).toEqual({ minutes: 0 });
  expect(workAfter(moves, 12, minute(0))).toEqual({ minutes: 0 });
});

test('a greeting, a question back and a request to wait are no answers', () => {
  expect(isSubstantial('Hello, this is Lena from the support team!')).toBe(false);
  expect(isSubstantial('Hi there. Could you tell me your order number, please?')).toBe(false);
  expect(isSubstantial('One moment please, I will look into that for you.')).toBe(false);
  expect(isSubstantial('Hi! We grind the beans for you, just name your machine. Anything else?')).toBe(true);
  expect(isSubstantial(`${'a'.repeat(2_000)}. ${'? '.repeat(2_000)}`)).toBe(true);
});

test('the first telling reply of each conversation comes first, the same text once', () => {
  const said = (text: string, conversationId: string) => ({ text, conversationId, agent: 'Lena', at: minute(1) });
  const best = bestReplies(
    [
      [said('Hello!', 'a'), said('We grind the beans for you, free of charge.', 'a'), said('You are welcome.', 'a')],
      [said('We grind the beans for you, free of charge. ', 'b')],
      [said('Yes, choose your grind on the page of the coffee.', 'c')],
    ],
    3,
  );
  expect(best.map(({ text }) => text.slice(0, 12))).toEqual(['We grind the', 'Yes, choose ', 'Hello!']);
});
