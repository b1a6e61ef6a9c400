/** What is fitted about a confidence. */

/** Weights in the order of `signalNames`. `inside` holds for as many questions inside as outside. */
export type Weights = { inside: number[]; right: number[] };

/** Trials on a version's own examples: each the two log-odds, then 1 for right, then 1 for outside. */
export type Curve = [inside: number, right: number, isRight: number, isOutside: number][];
