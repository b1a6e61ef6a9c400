import { css } from 'lit';

export const promiseStyles = css`
  .inbox {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 312px;
    gap: var(--fd-8);
    align-items: start;
  }
  .promise {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-4);
  }
  .sentence {
    max-width: 62ch;
    font-size: var(--fd-text-m);
    line-height: 1.5;
    text-wrap: pretty;
  }
  .over {
    color: var(--fd-warning);
    font-weight: 600;
  }
  .inboxes a {
    color: var(--fd-accent-ink);
    text-underline-offset: 2px;
  }
  .inboxes .shown th,
  .inboxes .shown a {
    font-weight: 650;
  }
  .inboxes .shown > * {
    background: var(--fd-accent-soft);
  }
  .inboxes tr > :first-child {
    padding-inline-start: var(--fd-2);
  }
  .grounds {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--fd-6) var(--fd-8);
    padding-block-start: var(--fd-4);
    border-block-start: 1px solid var(--fd-line);
  }
  .grounds section {
    display: grid;
    align-content: start;
    gap: var(--fd-2);
  }
  .grounds p:has(svg) {
    display: flex;
    gap: var(--fd-2);
  }
  .grounds svg {
    margin-block-start: 1px;
    color: var(--fd-success);
  }
  .alarm {
    padding: var(--fd-2) var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
    font-weight: 600;
  }
  .grounds .alarm svg {
    color: inherit;
  }
  .pairs div {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--fd-3);
    min-height: 26px;
    align-items: center;
  }
  .pairs dt {
    color: var(--fd-muted);
  }
  .pairs dd {
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 1023px) {
    .inbox {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--fd-5);
    }
    .grounds {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
