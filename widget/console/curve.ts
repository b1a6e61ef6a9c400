/** The risk-coverage curve as a drawing: of all questions, how many are answered, against how many of the answers are wrong. Pure. */
import { type SVGTemplateResult, svg } from 'lit';
import type { PromiseReply } from '../../services/protocol.js';
import { percent } from './format.js';

type Point = PromiseReply['curve'][number];

const WIDTH = 520;
const HEIGHT = 220;
const [LEFT, TOP, RIGHT, BOTTOM] = [44, 10, 12, 34];

/** The point where answers begin at `threshold`; undefined where nothing is that sure. */
export const pointAt = (curve: readonly Point[], threshold: number): Point | undefined =>
  curve.findLast(({ confidence }) => confidence >= threshold);

export function curve(
  points: readonly Point[],
  {
    budget,
    threshold,
    label,
    across,
    up,
  }: { budget: number; threshold: number; label: string; across: string; up: string },
): SVGTemplateResult {
  // Beyond half of the answers wrong nobody looks; the curve's beginning, one answer or two, is chance.
  const highest = Math.min(0.5, Math.max(0.1, 2 * budget, points.at(-1)?.wrong ?? 0));
  const x = (answered: number) => LEFT + answered * (WIDTH - LEFT - RIGHT);
  const y = (wrong: number) => HEIGHT - BOTTOM - (Math.min(highest, wrong) / highest) * (HEIGHT - TOP - BOTTOM);
  const line = points.map(
    ({ answered, wrong }, i) => `${i ? 'L' : 'M'}${x(answered).toFixed(1)} ${y(wrong).toFixed(1)}`,
  );
  const here = pointAt(points, threshold);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return svg`<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    ${ticks.map(
      (tick) => svg`<path class="grid" d="M${x(tick)} ${TOP}V${HEIGHT - BOTTOM}"/>
      <text x=${x(tick)} y=${HEIGHT - BOTTOM + 14} text-anchor="middle">${percent(tick)}</text>`,
    )}
    ${[0, highest / 2, highest].map(
      (tick) => svg`<path class="grid" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/>
      <text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${percent(tick)}</text>`,
    )}
    <path class="budget" d="M${LEFT} ${y(budget)}H${WIDTH - RIGHT}"/>
    <path class="line" d=${line.join('')}/>
    ${here ? svg`<circle class="here" cx=${x(here.answered)} cy=${y(here.wrong)} r="5"/>` : svg``}
    <text x=${WIDTH / 2} y=${HEIGHT - 4} text-anchor="middle">${across}</text>
    <text transform="translate(11 ${HEIGHT / 2 - 10}) rotate(-90)" text-anchor="middle">${up}</text>
  </svg>`;
}
