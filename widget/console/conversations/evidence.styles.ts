/** Confidence, candidates and figures, wherever a decision is shown. */
import { css } from 'lit';

export const evidenceStyles = css`
  h4 {
    margin-block-start: var(--fd-2);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .confidence {
    display: grid;
    gap: 4px;
  }
  small {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .bar {
    width: 100%;
    height: 6px;
    border-radius: 3px;
  }
  .track {
    fill: var(--fd-line);
  }
  .fill {
    fill: var(--fd-accent);
  }
  .tick {
    fill: var(--fd-ink);
  }
  .pairs {
    display: grid;
    gap: 4px;
  }
  .pairs div {
    display: grid;
    grid-template-columns: 92px minmax(0, 1fr);
    gap: var(--fd-2);
  }
  .figures div {
    grid-template-columns: minmax(0, 1fr) auto;
  }
  dt {
    color: var(--fd-muted);
    overflow-wrap: anywhere;
  }
  dd {
    overflow-wrap: anywhere;
  }
  .figures dd {
    font-variant-numeric: tabular-nums;
  }
  summary {
    border-radius: 4px;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .share {
    color: var(--fd-muted);
    font-variant-numeric: tabular-nums;
  }
  .candidates {
    display: grid;
    gap: var(--fd-2);
  }
  .candidates summary {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 3px var(--fd-2);
    list-style: none;
  }
  .candidates summary .bar {
    grid-column: 1 / -1;
    height: 4px;
  }
  .candidates .title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .candidates [open] .title {
    white-space: normal;
  }
  .candidates details[open] {
    padding-block-end: var(--fd-2);
  }
  .passage {
    margin-block: 6px;
    color: var(--fd-muted);
    overflow-wrap: anywhere;
  }
  .candidates button {
    margin-block-start: 6px;
  }
`;
