/** Which rows of a long list are worth drawing, where they stand, and which pages hold them. Pure. */

export const PAGE = 100;
/** Drawn beyond what is seen, so that a step with the keyboard or a short scroll finds its row there. */
const BEYOND = 6;

export type Seen = { top: number; height: number; row: number; total: number };
/** The rows from `from` up to, and without, `to`. */
export type Span = { from: number; to: number };

/** The rows to draw. A list that became shorter than where one has scrolled to shows its end. */
export function spanOf({ top, height, row, total }: Seen): Span {
  const fits = Math.ceil(Math.max(0, height) / row);
  const first = Math.min(Math.max(0, Math.floor(top / row)), Math.max(0, total - fits));
  return { from: Math.max(0, first - BEYOND), to: Math.min(total, first + fits + 1 + BEYOND) };
}

/** Where the pages begin that hold these rows. */
export function pagesOf({ from, to }: Span): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(from / PAGE) * PAGE; page < to; page += PAGE) pages.push(page);
  return pages;
}

/** How far to scroll so that a row is seen whole; where one is already where it is. */
export function reveal(index: number, { top, height, row }: Omit<Seen, 'total'>): number {
  if (index * row < top) return index * row;
  return Math.max(top, (index + 1) * row - height);
}
