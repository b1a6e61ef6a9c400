/**
 * The two diagrams of a report as SVG (pure). Colours and dashes come from the page's style sheet; lines carry numbers,
 * so that colour is never alone.
 */
import { type bins, type Contestant, curve, type Point, scoredOf } from './figures.js';

const [WIDTH, HEIGHT, LEFT, TOP] = [440, 320, 50, 12];

/** How many looks of lines there are in the style sheet: see `.look-0` and on. */
export const LOOKS = 8;

export type Line = Pick<Contestant, 'name' | 'predictions'> & {
  /** Drawn strong, without a number. */
  own: boolean;
  /** What it is called in the plot, and in the legend. */
  number: number;
};

type Frame = { x: (value: number) => string; y: (value: number) => string };

/** Risk against coverage. The scale ends where the lines do, since nobody gets everything wrong. */
export function riskCoverage(
  lines: Line[],
  props: { maxWrong: number; answerable: number; chosen?: { answered: number; wrong: number } },
): string {
  const drawn = lines.map((line) => ({ line, points: pointsOf(line) }));
  // A single early mistake is a risk of 100 % and says nothing about the scale.
  const highest = Math.max(
    2 * props.maxWrong,
    ...drawn.flatMap(({ points }) => points.filter((point) => point.x > 0.05).map((point) => point.y)),
  );
  const step = stepOf(highest);
  const top = Math.min(1, Math.ceil(highest / step) * step);
  const frame = frameOf(top);
  const { x, y } = frame;
  const others = drawn.filter(({ line }) => !line.own);
  const inside = [
    `<clipPath id="area"><path d="M${x(0)} ${y(0)}V${y(top)}H${x(1)}V${y(0)}Z"/></clipPath>`,
    `<path class="guide" d="M${x(0)} ${y(props.maxWrong)}H${x(1)}"/>`,
    `<text class="note" text-anchor="end" x="${x(1)}" y="${Number(y(props.maxWrong)) - 4}">error budget ${percent(props.maxWrong)}</text>`,
    `<path class="guide" d="M${x(props.answerable)} ${y(0)}V${y(top)}"/>`,
    `<text class="note" text-anchor="${props.answerable > 0.7 ? 'end' : 'start'}" x="${Number(x(props.answerable)) + (props.answerable > 0.7 ? -4 : 4)}" y="${TOP + 12}">answerable ${percent(props.answerable)}</text>`,
    ...drawn.map(
      ({ line, points }) =>
        `<path clip-path="url(#area)" class="line ${lookOf(line)}" d="${path(points, frame)}"><title>${escaped(line.name)}</title></path>`,
    ),
    ...others.map(({ line, points }, i) => {
      // Each number further right than the one before, so that they do not lie on one another.
      const wanted = 0.3 + (0.65 * (i + 0.5)) / others.length;
      const at = points.findLast((point) => point.x <= wanted && point.y <= top);
      return at ? badge(line, Number(x(at.x)), Number(y(at.y))) : '';
    }),
    ...(props.chosen
      ? [
          `<circle class="chosen" cx="${x(props.chosen.answered)}" cy="${y(Math.min(top, props.chosen.wrong))}" r="6"><title>the chosen threshold</title></circle>`,
        ]
      : []),
  ];
  return plot({
    frame,
    top,
    horizontal: 'Questions answered',
    vertical: 'Answers wrong',
    label: `Risk and coverage of ${lines.map(({ name }) => name).join(', ')}`,
    inside: inside.join('\n'),
  });
}

/** How often right, for how sure: on the diagonal, 90 % sure means nine in ten. */
export function reliability(found: ReturnType<typeof bins>): string {
  const frame = frameOf(1);
  const { x, y } = frame;
  const inside = [
    `<path class="guide" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>`,
    ...found.map(({ confidence, right }) => `<path class="gap" d="M${x(confidence)} ${y(confidence)}V${y(right)}"/>`),
    `<path class="line own" d="${path(
      found.map(({ confidence, right }) => ({ x: confidence, y: right })),
      frame,
    )}"/>`,
    ...found.map(
      ({ confidence, right, share }) =>
        `<circle class="dot" cx="${x(confidence)}" cy="${y(right)}" r="4.5"><title>${percent(share)} of the questions: ${percent(confidence)} sure, ${percent(right)} right</title></circle>`,
    ),
  ];
  return plot({
    frame,
    top: 1,
    horizontal: 'Confidence',
    vertical: 'Right',
    label: 'Share right against confidence, in ten groups of equally many questions',
    inside: inside.join('\n'),
  });
}

/** The sample beside a name in the legend. */
export const sample = (line: Line): string =>
  `<svg class="sample" width="46" height="18" viewBox="0 0 46 18" aria-hidden="true"><path class="line ${lookOf(line)}" d="M1 9H45"/>${line.own ? '' : badge(line, 23, 9)}</svg>`;

const lookOf = (line: Line): string => (line.own ? 'own' : `look-${(line.number - 1) % LOOKS}`);

const badge = (line: Line, x: number, y: number): string =>
  `<g class="badge ${lookOf(line)}"><circle cx="${x}" cy="${y}" r="7.5"/><text x="${x}" y="${y + 3.5}" text-anchor="middle">${line.number}</text></g>`;

/** A few hundred points draw the same line as thousands. */
function pointsOf({ predictions }: Line): { x: number; y: number }[] {
  const points = curve(scoredOf(predictions));
  const every = Math.ceil(points.length / 400) || 1;
  return points
    .filter((_: Point, i: number) => i % every === 0 || i === points.length - 1)
    .map(({ answered, risk }) => ({ x: answered / (predictions.length || 1), y: risk }));
}

const path = (points: { x: number; y: number }[], { x, y }: Frame): string =>
  points.map((point, i) => `${i ? 'L' : 'M'}${x(point.x)} ${y(point.y)}`).join('') || 'M0 0';

const frameOf = (top: number): Frame => ({
  x: (value) => (LEFT + value * WIDTH).toFixed(1),
  y: (value) => (TOP + (1 - value / top) * HEIGHT).toFixed(1),
});

function plot(props: {
  frame: Frame;
  top: number;
  horizontal: string;
  vertical: string;
  label: string;
  inside: string;
}): string {
  const { frame, top } = props;
  const { x, y } = frame;
  const grid = [
    ...ticks(1).map(
      (tick) =>
        `<path class="grid" d="M${x(tick)} ${y(0)}V${y(top)}"/><text x="${x(tick)}" y="${TOP + HEIGHT + 18}" text-anchor="middle">${percent(tick)}</text>`,
    ),
    ...ticks(top).map(
      (tick) =>
        `<path class="grid" d="M${x(0)} ${y(tick)}H${x(1)}"/><text x="${LEFT - 7}" y="${Number(y(tick)) + 4}" text-anchor="end">${percent(tick)}</text>`,
    ),
  ];
  return `<svg class="plot" role="img" aria-label="${escaped(props.label)}" viewBox="0 0 ${LEFT + WIDTH + 20} ${TOP + HEIGHT + 46}">
${grid.join('\n')}
${props.inside}
<text class="axis" x="${x(0.5)}" y="${TOP + HEIGHT + 40}" text-anchor="middle">${props.horizontal}</text>
<text class="axis" transform="translate(11 ${y(top / 2)}) rotate(-90)" text-anchor="middle">${props.vertical}</text>
</svg>`;
}

/** Four to six steps, in round numbers. */
const stepOf = (top: number): number => (top <= 0.1 ? 0.02 : top <= 0.3 ? 0.05 : top <= 0.6 ? 0.1 : 0.2);
const ticks = (top: number): number[] =>
  Array.from({ length: Math.round(top / stepOf(top)) + 1 }, (_, i) => i * stepOf(top));

const percent = (value: number): string => `${Number((100 * value).toFixed(1))} %`;

/** Nothing that visitors or files hold may become markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
