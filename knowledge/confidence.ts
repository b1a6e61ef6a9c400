/** Signals -> P(right) (pure): a logistic curve with fixed weights until a version brings its own. */

export function confidenceOf(signals: Record<string, number>): number {
  const z = -7 + 10 * (signals.score ?? 0) + 8 * Math.min(0.3, signals.margin ?? 0);
  return 1 / (1 + Math.exp(-z));
}
