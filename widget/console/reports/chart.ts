/**
 * One small chart that answers one question, in a sentence for those who do not see it, and with its table one press
 * away.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import { base } from '../shared/base.styles.js';
import { share } from '../shared/figures.js';
import { t } from '../words.js';
import { chartStyles } from './chart.styles.js';
import { count, span } from './figures.js';

type Line = { label: string; values: readonly (number | null)[]; draw?: 'line' | 'bars' };
export type Chart = {
  /** What it answers. */
  question: string;
  /** What stands along the bottom, and what that is called. */
  along: string;
  at: readonly string[];
  lines: readonly Line[];
  /** What the figures are: shares end at 100 %, times are divided as clocks are. */
  unit: 'count' | 'share' | 'time';
  /** The answer, where the highest and lowest are not it. */
  sum?: string;
};

const HEIGHT = 168;
const formats = { count, share, time: span };
const steps = {
  count: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000],
  share: [0.1, 0.25, 0.5],
  time: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 604_800],
};
const COLOURS = ['--fd-accent-ink', '--fd-warning'];

export class FdChart extends LitElement {
  static override styles = [base, chartStyles];
  static override properties = { chart: { attribute: false }, table: { state: true }, looked: { state: true } };
  declare chart: Chart;
  declare table: boolean;
  /** The place that is pointed at. */
  declare looked: number | undefined;
  #plot: uPlot | undefined;
  #watch: ResizeObserver | undefined;
  #dark = matchMedia('(prefers-color-scheme: dark)');

  override render() {
    const { question, lines } = this.chart;
    const empty = lines.every(({ values }) => values.every((value) => value === null));
    return html`<figure aria-labelledby="q">
      <figcaption>
        <h3 id="q">${question}</h3>
        ${empty ? nothing : html`<button type="button" class="link" aria-pressed=${!!this.table} @click=${() => (this.table = !this.table)}>${t(this.table ? 'repAsChart' : 'asTable')}</button>`}
      </figcaption>
      ${empty ? html`<p class="none">${t('repChartNone')}</p>` : this.table ? this.#table() : this.#drawing()}
    </figure>`;
  }

  #drawing(): TemplateResult {
    const { at, lines, unit } = this.chart;
    const format = formats[unit];
    const i = this.looked ?? at.length - 1;
    const value = (n: number | null | undefined) => (n === null || n === undefined ? '–' : format(n));
    return html`<p class="legend" aria-hidden="true"><span class="at">${at[i]}</span>
        ${lines.map(({ label, values, draw }, n) => html`<span><i class="${draw ?? 'line'} n${n}"></i>${label} <b>${value(values[i])}</b></span>`)}</p>
      <div class="plot" role="img" aria-label=${this.#sum()}></div>`;
  }

  #table(): TemplateResult {
    const { at, along, lines, unit } = this.chart;
    const format = formats[unit];
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="q"><table aria-labelledby="q">
      <thead><tr><th scope="col">${along}</th>${lines.map(({ label }) => html`<th scope="col">${label}</th>`)}</tr></thead>
      <tbody>${at.map((name, i) => html`<tr><th scope="row">${name}</th>${lines.map(({ values }) => html`<td>${typeof values[i] === 'number' ? format(values[i]) : '–'}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }

  #sum(): string {
    const { at, lines, unit, sum, question } = this.chart;
    const format = formats[unit];
    const told = lines.flatMap(({ label, values }) => {
      const known = values.flatMap((value, i) => (value === null ? [] : [{ value, at: at[i] as string }]));
      const [low, high] = [
        known.toSorted((a, b) => a.value - b.value)[0],
        known.toSorted((a, b) => b.value - a.value)[0],
      ];
      if (!low || !high) return [];
      return t('repHighest', {
        label,
        high: format(high.value),
        highAt: high.at,
        low: format(low.value),
        lowAt: low.at,
      });
    });
    return `${question} ${sum ?? told.join(' ')}`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    const box = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (changed.has('chart') || changed.has('table') || !box) {
      this.#drop();
      if (box) this.#draw(box);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener('change', this.#again);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener('change', this.#again);
    this.#drop();
  }

  /** A canvas knows no tokens: other colours, another drawing. */
  #again = (): void => {
    this.#drop();
    const box = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (box) this.#draw(box);
  };

  #drop(): void {
    this.#watch?.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #draw(box: HTMLElement): void {
    // Where there is nothing to draw on, the sentence and the table say it all.
    if (!document.createElement('canvas').getContext('2d')) return;
    const { at, lines, unit } = this.chart;
    const style = getComputedStyle(this);
    const token = (name: string) => style.getPropertyValue(name).trim();
    const font = `11px ${style.fontFamily}`;
    const axis: uPlot.Axis = {
      stroke: token('--fd-muted'),
      font,
      grid: { stroke: token('--fd-line'), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      width: Math.max(200, box.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: lines.every(({ draw }) => draw !== 'bars') } },
      scales: {
        x: { time: false, range: [-0.5, at.length - 0.5] },
        y: { range: (_, __, most) => [0, unit === 'share' ? 1.02 : most > 0 ? most * 1.08 : 1] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 26,
          space: 64,
          incrs: [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 56],
          values: (_, splits) => splits.map((i) => at[i] ?? ''),
        },
        { ...axis, size: 60, space: 36, incrs: steps[unit], values: (_, splits) => splits.map(formats[unit]) },
      ],
      series: [
        {},
        ...lines.map(({ label, draw }, n): uPlot.Series => {
          const stroke = token(COLOURS[n] as string);
          // Told apart by more than colour: the second line is dashed, bars stand behind lines.
          return draw === 'bars'
            ? {
                label,
                stroke,
                fill: `${stroke}33`,
                width: 1,
                paths: uPlot.paths.bars?.({ size: [0.7, 40] }),
                points: { show: false },
              }
            : { label, stroke, width: 2, ...(n > 0 && { dash: [5, 4] }), points: { show: at.length < 32, size: 5 } };
        }),
      ],
      hooks: {
        setCursor: [
          ({ cursor: { idx } }) => {
            this.looked = idx ?? undefined;
          },
        ],
      },
    };
    const data = [at.map((_, i) => i), ...lines.map(({ values }) => [...values])] as uPlot.AlignedData;
    this.#plot = new uPlot(options, data, box);
    this.#watch = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.#plot?.width) this.#plot?.setSize({ width, height: HEIGHT });
    });
    this.#watch.observe(box);
  }
}

customElements.define('fd-chart', FdChart);

declare global {
  interface HTMLElementTagNameMap {
    'fd-chart': FdChart;
  }
}
