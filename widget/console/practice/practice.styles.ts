/** The page of practice, and the card wherever it stands. */
import { css } from 'lit';

export const practiceStyles = css`
  main {
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .page {
    max-width: 760px;
    margin-inline: auto;
  }
  .page > header a {
    margin-inline-start: auto;
  }
  .intro {
    max-width: 70ch;
    color: var(--fd-muted);
  }
  a {
    color: var(--fd-accent-ink);
  }
  h2 {
    font-size: var(--fd-text-m);
  }
  section,
  form {
    display: grid;
    gap: var(--fd-2);
  }
  form {
    gap: var(--fd-3);
  }
  fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
    gap: var(--fd-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 var(--fd-2);
    font-size: var(--fd-text-m);
    font-weight: 600;
  }
  .choice {
    display: flex;
    gap: var(--fd-2);
    padding: var(--fd-2) var(--fd-3);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius-s);
    cursor: pointer;
  }
  .choice:hover {
    background: var(--fd-hover);
  }
  .choice:has(:checked) {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
  }
  .choice input {
    flex: none;
    width: 16px;
    height: 16px;
    margin: 1px 0 0;
    accent-color: var(--fd-accent);
  }
  .choice span {
    display: grid;
    align-content: start;
    gap: 1px;
  }
  .choice:has(:checked) small {
    color: var(--fd-ink);
  }
  b {
    font-weight: 600;
  }
  .how {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--fd-3);
  }
  .how label {
    display: grid;
    gap: 2px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  select {
    min-width: 112px;
    height: 32px;
    padding-inline: var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
    font: inherit;
    font-size: var(--fd-text-s);
  }
  .how .primary {
    margin-inline-start: auto;
    min-width: 112px;
  }
  .problem {
    color: var(--fd-danger);
  }
  .problem:empty {
    display: none;
  }
  .running li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-3);
    min-height: 32px;
    border-block-end: 1px solid var(--fd-line);
  }
  .card {
    border-block-end: 1px solid var(--fd-line);
  }
  .card summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--fd-3);
    min-height: 36px;
    cursor: pointer;
  }
  .card summary::before {
    content: '▸' / '';
    width: 1ch;
    color: var(--fd-muted);
  }
  .card[open] summary::before {
    content: '▾' / '';
  }
  .card summary b {
    flex: 1 1 auto;
  }
  .card[open] {
    padding-block-end: var(--fd-3);
  }
  .score {
    font-variant-numeric: tabular-nums;
  }
  time {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .points {
    display: grid;
    gap: var(--fd-1);
    margin-block: var(--fd-1) var(--fd-2);
  }
  .points li {
    display: flex;
    align-items: start;
    gap: var(--fd-2);
    overflow-wrap: anywhere;
  }
  .points svg {
    flex: none;
    margin-block-start: 1px;
  }
  .kept svg {
    color: var(--fd-success);
  }
  .missed svg {
    color: var(--fd-danger);
  }
  .missed {
    font-weight: 500;
  }
  .tip {
    padding: var(--fd-2) var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-accent-soft);
    color: var(--fd-ink);
  }
  .over {
    max-height: 46vh;
    padding: var(--fd-3);
    overflow-y: auto;
    border-block-start: 1px solid var(--fd-line);
    background: var(--fd-surface);
  }
  .over header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--fd-1) var(--fd-3);
  }
  .over header a {
    margin-inline-start: auto;
  }
  .over .points {
    margin: 0;
  }
  @media (max-width: 719px) {
    .choice,
    select,
    .how .primary {
      min-height: 44px;
    }
    .how .primary {
      flex: 1 1 100%;
    }
    .card summary {
      min-height: 44px;
    }
  }
`;
