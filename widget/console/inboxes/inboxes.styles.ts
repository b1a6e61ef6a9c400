/** What the pages of inboxes add to those of entries: the week, rows that come and go, a field for each language. */
import { css } from 'lit';

export const inboxStyles = css`
  .both {
    align-items: stretch;
  }
  th a,
  .new {
    color: var(--fd-accent-ink);
  }
  .new {
    margin-inline-start: auto;
    font-weight: 600;
  }
  form section {
    display: grid;
    gap: var(--fd-3);
    padding-block-end: var(--fd-5);
    border-block-end: 1px solid var(--fd-line);
  }
  form h2 {
    font-size: var(--fd-text-m);
  }
  form :is(.small, .link) {
    justify-self: start;
  }
  .name {
    font-weight: 500;
  }
  .pairs-of {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
    gap: var(--fd-3);
    align-items: start;
  }
  .colour {
    display: flex;
    gap: var(--fd-2);
  }
  .colour input[type='color'] {
    flex: none;
    width: 44px;
    padding: 2px;
  }
  .zone {
    max-width: 320px;
  }
  .week {
    display: grid;
    gap: 2px;
  }
  .day {
    display: grid;
    grid-template-columns: 96px 120px minmax(0, 1fr);
    gap: var(--fd-2) var(--fd-3);
    align-items: center;
    min-height: 40px;
  }
  .times,
  .pair,
  .holiday,
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-1) var(--fd-2);
    align-items: center;
  }
  form .pair input[type='time'] {
    width: 112px;
  }
  form .holiday > input {
    width: 150px;
  }
  svg.bar-of-day {
    width: 100%;
    height: 8px;
  }
  .closed {
    fill: var(--fd-hover);
  }
  .open {
    fill: var(--fd-accent);
  }
  .fields {
    display: grid;
    gap: var(--fd-2);
  }
  .asked {
    display: grid;
    gap: var(--fd-2);
    padding: var(--fd-2) 0 var(--fd-3);
    border-block-end: 1px dashed var(--fd-line);
  }
  .head b {
    flex: 1;
  }
  .spoken {
    display: grid;
    grid-template-columns: 88px minmax(0, 1fr) auto;
    gap: var(--fd-2);
    align-items: start;
  }
  aside > section {
    align-self: start;
    position: sticky;
    inset-block-start: var(--fd-4);
  }
  .trouble ul {
    list-style: disc;
    padding-inline-start: var(--fd-4);
  }
  .bar {
    grid-template-columns: minmax(0, 1fr) auto;
  }
  form .bar .said {
    grid-column: auto;
  }
  @media (max-width: 719px) {
    .day {
      grid-template-columns: minmax(0, 1fr);
      padding-block: var(--fd-2);
    }
    .spoken {
      grid-template-columns: minmax(0, 1fr);
    }
    form .pair input[type='time'] {
      width: 132px;
    }
    button.small {
      min-height: 44px;
    }
  }
  @media (forced-colors: active) {
    .open {
      fill: Highlight;
    }
  }
`;
