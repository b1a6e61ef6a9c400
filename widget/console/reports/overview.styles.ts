import { css } from 'lit';

export const reportStyles = css`
  .page {
    max-width: 1240px;
  }
  .page > header {
    justify-content: space-between;
  }
  .aside {
    color: var(--fd-accent-ink);
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
  :is(select, input) {
    max-width: 220px;
    min-height: 32px;
    padding: 0 var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
    font-size: var(--fd-text-s);
  }
  [aria-busy='true'] .tiles,
  [aria-busy='true'] .charts {
    opacity: 0.7;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--fd-5) var(--fd-6);
    padding-block: var(--fd-2);
  }
  .tiles li {
    display: grid;
    align-content: start;
    gap: 2px;
    padding-inline-start: var(--fd-3);
    border-inline-start: 2px solid var(--fd-line);
  }
  .tiles strong {
    font-size: var(--fd-text-xl);
    font-variant-numeric: tabular-nums;
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.2;
  }
  .name {
    justify-self: start;
    min-height: 24px;
    color: inherit;
    font-weight: 500;
    text-align: start;
    text-decoration: underline dotted var(--fd-control);
    text-underline-offset: 3px;
  }
  .name:hover {
    color: var(--fd-accent-ink);
  }
  .trend {
    color: var(--fd-muted);
  }
  .aim {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .aim svg {
    width: 14px;
    height: 14px;
  }
  .good {
    color: var(--fd-success);
  }
  .bad {
    color: var(--fd-danger);
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr));
    gap: var(--fd-6);
    padding-block: var(--fd-4);
    border-block: 1px solid var(--fd-line);
  }
  .reasons {
    display: grid;
    align-content: start;
    gap: var(--fd-2);
  }
  .reasons .bar {
    width: 40%;
  }
  .reasons svg {
    width: 100%;
    height: 8px;
  }
  .reasons rect {
    fill: var(--fd-accent-ink);
  }
  section > h2,
  .compare {
    margin-block-end: var(--fd-2);
  }
  .compare {
    display: flex;
    align-items: center;
    gap: var(--fd-3);
  }
  .scroll {
    overflow-x: auto;
  }
  .scroll :is(td, th) {
    white-space: nowrap;
  }
  td svg {
    display: inline-block;
  }
  @media (max-width: 719px) {
    .tiles {
      grid-template-columns: repeat(auto-fill, minmax(140px, 1fr));
      gap: var(--fd-4);
    }
    :is(select, input),
    .name {
      min-height: 44px;
    }
    .aside {
      padding-block: 12px;
    }
  }
`;

export const definitionStyles = css`
  dialog {
    width: min(520px, calc(100vw - 32px));
    padding: 0;
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
    background: var(--fd-raised);
    color: inherit;
    box-shadow: var(--fd-shadow-3);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  form {
    display: grid;
    gap: var(--fd-3);
    padding: var(--fd-5);
  }
  h2 {
    font-size: var(--fd-text-m);
  }
  label {
    font-weight: 500;
  }
  input {
    max-width: 160px;
    min-height: 32px;
    padding: 0 var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
  }
  .problem {
    color: var(--fd-danger);
  }
  .foot {
    display: flex;
    justify-content: flex-end;
    gap: var(--fd-2);
  }
  @media (max-width: 719px) {
    input,
    .foot button {
      min-height: 44px;
    }
  }
`;
