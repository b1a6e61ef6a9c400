import { css } from 'lit';

export const curveStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
  }
  /* Room for two lines: on a phone the sentence wraps, and nothing may jump while one looks along the curve. */
  .readout {
    min-height: 1.4em;
    color: var(--fd-muted);
    font-variant-numeric: tabular-nums;
  }
  .drawing {
    width: 100%;
    overflow: hidden;
    border-radius: var(--fd-radius-s);
    cursor: crosshair;
    /* More is to the right, whatever the language. */
    direction: ltr;
    touch-action: pan-y;
  }
  .drawing:focus-visible {
    outline-offset: 0;
  }
  svg {
    display: block;
    width: auto;
    height: auto;
  }
  text {
    fill: var(--fd-muted);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .mark {
    fill: var(--fd-ink);
    font-weight: 500;
    paint-order: stroke;
    stroke: var(--fd-surface);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  path {
    fill: none;
  }
  .grid {
    stroke: var(--fd-line);
  }
  .line {
    stroke: var(--fd-accent-ink);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .budget {
    stroke: var(--fd-ink);
    stroke-dasharray: 5 4;
  }
  .from {
    stroke: var(--fd-accent-ink);
    stroke-dasharray: 2 3;
  }
  .look {
    stroke: var(--fd-control);
  }
  .here {
    fill: var(--fd-surface);
    stroke: var(--fd-accent-ink);
    stroke-width: 2.5;
  }
  .looked {
    fill: var(--fd-ink);
  }
  summary {
    width: max-content;
    border-radius: 4px;
    color: var(--fd-accent-ink);
    cursor: pointer;
  }
  table {
    width: 100%;
    max-width: 480px;
    margin-block-start: var(--fd-2);
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  :is(th, td) {
    height: 26px;
    padding: 0;
    border-block-end: 1px solid var(--fd-line);
    text-align: start;
  }
  th {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 500;
  }
  @media (max-width: 719px) {
    .readout {
      min-height: 2.8em;
    }
  }
  @media (forced-colors: active) {
    text,
    .mark {
      fill: CanvasText;
      stroke: none;
    }
    .line,
    .here,
    .from,
    .budget {
      stroke: CanvasText;
    }
  }
`;
