/**
 * The range a visitor is told holds what then happens: people who come at random to a few hands that take random times.
 */
import { describe, expect, test } from 'vitest';
import { waitRange } from './eta.js';

/** Reproducible, and good enough for this (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** First come, first served at `slots` hands; each who must wait is told a range from what is known at that moment. */
function simulate({
  seed,
  slots,
  mean,
  load,
  service,
}: {
  seed: number;
  slots: number;
  mean: number;
  load: number;
  service: (u: number) => number;
}) {
  const next = random(seed);
  const free = Array.from({ length: slots }, () => 0);
  const begun: number[] = [];
  const served: { ends: number; took: number }[] = [];
  const told: { wait: number; range: [number, number]; ahead: number }[] = [];
  for (let at = 0, n = 0; n < 6_000; n++) {
    at += (-Math.log(1 - next()) * mean) / (slots * load);
    const known = served.filter((one) => one.ends <= at).slice(-50);
    const ahead = begun.filter((start) => start > at).length;
    free.sort((a, b) => a - b);
    const starts = Math.max(at, free[0] as number);
    const took = service(next()) * mean;
    free[0] = starts + took;
    begun.push(starts);
    if (begun.length > 400) begun.shift();
    served.push({ ends: starts + took, took });
    served.sort((a, b) => a.ends - b.ends);
    if (served.length > 400) served.shift();
    if (starts === at || known.length < 10) continue;
    const average = known.reduce((sum, one) => sum + one.took, 0) / known.length;
    const range = waitRange({ ahead, slots, busy: slots, mean: average, samples: known.length, acceptSeconds: 0 });
    told.push({ wait: starts - at, range, ahead });
  }
  return told;
}

const share = (of: { wait: number; range: [number, number] }[]) =>
  of.filter(({ wait, range }) => wait >= range[0] && wait <= range[1]).length / of.length;

describe('waiting time', () => {
  test.each([
    { name: 'two agents with four each, exponential', slots: 8, load: 0.95, service: (u: number) => -Math.log(1 - u) },
    { name: 'one agent with one', slots: 1, load: 0.9, service: (u: number) => -Math.log(1 - u) },
    { name: 'twenty agents with five each', slots: 100, load: 0.99, service: (u: number) => -Math.log(1 - u) },
    {
      name: 'not exponential: between half and one and a half of the mean',
      slots: 8,
      load: 0.97,
      service: (u: number) => 0.5 + u,
    },
  ])('$name: about eight in ten waits lie in the range told', ({ name, ...of }) => {
    const told = [1, 2, 3].flatMap((seed) => simulate({ seed, mean: 300, ...of }));
    const far = told.filter((one) => one.ahead >= 5);
    console.log(
      `${name}: ${(share(told) * 100).toFixed(0)} % of ${told.length} waits, ${(share(far) * 100).toFixed(0)} % of ${far.length} from place 6 on`,
    );
    expect(told.length).toBeGreaterThan(2_000);
    expect(share(told)).toBeGreaterThan(0.65);
    // A range that holds everything says nothing; evenly long conversations are more certain than we say.
    expect(share(told)).toBeLessThan(of.service(0) ? 1 : 0.92);
    // Nor is it wide by being silly: half of them are told a range whose ends differ by less than eight times.
    const widths = told.map(({ range }) => range[1] / range[0]).sort((a, b) => a - b);
    if (of.slots > 1) expect(widths[Math.floor(widths.length / 2)]).toBeLessThan(8);
  });

  test('more hands, shorter; a free hand, at once; a longer queue, later; few known, wider', () => {
    const base = { ahead: 9, slots: 5, busy: 5, mean: 300, samples: 50, acceptSeconds: 0 };
    const [low, high] = waitRange(base);
    expect(low).toBeLessThan(600);
    expect(high).toBeGreaterThan(600);
    const twice = waitRange({ ...base, slots: 10, busy: 10 });
    expect(Math.abs(twice[1] - high / 2)).toBeLessThanOrEqual(1);
    expect(waitRange({ ...base, ahead: 0, busy: 4, acceptSeconds: 30 })).toEqual([5, 30]);
    expect(waitRange({ ...base, ahead: 19 })[0]).toBeGreaterThan(low);
    const unsure = waitRange({ ...base, samples: 10 });
    expect(unsure[1] - unsure[0]).toBeGreaterThan(high - low);
  });
});

describe('the range of a wait', () => {
  const of = (it: Partial<Parameters<typeof waitRange>[0]> = {}) =>
    waitRange({ ahead: 0, slots: 2, busy: 2, mean: 600, samples: 50, acceptSeconds: 0, ...it });
  test.each<[string, Partial<Parameters<typeof waitRange>[0]>, [number, number]]>([
    ['a hand is free', { busy: 1 }, [5, 15]],
    ['a hand is free, and takes its time to accept', { busy: 1, acceptSeconds: 30 }, [5, 30]],
    ['as many ahead as hands are free', { busy: 0, ahead: 1 }, [5, 15]],
    ['more hands at work than counted', { busy: 9, slots: 2 }, of()],
    ['accepting is added to the end alone', { acceptSeconds: 30 }, [of()[0], of()[1] + 30]],
    ['one more ahead than hands are free is the next in line', { busy: 0, ahead: 2 }, of()],
  ])('%s', (_, it, range) => {
    expect(of(it)).toEqual(range);
  });

  test('grows with who is ahead, and with each conversation’s length; more hands shorten it', () => {
    const [low, high] = of({ ahead: 4 });
    expect([low, high]).toSatisfy(([l, h]) => l < 5 * 300 && h > 5 * 300);
    expect(of({ ahead: 4, mean: 1_200 })[1]).toBeGreaterThanOrEqual(2 * high - 1);
    expect(of({ ahead: 5 })[1]).toBeGreaterThan(high);
    expect(of({ ahead: 4, slots: 4, busy: 4 })[1]).toBeLessThan(high);
    // Known from few it is less certain, at both ends.
    const unsure = of({ ahead: 4, samples: 10 });
    expect(unsure[0]).toBeLessThan(low);
    expect(unsure[1]).toBeGreaterThan(high);
  });
});
