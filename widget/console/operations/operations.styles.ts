/** What the pages of the audit log and of retention add to every page. */
import { css } from 'lit';

export const operationsStyles = css`
  h1:focus {
    outline: none;
  }
  a {
    color: var(--fd-accent-ink);
  }
  .aside {
    margin-inline-start: auto;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-3);
  }
  .filters label {
    display: grid;
    gap: 2px;
    min-width: 0;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  :is(select, input:not([type='checkbox'])) {
    max-width: 260px;
    min-height: 32px;
    padding: 0 var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
    font-size: var(--fd-text-s);
  }
  .chain {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-3);
    align-items: center;
  }
  .chain p {
    flex: 1 1 260px;
    min-width: 0;
  }
  .chain code {
    overflow-wrap: anywhere;
  }
  .problem {
    color: var(--fd-danger);
    font-weight: 600;
  }
  [aria-busy='true'] tbody {
    opacity: 0.7;
  }
  td {
    height: auto;
    padding-block: 6px;
    vertical-align: baseline;
    overflow-wrap: anywhere;
  }
  td:first-child {
    width: 180px;
  }
  td:is(:first-child, :last-child) {
    color: var(--fd-muted);
    white-space: nowrap;
    overflow-wrap: normal;
  }
  td b {
    font-weight: 600;
  }
  td li {
    padding-block: 2px;
  }
  table + .plain {
    justify-self: start;
  }
  .policy,
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-3);
    padding-block-end: var(--fd-5);
    border-block-end: 1px solid var(--fd-line);
  }
  section:last-of-type {
    border: 0;
  }
  .days {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
    gap: var(--fd-3) var(--fd-6);
  }
  .field {
    display: grid;
    align-content: start;
    gap: 4px;
  }
  .field label,
  .find label {
    font-weight: 500;
  }
  .field input {
    width: 120px;
  }
  .wrong {
    color: var(--fd-danger);
  }
  .today {
    display: grid;
    gap: var(--fd-2);
    min-height: 84px;
  }
  .counts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-6);
  }
  .counts dt {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .counts dd {
    font-size: var(--fd-text-m);
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  dialog .counts {
    display: grid;
    gap: 0;
    padding-block: var(--fd-2);
  }
  dialog .counts div {
    grid-template-columns: minmax(0, 1fr) auto;
  }
  dialog p {
    margin-block-end: var(--fd-3);
  }
  dialog .foot {
    margin-block-start: var(--fd-3);
  }
  .does,
  .find {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-3);
    align-items: center;
  }
  .find small {
    flex: 1 0 100%;
  }
  @media (max-width: 719px) {
    /* A row is a small card: the sentence first. */
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    :is(table, tbody, td) {
      display: block;
    }
    tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--fd-3);
      padding-block: var(--fd-2);
      border-block-end: 1px solid var(--fd-line);
    }
    td,
    td:first-child {
      width: auto;
      padding: 0;
      border: 0;
    }
    td:nth-child(2) {
      order: -1;
      flex: 1 0 100%;
    }
    :is(select, input:not([type='checkbox']), button.plain) {
      min-height: 44px;
    }
  }
`;
