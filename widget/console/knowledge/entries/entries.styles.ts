/** The list of entries fills the page and scrolls by itself; row heights are known to entries.ts. */
import { css } from 'lit';

export const entriesStyles = css`
  .page {
    grid-template-rows: max-content max-content minmax(320px, 1fr);
    align-content: stretch;
    gap: var(--fd-3);
    max-width: 1240px;
    height: 100%;
    padding-block-end: 0;
  }
  h1:focus {
    outline: none;
  }
  .go {
    display: flex;
    gap: var(--fd-2);
    margin-inline-start: auto;
  }
  .go a,
  .blank a.primary {
    display: inline-flex;
    align-items: center;
    min-height: 32px;
    padding: 0 var(--fd-3);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: inherit;
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
  }
  .go a:hover {
    background: var(--fd-hover);
  }
  .go a.primary,
  .blank a.primary {
    border-color: var(--fd-accent);
    background: var(--fd-accent);
    color: var(--fd-on-accent);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2);
  }
  form label {
    display: grid;
    gap: 2px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  form .words {
    flex: 1 1 220px;
  }
  form :is(.locale, .tag) {
    flex: 0 1 112px;
  }
  form :is(input, select) {
    width: 100%;
    min-width: 0;
    height: 32px;
    padding: 0 var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
    font-size: var(--fd-text-s);
  }
  .list {
    position: relative;
    margin-inline: calc(-1 * var(--fd-3));
    overflow-y: auto;
    overscroll-behavior: contain;
    border-block-start: 1px solid var(--fd-line);
  }
  .all {
    overflow: clip;
  }
  .row {
    display: grid;
    grid-template: 'name use' 20px 'what when' 20px / minmax(0, 1fr) minmax(0, 280px);
    align-content: center;
    gap: 0 var(--fd-4);
    height: 60px;
    padding-inline: var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
    color: inherit;
    text-decoration: none;
  }
  .row > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  a.row:hover {
    background: var(--fd-hover);
  }
  .row.active {
    background: var(--fd-accent-soft);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .name {
    grid-area: name;
  }
  .name b {
    font-weight: 600;
  }
  .mark {
    margin-inline-start: var(--fd-1);
    padding: 1px 6px;
    border-radius: 4px;
    background: var(--fd-hover);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .mark.off {
    background: var(--fd-warning-soft);
    color: var(--fd-warning);
  }
  .what {
    grid-area: what;
    color: var(--fd-muted);
  }
  .what code {
    padding: 0;
    background: none;
    color: var(--fd-muted);
  }
  .what .tags::before,
  .what .tags::after {
    content: ' · ';
  }
  .what .tags {
    color: var(--fd-ink);
  }
  :is(.use, .when) {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .use {
    grid-area: use;
  }
  .use.some {
    color: var(--fd-ink);
  }
  .when {
    grid-area: when;
  }
  .skeletons {
    grid-template: '.' 20px '.' 20px / minmax(0, 480px);
    align-items: center;
  }
  .lost {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    padding: var(--fd-2) var(--fd-3);
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  @media (max-width: 719px) {
    .page {
      padding-block-start: var(--fd-3);
    }
    .go {
      width: 100%;
      margin: 0;
    }
    .go a {
      flex: 1;
      justify-content: center;
    }
    .go a,
    .blank a.primary,
    .blank button,
    form :is(input, select) {
      min-height: 44px;
    }
    form {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    form .words {
      grid-column: 1 / -1;
    }
    form :is(input, select) {
      font-size: 16px;
    }
    .row {
      grid-template: 'name' 20px 'what' 20px 'use' 18px 'when' 18px / minmax(0, 1fr);
      height: 96px;
    }
    :is(.use, .when) {
      text-align: start;
    }
  }
`;
