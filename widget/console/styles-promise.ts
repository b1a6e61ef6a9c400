import { css } from 'lit';

export const promiseStyles = css`
  dialog.wide {
    width: min(640px, calc(100vw - 32px));
    max-height: min(820px, calc(100dvh - 32px));
  }
  h3 {
    padding-block: var(--fd-3) var(--fd-1);
  }
  .sentence {
    font-weight: 500;
  }
  .curve {
    display: block;
    width: 100%;
    height: auto;
    margin-block: var(--fd-2);
  }
  .curve text {
    fill: var(--fd-muted);
    font-size: 11px;
  }
  .curve path {
    fill: none;
  }
  .curve .grid {
    stroke: var(--fd-line);
  }
  .curve .line {
    stroke: var(--fd-accent);
    stroke-width: 2;
  }
  .curve .budget {
    stroke: var(--fd-muted);
    stroke-dasharray: 4 4;
  }
  .curve .here {
    fill: var(--fd-raised);
    stroke: var(--fd-accent);
    stroke-width: 2.5;
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--fd-3);
  }
  label {
    display: grid;
    gap: 4px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  input {
    width: 140px;
    height: 34px;
    padding: 0 10px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 0;
    border-block-end: 1px solid var(--fd-line);
    text-align: start;
  }
  th {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 500;
  }
  .said:empty {
    display: none;
  }
  .said {
    margin-block-start: var(--fd-3);
    font-weight: 500;
  }
`;
