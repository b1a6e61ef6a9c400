import { css } from 'lit';

export const contextStyles = css`
  :host {
    display: block;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
    padding: var(--fd-3) var(--fd-4) var(--fd-4);
  }
  section + section {
    border-block-start: 1px solid var(--fd-line);
  }
  h4 {
    margin-block-start: var(--fd-2);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  button.fold {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    background: var(--fd-surface);
  }
  blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--fd-300);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .tried {
    color: var(--fd-muted);
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
  .labels {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .labels [aria-pressed='true'] {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
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
  a {
    color: var(--fd-accent-ink);
  }
  summary {
    border-radius: 4px;
    cursor: pointer;
  }
  .evidence > summary {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--fd-2);
    align-items: center;
    min-height: 32px;
    list-style: none;
  }
  .what {
    font-weight: 600;
  }
  .what::before {
    content: '';
    display: inline-block;
    margin-inline-end: 8px;
    border-block: 4px solid transparent;
    border-inline-start: 5px solid var(--fd-muted);
    transition: transform var(--fd-fast);
  }
  [open] > summary .what::before {
    transform: rotate(90deg);
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .asked {
    overflow: hidden;
    color: var(--fd-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .share {
    color: var(--fd-muted);
    font-variant-numeric: tabular-nums;
  }
  .evidence[open] {
    padding-block-end: var(--fd-3);
  }
  .evidence > :is(blockquote, .confidence, h4, .candidates, .pairs, .more, .none) {
    margin-block-start: var(--fd-2);
  }
  .evidence[open] .asked {
    visibility: hidden;
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
  .more summary {
    min-height: 28px;
    color: var(--fd-accent-ink);
  }
  @media (min-width: 1120px) {
    button.fold {
      display: none;
    }
  }
`;
