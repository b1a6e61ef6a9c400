/** The risk-coverage curve and the reliability diagram of an evaluation, as one HTML page that needs nothing else (pure). */
import { type Asked, bins, curve, figuresOf, scoredOf } from './evaluate.js';

const SIZE = 360;
const PAD = 48;

export function reportHtml(name: string, asked: Asked[], maxWrong: number): string {
  const scored = scoredOf(asked);
  const figures = figuresOf(asked);
  const risk = curve(scored).map((point): [number, number] => [point.answered / (asked.length || 1), point.risk]);
  const reliability = bins(scored).map((bin): [number, number] => [bin.confidence, bin.right]);
  const rows = [
    ['acc', figures.acc],
    ['auroc', figures.auroc],
    ...Object.entries(figures.resolved).map(([budget, value]) => [`res@${budget}`, value] as const),
    ['ece', figures.ece],
  ] as const;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Evaluation of ${escaped(name)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#1d2733}figure{display:inline-block;margin:0 2rem 2rem 0}
td,th{padding:.1rem 1.5rem .1rem 0;text-align:left}td{font-variant-numeric:tabular-nums}svg text{font-size:12px;fill:#4a5764}</style>
<h1>Evaluation of ${escaped(name)}</h1>
<p>${asked.length} questions, ${figures.answerable} of them answerable.</p>
<table>${rows.map(([label, value]) => `<tr><th scope="row">${label}<td>${value.toFixed(3)}`).join('')}</table>
<figure>${plot('Share of questions answered', 'Share of answers wrong', `${budgetLine(maxWrong)}${line(thinned(risk))}`)}
<figcaption>Risk and coverage, the error budget dashed</figcaption></figure>
<figure>${plot('Confidence', 'Share right', `${diagonal}${line(reliability)}${dots(reliability)}`)}
<figcaption>Reliability: on the diagonal, 0.9 means nine in ten</figcaption></figure>
</html>
`;
}

const x = (value: number): string => (PAD + value * SIZE).toFixed(1);
const y = (value: number): string => (12 + (1 - value) * SIZE).toFixed(1);

function plot(horizontal: string, vertical: string, inside: string): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks
    .map(
      (tick) => `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#dde3ea"/>
<text x="${x(tick)}" y="${SIZE + 30}" text-anchor="middle">${tick}</text><text x="${PAD - 6}" y="${Number(y(tick)) + 4}" text-anchor="end">${tick}</text>`,
    )
    .join('');
  return `<svg role="img" aria-label="${vertical} against ${horizontal}" width="${SIZE + PAD + 16}" height="${SIZE + 56}">${grid}${inside}
<text x="${x(0.5)}" y="${SIZE + 50}" text-anchor="middle">${horizontal}</text>
<text transform="translate(12 ${y(0.5)}) rotate(-90)" text-anchor="middle">${vertical}</text></svg>`;
}

const line = (points: [number, number][]): string =>
  `<path d="${points.map(([a, b], i) => `${i ? 'L' : 'M'}${x(a)} ${y(b)}`).join('')}" fill="none" stroke="#1f6feb" stroke-width="2"/>`;
const dots = (points: [number, number][]): string =>
  points.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="4" fill="#1f6feb"/>`).join('');
const diagonal = `<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#8a97a5" stroke-dasharray="4 4"/>`;
const budgetLine = (budget: number): string =>
  `<path d="M${x(0)} ${y(budget)}H${x(1)}" stroke="#8a97a5" stroke-dasharray="4 4"/>`;

/** A few hundred points draw the same line as thousands. */
function thinned<Point>(points: Point[]): Point[] {
  const every = Math.ceil(points.length / 400) || 1;
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);
