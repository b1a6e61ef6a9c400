import { css } from 'lit';

export const finderStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
    background: var(--fd-surface);
  }
  search {
    display: block;
    padding: var(--fd-2) var(--fd-2) var(--fd-2) var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
  }
  .field {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 34px;
    padding-inline-start: 8px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
  }
  .field > svg {
    flex: none;
    color: var(--fd-muted);
  }
  .field:focus-within {
    border-color: var(--fd-accent);
  }
  input {
    flex: 1;
    min-width: 0;
    height: 30px;
    padding-inline: 4px;
    border: 0;
    background: transparent;
    font: inherit;
    appearance: none;
  }
  input::-webkit-search-cancel-button {
    display: none;
  }
  .filters {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 6px;
    padding-block-start: var(--fd-2);
  }
  label span {
    display: block;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  select {
    width: 100%;
    min-height: 28px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: inherit;
    font: inherit;
    font-size: var(--fd-text-xs);
  }
  .set {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block-start: 6px;
  }
  .set li {
    display: inline-flex;
    align-items: center;
    padding-inline-start: 8px;
    border-radius: 12px;
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-xs);
  }
  .set button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    width: 24px;
    height: 24px;
  }
  .set svg {
    width: 12px;
    height: 12px;
  }
  .none {
    padding: var(--fd-2) var(--fd-3);
  }
  .count {
    padding-block-end: 0;
    font-size: var(--fd-text-xs);
  }
  .rows {
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .row {
    display: grid;
    gap: 1px;
    width: 100%;
    padding: 7px var(--fd-3);
    border-inline-start: 3px solid transparent;
    text-align: start;
  }
  .row:hover {
    background: var(--fd-sunken);
  }
  .row[aria-current] {
    border-inline-start-color: var(--fd-accent);
    background: var(--fd-accent-soft);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .top {
    display: flex;
    gap: var(--fd-2);
  }
  .name {
    flex: 1;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .when,
  .why {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    white-space: nowrap;
  }
  .why {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .line {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow-wrap: anywhere;
  }
  .line b {
    color: var(--fd-muted);
    font-weight: 500;
  }
  mark {
    border-radius: 2px;
    background: color-mix(in srgb, var(--fd-accent) 22%, transparent);
    color: inherit;
    font-weight: 600;
  }
`;
