import { css } from 'lit';

export const chartStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  figure {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: var(--fd-1);
    margin: 0;
  }
  figcaption {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--fd-3);
    min-height: 26px;
  }
  figcaption button {
    flex: none;
    min-height: 26px;
    font-size: var(--fd-text-xs);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--fd-3);
    min-height: 18px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-variant-numeric: tabular-nums;
  }
  .legend b {
    color: var(--fd-ink);
    font-weight: 600;
  }
  .legend i {
    display: inline-block;
    width: 14px;
    margin-inline-end: 5px;
    border-block-start: 2px solid var(--fd-accent-ink);
    vertical-align: 3px;
  }
  .legend i.n1 {
    border-block-start: 2px dashed var(--fd-warning);
  }
  .legend i.bars {
    width: 10px;
    height: 10px;
    border: 1px solid var(--fd-accent-ink);
    background: var(--fd-accent-soft);
    vertical-align: -1px;
  }
  .legend i.bars.n1 {
    border-color: var(--fd-warning);
    background: var(--fd-warning-soft);
  }
  .plot {
    min-height: 168px;
    overflow: hidden;
    direction: ltr;
    touch-action: pan-y;
  }
  /* What uPlot's own sheet would say of the parts that are used here: a canvas, axes and the line under the pointer. */
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-wrap canvas {
    position: relative;
    display: block;
    width: 100%;
    height: 100%;
  }
  :is(.u-over, .u-under, .u-axis, .u-select, .u-cursor-x, .u-cursor-pt) {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  :is(.u-select, .u-cursor-x, .u-cursor-pt) {
    inset-block-start: 0;
    inset-inline-start: 0;
    pointer-events: none;
  }
  .u-cursor-x {
    height: 100%;
    border-inline-end: 1px dashed var(--fd-control);
    will-change: transform;
  }
  .u-cursor-pt {
    border: 0 solid;
    border-radius: 50%;
    will-change: transform;
  }
  .u-off {
    display: none;
  }
  .scroll {
    max-height: 210px;
    overflow-y: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  :is(th, td) {
    height: 26px;
    padding: 0 var(--fd-3) 0 0;
    border-block-end: 1px solid var(--fd-line);
    text-align: start;
  }
  th {
    font-weight: 500;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--fd-surface);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  @media (max-width: 719px) {
    figcaption button {
      min-height: 44px;
    }
  }
`;
