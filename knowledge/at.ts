/**
 * What stands at `i` of a list; throws where nothing does, which the caller has ruled out and the compiler cannot see.
 */
export function at<T>(items: ArrayLike<T>, i: number): T {
  const item = items[i];
  if (item === undefined) throw new RangeError(`there is nothing at ${i} of ${items.length}`);
  return item;
}
