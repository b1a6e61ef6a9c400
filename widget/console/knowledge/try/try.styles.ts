import { css } from 'lit';

export const tryStyles = css`
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--fd-2);
    align-items: end;
    max-width: 720px;
  }
  textarea {
    grid-column: 1 / -1;
    min-height: 56px;
    padding: var(--fd-2) var(--fd-3);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-size: var(--fd-text-m);
    line-height: 1.4;
    resize: vertical;
  }
  form button {
    grid-column: 2;
    min-width: 96px;
  }
  select {
    height: 32px;
    padding: 0 8px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
  }
  .problem {
    color: var(--fd-danger);
  }
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 400px);
    gap: var(--fd-6) var(--fd-8);
    align-items: start;
    padding-block-start: var(--fd-4);
    border-block-start: 1px solid var(--fd-line);
    transition: opacity var(--fd-fast);
  }
  .result.old {
    opacity: 0.5;
  }
  .result section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-3);
  }
  .verdict {
    font-size: var(--fd-text-m);
  }
  h3 {
    margin-block-start: var(--fd-2);
  }
  .answer {
    display: grid;
    gap: var(--fd-2);
    max-width: 62ch;
    padding: var(--fd-3) var(--fd-4);
    border-radius: var(--fd-radius);
    background: var(--fd-sunken);
    font-size: var(--fd-text-m);
    overflow-wrap: anywhere;
  }
  .answer a {
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-s);
  }
  .prose ul {
    list-style: disc;
  }
  .prose ol {
    list-style: decimal;
  }
  .choices {
    display: grid;
    gap: var(--fd-1);
  }
  .choices summary {
    min-height: 28px;
    line-height: 28px;
  }
  .foot-note {
    font-size: var(--fd-text-xs);
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 1023px) {
    .result {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 719px) {
    textarea {
      font-size: 16px;
    }
    form button,
    select {
      min-height: 40px;
    }
  }
`;
