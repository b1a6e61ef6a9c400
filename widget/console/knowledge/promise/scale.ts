/** From shares to places on the drawing. Pure. */
import type { Point } from '../../shared/figures.js';

export const HEIGHT = 264;
export const EDGE = { left: 46, right: 14, top: 30, bottom: 40 };

/** The first answers are too few for a share: there the curve is chance. */
const CHANCE = 0.05;
const DRAWN_FROM = 0.02;
/** Far above the budget nobody decides anything; below, a percent must be seen. */
const FAR = 4;
const LOOKED_AT = 0.2;
const STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25];

export type Scale = {
  x: (answered: number) => number;
  y: (wrong: number) => number;
  /** Back from a place to a share. */
  answeredAt: (x: number) => number;
  ticks: number[];
};

export function scaleOf(points: readonly Point[], budget: number, width: number): Scale {
  const seen = points.filter(({ answered }) => answered >= CHANCE).map(({ wrong }) => wrong);
  const near = Math.max(LOOKED_AT, FAR * budget);
  const most = Math.min(1, near, Math.max(0.02, 1.6 * budget, ...seen));
  const step = STEPS.find((one) => most / one <= 5) ?? 0.25;
  const highest = Math.min(1, Math.ceil(most / step - 1e-9) * step);
  const wide = Math.max(1, width - EDGE.left - EDGE.right);
  const high = HEIGHT - EDGE.top - EDGE.bottom;
  return {
    x: (answered) => EDGE.left + answered * wide,
    y: (wrong) => EDGE.top + high - (wrong / highest) * high,
    answeredAt: (x) => (x - EDGE.left) / wide,
    ticks: Array.from({ length: Math.round(highest / step) + 1 }, (_, i) => i * step),
  };
}

export const drawn = (points: readonly Point[]): readonly Point[] => {
  const from = points.findIndex(({ answered }) => answered >= DRAWN_FROM);
  return points.slice(Math.max(0, from));
};

/** The point that lies nearest to a share of questions answered. */
export function nearest(points: readonly Point[], answered: number): number {
  let best = 0;
  for (const [i, point] of points.entries())
    if (Math.abs(point.answered - answered) < Math.abs((points[best]?.answered ?? 0) - answered)) best = i;
  return best;
}

/** About `most` of the points, evenly, the last one always. */
export function thinned(points: readonly Point[], most: number): Point[] {
  const every = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, i) => i % every === every - 1 || i === points.length - 1);
}
