/** Versions, one version, the report, imports and gaps: rows, marks, diffs. */
import { css } from 'lit';

export const versionStyles = css`
  h1:focus {
    outline: none;
  }
  a {
    color: var(--fd-accent-ink);
  }
  /* A live region has to be there before it speaks, but takes no room. */
  [role='status']:empty {
    position: absolute;
  }
  h2 small {
    font-weight: 400;
  }
  .aside {
    margin-inline-start: auto;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
  }
  .rows > li {
    display: grid;
    grid-template-columns: 104px 92px minmax(0, 1fr) 216px 152px;
    gap: 2px var(--fd-4);
    align-items: center;
    min-height: 36px;
    padding-block: var(--fd-1);
    border-block-end: 1px solid var(--fd-line);
  }
  .rows > .rollback {
    display: flex;
    flex-wrap: wrap;
  }
  .said {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .counts {
    font-variant-numeric: tabular-nums;
  }
  .plus {
    color: var(--fd-success);
  }
  .tilde {
    color: var(--fd-warning);
  }
  .minus {
    color: var(--fd-danger);
  }
  .mark {
    justify-self: start;
    padding: 1px 7px;
    border-radius: 999px;
    background: var(--fd-hover);
    font-size: var(--fd-text-xs);
  }
  .mark:is(.current, .better, .added) {
    background: var(--fd-success-soft);
    color: var(--fd-success);
  }
  .mark:is(.worse, .removed) {
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2);
  }
  .progress {
    display: grid;
    gap: var(--fd-1);
    max-width: 420px;
  }
  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--fd-accent);
  }
  .problem {
    color: var(--fd-danger);
    overflow-wrap: anywhere;
  }
  .problem li {
    padding-block: 2px;
  }
  .meaning {
    padding: var(--fd-3);
    border-radius: var(--fd-radius-s);
    font-size: var(--fd-text-m);
  }
  .meaning.ok {
    background: var(--fd-success-soft);
  }
  .meaning.bad {
    background: var(--fd-danger-soft);
  }
  summary {
    min-height: 32px;
    line-height: 32px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  :is(.found, .trials) li {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--fd-3);
    padding-block: 6px;
    border-block-end: 1px solid var(--fd-line);
    overflow-wrap: anywhere;
  }
  .trials li {
    display: grid;
  }
  .lines-of {
    margin-block: var(--fd-1) var(--fd-3);
    padding: var(--fd-2) 0;
    border-radius: var(--fd-radius-s);
    background: var(--fd-sunken);
    font: 12px / 1.5 var(--fd-mono);
  }
  .lines-of li {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .lines-of i {
    font-style: normal;
    text-align: center;
  }
  .lines-of .added {
    background: var(--fd-success-soft);
    color: var(--fd-success);
  }
  .lines-of .removed {
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .lines-of .skipped {
    color: var(--fd-muted);
  }
  @media (max-width: 719px) {
    .rows > li {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .rows .said,
    .rows .who,
    .rows .counts {
      grid-column: 1 / -1;
    }
    .rows .name {
      display: flex;
      align-items: center;
      min-height: 44px;
    }
    summary {
      padding-block: 6px;
    }
    button:is(.plain, .primary, .small) {
      min-height: 44px;
      white-space: normal;
    }
    .aside {
      margin: 0;
      padding-block: 12px;
    }
  }
`;
