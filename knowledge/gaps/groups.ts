/**
 * Questions -> groups of one meaning, by their vectors (pure). Average linkage: two groups are as near as their
 * questions are on average.
 */
import { setImmediate } from 'node:timers/promises';
import { at } from '../at.js';
import { dot } from '../decide/numbers.js';

/**
 * Two groups are one from this mean cosine on, the vectors taken from their middle (`middleOf`). Measured with the
 * bundled model on 800 labelled questions each of banking77-dev and clinc150-val and the 452 of hint3-curekart;
 * adjusted Rand index, then the share of pairs in a group that belong together, and of pairs that belong together that
 * are in one:
 *   0.36  0.39 0.49 0.33   0.43 0.31 0.72   0.12 0.67 0.10
 *   0.40  0.39 0.55 0.31   0.46 0.35 0.68   0.10 0.68 0.08
 *   0.44  0.38 0.60 0.28   0.53 0.46 0.63   0.08 0.65 0.07
 *   0.48  0.34 0.68 0.24   0.57 0.55 0.59   0.06 0.65 0.05
 *   0.52  0.30 0.75 0.19   0.55 0.60 0.51   0.05 0.75 0.03
 * (curekart's labels are wide: one holds every question about any product.) The mean index is highest here. Without the
 * middle it is highest at 0.68, and lower: 0.31, 0.49, 0.05; a cosine that fits one shop then fits no other.
 */
export const SAME_MEANING = 0.44;

/**
 * A question belongs to a closed group from this cosine with the direction of the group's mean on. On the same
 * questions, half of each label taken for the group and the other half looked for: F1 0.54, 0.54, 0.36 at 0.56; 0.52,
 * 0.60, 0.29 at 0.60; 0.49, 0.62, 0.24 at 0.64.
 */
export const SAME_AS_CLOSED = 0.6;

/** After so many milliseconds somebody else has a turn. */
const TURN_MS = 15;

/**
 * Groups as lists of places in `vectors` (each of length 1, or of length 0 for a text without meaning); every place is
 * in one of them, the largest group comes first. The nearest-neighbour chain finds the merges of the greedy way in n²
 * steps instead of n³: with average linkage a merged group is never nearer to a third than the nearer of its parts was.
 */
export async function groupsOf(vectors: Float32Array[], threshold = SAME_MEANING): Promise<number[][]> {
  const yielding = turns();
  const table: Table = { near: await cosines(vectors, yielding), members: vectors.map((_, i) => [i]), done: new Set() };
  const chain: number[] = [];
  for (const start of vectors.keys()) {
    // Whatever it merges with goes into it, since it is the chain's first: it is looked at until nothing is near.
    while (table.members[start]?.length && !table.done.has(start)) {
      if (chain.length === 0) chain.push(start);
      const top = at(chain, chain.length - 1);
      const before = chain.at(-2);
      const next = nearest(table, top, before);
      if (next === undefined || at(at(table.near, top), next) < threshold) {
        // Nothing is near enough to it now, and no merge brings anything nearer.
        table.done.add(top);
        chain.pop();
      } else if (next === before) {
        chain.length -= 2;
        merge(table, next, top);
      } else chain.push(next);
      await yielding();
    }
  }
  const groups = table.members.filter((group) => group.length > 0).map((group) => group.sort((a, b) => a - b));
  return groups.sort((a, b) => b.length - a.length || at(a, 0) - at(b, 0));
}

type Table = {
  /** Mean cosines between groups, by the place of each group's first question. */
  near: Float32Array[];
  /** Empty where the group went into another. */
  members: number[][];
  /** What nothing is near to any more. */
  done: Set<number>;
};

/** Of equally near groups the one before it in the chain, so that the chain ends, then the first. */
function nearest({ near, members, done }: Table, of: number, before: number | undefined): number | undefined {
  const row = at(near, of);
  let best = before;
  let cosine = before === undefined ? Number.NEGATIVE_INFINITY : at(row, before);
  for (const [i, likeness] of row.entries())
    if (likeness > cosine && i !== of && members[i]?.length && !done.has(i)) {
      best = i;
      cosine = likeness;
    }
  return best;
}

/** `gone` goes into `into`; the means are weighted by the questions in each (Lance and Williams). */
function merge({ near, members }: Table, into: number, gone: number): void {
  const [kept, lost] = [at(members, into), at(members, gone)];
  const [row, other] = [at(near, into), at(near, gone)];
  const share = kept.length / (kept.length + lost.length);
  for (const [i, third] of near.entries()) {
    const mean = share * at(row, i) + (1 - share) * at(other, i);
    row[i] = mean;
    third[into] = mean;
  }
  members[into] = [...kept, ...lost];
  members[gone] = [];
}

async function cosines(vectors: Float32Array[], yielding: () => Promise<void>): Promise<Float32Array[]> {
  const near = vectors.map(() => new Float32Array(vectors.length));
  for (const [i, vector] of vectors.entries()) {
    const row = at(near, i);
    for (let k = 0; k < i; k++) {
      const cosine = dot(vector, at(vectors, k));
      row[k] = cosine;
      at(near, k)[i] = cosine;
    }
    await yielding();
  }
  return near;
}

/** Their mean, as it is: shorter than 1. */
export function meanOf(vectors: Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let i = 0; i < mean.length; i++) mean[i] = at(mean, i) + at(vector, i) / vectors.length;
  return mean;
}

/** Waits a turn of the event loop whenever some milliseconds have passed since the last one. */
function turns(): () => Promise<void> {
  let turn = performance.now();
  return async () => {
    if (performance.now() - turn < TURN_MS) return;
    await setImmediate();
    turn = performance.now();
  };
}
