/** Two texts -> the lines that differ, with a little around them (pure). */
import { at } from '../at.js';

export type DiffLine = { kind: 'same' | 'removed' | 'added' | 'skipped'; text: string };

/** Lines kept around a change, so that people see where they are. */
const AROUND = 1;
/** Beyond this the table would not fit: then everything in the middle counts as replaced. */
const MOST = 4_000_000;

/**
 * The shortest way from one text to the other, line by line; `skipped` stands for lines that are the same and left out.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const middle = between(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return shortened([...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]);
}

/** By the longest common subsequence; removed lines come before added ones. */
function between(a: string[], b: string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (a.length * b.length > MOST) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  /** How many lines the texts have in common from `i` and `j` on. */
  const left = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? left(i + 1, j + 1) + 1 : Math.max(left(i + 1, j), left(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isSame = i < a.length && j < b.length && a[i] === b[j];
    if (isSame) {
      lines.push({ kind: 'same', text: at(a, i++) });
      j++;
    } else if (i < a.length && (j >= b.length || left(i + 1, j) >= left(i, j + 1))) lines.push(removed(at(a, i++)));
    else lines.push(added(at(b, j++)));
  }
  return lines;
}

function shortened(lines: DiffLine[]): DiffLine[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((l) => l.kind !== 'same'));
  return lines.flatMap((line, i): DiffLine[] => {
    if (near[i]) return [line];
    return i === 0 || near[i - 1] ? [{ kind: 'skipped', text: '' }] : [];
  });
}
