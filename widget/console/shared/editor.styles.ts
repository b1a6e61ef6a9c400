/** The editor of an entry: its fields, what one sees beside them, and a bar that stays in reach. */
import { css } from 'lit';

export const entryStyles = css`
  .page {
    max-width: 1240px;
    padding-block-end: 0;
  }
  h1:focus {
    outline: none;
  }
  h1 {
    overflow-wrap: anywhere;
  }
  .back {
    flex-basis: 100%;
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-xs);
  }
  .both {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 400px);
    gap: var(--fd-8);
    align-items: start;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-4);
  }
  .field {
    display: grid;
    align-content: start;
    gap: var(--fd-1);
  }
  :is(label, legend),
  .inboxes > span {
    font-weight: 500;
  }
  fieldset {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--fd-3) var(--fd-4);
    min-width: 0;
    margin: 0;
    padding: var(--fd-3) 0 0;
    border: 0;
    border-block-start: 1px solid var(--fd-line);
  }
  legend {
    float: inline-start;
    grid-column: 1 / -1;
    padding: 0;
    font-weight: 600;
  }
  .inboxes {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--fd-1) var(--fd-4);
  }
  .inboxes > :is(span, small) {
    flex-basis: 100%;
  }
  .tick {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    font-weight: 400;
  }
  :is(input, select, textarea):not([type='checkbox']) {
    width: 100%;
    min-width: 0;
    min-height: 32px;
    padding: 0 var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
  }
  /* What gets the focus is not to hide behind the bar. */
  form :is(input, select, textarea, .trouble) {
    scroll-margin-block-end: 120px;
  }
  form textarea:not([type]) {
    padding: var(--fd-2);
    line-height: 1.5;
    resize: vertical;
  }
  #title {
    font-size: var(--fd-text-m);
  }
  .bar {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
    gap: var(--fd-1) var(--fd-3);
    align-items: end;
    padding-block: var(--fd-3);
    border-block-start: 1px solid var(--fd-line);
    background: var(--fd-surface);
  }
  .bar label,
  dialog label {
    display: grid;
    gap: var(--fd-1);
    font-size: var(--fd-text-xs);
  }
  .bar :is(input, select),
  dialog select {
    font-size: var(--fd-text-s);
    font-weight: 400;
  }
  .does {
    display: flex;
    gap: var(--fd-2);
  }
  .said {
    grid-column: 1 / -1;
    min-height: 18px;
  }
  .said a,
  .trouble a {
    color: inherit;
    font-weight: 600;
  }
  .said a {
    color: var(--fd-accent-ink);
  }
  :is(.news, .trouble) {
    display: grid;
    gap: var(--fd-2);
    padding: var(--fd-2) var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-accent-soft);
  }
  .trouble {
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .problem {
    color: var(--fd-danger);
  }
  aside,
  aside section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
  }
  aside h2 {
    margin: 0;
    font-size: inherit;
  }
  aside {
    gap: var(--fd-6);
    padding-block-end: var(--fd-8);
  }
  .answer {
    display: grid;
    gap: var(--fd-2);
    padding: var(--fd-3) var(--fd-4);
    border-radius: var(--fd-radius);
    background: var(--fd-sunken);
    font-size: var(--fd-text-m);
    overflow-wrap: anywhere;
  }
  .answer > a {
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-s);
  }
  .prose ul {
    list-style: disc;
  }
  .prose ol {
    list-style: decimal;
  }
  .history {
    display: grid;
    gap: var(--fd-2);
  }
  .history li {
    display: grid;
  }
  .history q {
    color: var(--fd-muted);
  }
  @media (max-width: 1023px) {
    .both {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 719px) {
    .back,
    .tick {
      display: inline-flex;
      align-items: center;
      min-height: 44px;
    }
    :is(input, select, textarea):not([type='checkbox']),
    button:is(.primary, .plain),
    .foot button {
      min-height: 44px;
      font-size: 16px;
    }
    fieldset {
      grid-template-columns: minmax(0, 1fr);
    }
    /* In the way rather than in reach, on a screen half of which is keyboard. */
    .bar {
      position: static;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--fd-3);
    }
    .does button {
      flex: 1;
    }
  }
`;
