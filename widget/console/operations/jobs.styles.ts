/** What the page of jobs adds to every page. */
import { css } from 'lit';

export const jobStyles = css`
  h1:focus {
    outline: none;
  }
  a {
    color: var(--fd-accent-ink);
  }
  .told {
    padding: var(--fd-3) var(--fd-4);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
  }
  .told:has(li) {
    border-color: var(--fd-danger);
    background: var(--fd-danger-soft);
  }
  .told li + li {
    margin-block-start: var(--fd-2);
  }
  .well::before {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-inline-end: var(--fd-2);
    border-radius: 50%;
    background: var(--fd-success);
    content: '';
  }
  .bad {
    color: var(--fd-danger);
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
    justify-items: start;
  }
  th[scope='row'] small {
    margin-inline-start: var(--fd-2);
    color: var(--fd-muted);
    font-weight: 400;
  }
  td {
    height: auto;
    padding-block: 6px;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  td button + button {
    margin-inline-start: var(--fd-2);
  }
  @media (max-width: 719px) {
    /* A row is a small card. */
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    :is(table, tbody, tr, td, th) {
      display: block;
    }
    tr {
      padding-block: var(--fd-2);
      border-block-end: 1px solid var(--fd-line);
    }
    :is(td, th[scope='row']) {
      height: auto;
      padding: 2px 0;
      border: 0;
    }
    td[data-head]::before {
      margin-inline-end: var(--fd-2);
      color: var(--fd-muted);
      font-size: var(--fd-text-xs);
      content: attr(data-head);
    }
    button.plain {
      min-height: 44px;
    }
  }
`;
