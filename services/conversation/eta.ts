/**
 * How long somebody at some place in the queue will wait, as a range. Pure.
 *
 * While all hands are full, a place comes free as often as one of the conversations in them ends: `slots` of them, each
 * taking `mean` seconds, so every mean/slots seconds. Who has `ahead` people before them waits for ahead + 1 such ends.
 * That is the estimator by queue length of Whitt, "Predicting queueing delays" (Management Science 45, 1999), which
 * Ibrahim and Whitt (Management Science 55, 2009) found the most accurate of those that need no more than is known
 * here; where single conversations last about exponentially long, the wait is gamma distributed (Erlang) with that many
 * steps. The range holds its middle eight tenths.
 */
export function waitRange(of: {
  ahead: number;
  /** Conversations that those who work carry at once. */
  slots: number;
  /** Of those, how many are in somebody's hands. */
  busy: number;
  /** Mean seconds that a conversation stays in somebody's hands. */
  mean: number;
  /** From how many conversations we know that mean. */
  samples: number;
  /** How long an agent may take to accept. */
  acceptSeconds: number;
}): [number, number] {
  // Those before us first fill what is free.
  const ends = Math.max(0, of.ahead + 1 - Math.max(0, of.slots - of.busy));
  const middle = (ends * of.mean) / of.slots;
  // The mean itself is known from a few conversations only, which makes the wait less certain: a
  // gamma of the same mean, and wider.
  const steps = ends / (1 + ends / of.samples);
  const low = ends ? (middle * gammaQuantile(steps, -TENTH)) / steps : 0;
  const high = ends ? (middle * gammaQuantile(steps, TENTH)) / steps : 0;
  return [Math.max(5, Math.round(low)), Math.max(15, Math.round(high + of.acceptSeconds))];
}

/** One tenth of a normal distribution lies beyond this many standard deviations. */
const TENTH = 1.2816;

/**
 * A quantile of the gamma distribution with `shape` and scale 1, by Wilson and Hilferty's
 * cube: within 2 % above shape 1.
 */
function gammaQuantile(shape: number, deviations: number): number {
  return shape * Math.max(0, 1 - 1 / (9 * shape) + deviations / (3 * Math.sqrt(shape))) ** 3;
}
