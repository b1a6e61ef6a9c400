/** The risk-coverage curve: how many of the questions are answered, against how many of the answers are wrong. */
import { html, LitElement, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { base } from '../../shared/base.styles.js';
import { type Point, pointAt, share, two } from '../../shared/figures.js';
import { t } from '../../words.js';
import { curveStyles } from './curve.styles.js';
import { drawn, EDGE, HEIGHT, nearest, type Scale, scaleOf, thinned } from './scale.js';

const ACROSS = [0, 0.25, 0.5, 0.75, 1];
const NARROW = 320;
const ROWS = 24;
const STRIDE: Record<string, number> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

export class FdCurve extends LitElement {
  static override styles = [base, curveStyles];
  static override properties = {
    points: { attribute: false },
    budget: { type: Number },
    threshold: { type: Number },
    width: { state: true },
    at: { state: true },
  };
  /** By falling confidence. */
  declare points: readonly Point[];
  declare budget: number;
  declare threshold: number;
  declare width: number;
  /** The point that is looked at; undefined for the one where answers begin. */
  declare at: number | undefined;
  #watch: ResizeObserver | undefined;

  constructor() {
    super();
    this.width = 640;
  }

  override render() {
    const { points, threshold } = this;
    const here = pointAt(points, threshold);
    const looked = this.at === undefined ? here : points[this.at];
    const index = looked ? points.indexOf(looked) : 0;
    return html`
      <p class="readout">${looked ? readout(this.at === undefined ? threshold : looked.confidence, looked) : t('curveNone', { threshold: two(threshold) })}</p>
      <div class="drawing" role="slider" tabindex="0" aria-label=${t('curveLabel')} aria-orientation="horizontal" aria-valuemin="0"
        aria-valuemax=${points.length - 1} aria-valuenow=${index} aria-valuetext=${looked ? readout(looked.confidence, looked) : nothing}
        @keydown=${(event: KeyboardEvent) => this.#step(event, index)} @pointermove=${this.#point} @pointerdown=${this.#point}
        @pointerleave=${this.#leave} @blur=${this.#leave}>
        ${this.#drawing(scaleOf(points, this.budget, this.width), here, this.at === undefined ? undefined : looked)}
      </div>
      <details>
        <summary>${t('asTable')}</summary>
        ${table(points)}
      </details>
    `;
  }

  #drawing(scale: Scale, here: Point | undefined, looked: Point | undefined): SVGTemplateResult {
    const { x, y, ticks } = scale;
    const { width, budget } = this;
    const [left, right, floor] = [EDGE.left, width - EDGE.right, HEIGHT - EDGE.bottom];
    const line = drawn(this.points).map(
      ({ answered, wrong }, i) => `${i ? 'L' : 'M'}${x(answered).toFixed(1)} ${y(wrong).toFixed(1)}`,
    );
    return svg`<svg width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true" focusable="false">
      ${ticks.map(
        (tick) => svg`<path class="grid" d="M${left} ${y(tick)}H${right}"/>
          <text x=${left - 8} y=${y(tick) + 4} text-anchor="end">${share(tick)}</text>`,
      )}
      ${ACROSS.filter((tick) => width >= NARROW || tick % 0.5 === 0).map((tick) => svg`<text x=${x(tick)} y=${floor + 16} text-anchor=${tick === 1 ? 'end' : 'middle'}>${share(tick)}</text>`)}
      <text class="axis" x=${(left + right) / 2} y=${HEIGHT - 6} text-anchor="middle">${t('curveAcross')}</text>
      <text x="0" y="14">${t('promiseWrong')}</text>
      <clipPath id="inside"><rect x=${left - 6} y=${EDGE.top - 6} width=${right - left + 12} height=${floor - EDGE.top + 12}/></clipPath>
      <path class="line" clip-path="url(#inside)" d=${line.join('')}/>
      <path class="budget" d="M${left} ${y(budget)}H${right}"/>
      <text class="mark" x=${right} y=${y(budget) - 6} text-anchor="end">${t('curveBudget', { budget: share(budget) })}</text>
      ${
        here
          ? svg`<path class="from" d="M${x(here.answered)} ${Math.max(EDGE.top, y(here.wrong))}V${floor}"/>
            <circle class="here" clip-path="url(#inside)" cx=${x(here.answered)} cy=${y(here.wrong)} r="5"/>
            <text class="mark" x=${x(here.answered) + (here.answered > 0.8 ? -9 : 9)} y=${floor - 8}
              text-anchor=${here.answered > 0.8 ? 'end' : 'start'}>${t('curveFrom', { threshold: two(this.threshold) })}</text>`
          : nothing
      }
      ${looked ? svg`<path class="look" d="M${x(looked.answered)} ${EDGE.top}V${floor}"/><circle class="looked" clip-path="url(#inside)" cx=${x(looked.answered)} cy=${y(looked.wrong)} r="4"/>` : nothing}
    </svg>`;
  }

  /** Text must not grow and shrink with the drawing, so it is drawn as wide as there is room. */
  protected override firstUpdated(): void {
    const box = this.renderRoot.querySelector('.drawing');
    if (!box || !('ResizeObserver' in globalThis)) return;
    this.#watch = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0) this.width = width;
    });
    this.#watch.observe(box);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
  }

  #step(event: KeyboardEvent, from: number): void {
    const ends: Record<string, number> = { Home: 0, End: this.points.length - 1 };
    const to = ends[event.key] ?? from + (STRIDE[event.key] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    this.at = Math.min(this.points.length - 1, Math.max(0, to));
  }

  #point = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof Element)) return;
    const { left } = event.currentTarget.getBoundingClientRect();
    const { answeredAt } = scaleOf(this.points, this.budget, this.width);
    this.at = nearest(this.points, answeredAt(event.clientX - left));
  };

  #leave = (): void => {
    this.at = undefined;
  };
}

function readout(from: number, { answered, wrong }: Point): string {
  return t('curveReadout', { threshold: two(from), answered: share(answered), wrong: share(wrong) });
}

function table(points: readonly Point[]): TemplateResult {
  return html`<table>
    <thead><tr><th scope="col">${t('promiseThreshold')}</th><th scope="col">${t('promiseAnswered')}</th><th scope="col">${t('promiseWrong')}</th></tr></thead>
    <tbody>${thinned(points, ROWS).map(
      ({ confidence, answered, wrong }) =>
        html`<tr><td>${two(confidence)}</td><td>${share(answered)}</td><td>${share(wrong)}</td></tr>`,
    )}</tbody>
  </table>`;
}

customElements.define('fd-curve', FdCurve);

declare global {
  interface HTMLElementTagNameMap {
    'fd-curve': FdCurve;
  }
}
