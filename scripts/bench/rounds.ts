/** How two things are compared on a machine that is never quite at rest. */
import { cpus } from 'node:os';

export type Ratio = {
  /** The median of the rounds' ratios. */
  median: number;
  lowest: number;
  highest: number;
};

/** In the order A B B A, so that what drifts while a round runs meets both alike. */
export async function rounds<T>(count: number, measure: { a: () => Promise<T>; b: () => Promise<T> }) {
  const done: { a: [T, T]; b: [T, T] }[] = [];
  for (let i = 0; i < count; i++) {
    const first = await measure.a();
    const second = await measure.b();
    const third = await measure.b();
    done.push({ a: [first, await measure.a()], b: [second, third] });
  }
  return done;
}

/** `ratios`: one for each round. */
export function ratioOf(ratios: number[]): Ratio {
  const sorted = ratios.toSorted((x, y) => x - y);
  return { median: at(sorted, 0.5), lowest: at(sorted, 0), highest: at(sorted, 1) };
}

/** The value below which this share of them lies. */
export const percentile = (values: number[], share: number): number =>
  at(
    values.toSorted((x, y) => x - y),
    share,
  );

const at = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Whether the target is reached; where it lies within the spread, nothing is proven. */
export function verdict({ lowest, highest }: Ratio, target: { least: number } | { most: number }): string {
  const [reached, missed] =
    'least' in target
      ? [lowest >= target.least, highest < target.least]
      : [highest <= target.most, lowest > target.most];
  return reached ? 'reached' : missed ? 'missed' : 'unproven';
}

/** What absolutes hold for. */
export const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'processor unknown'}, ${cpus().length} cores, Node.js ${process.versions.node}`;
