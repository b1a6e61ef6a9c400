import { css } from 'lit';

export const termsStyles = css`
  :host {
    display: block;
  }
  form,
  fieldset,
  [role='radiogroup'] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-3);
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  [role='radiogroup'] {
    gap: var(--fd-1);
  }
  .reason,
  .done p {
    display: flex;
    gap: var(--fd-2);
  }
  .reason {
    color: var(--fd-muted);
  }
  .field {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-3);
  }
  .figure {
    white-space: nowrap;
  }
  input[type='number'] {
    width: 72px;
    height: 32px;
    padding: 0 8px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-variant-numeric: tabular-nums;
  }
  input:disabled {
    border-color: var(--fd-line);
    background: var(--fd-sunken);
    color: var(--fd-muted);
  }
  input[type='radio'] {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--fd-accent);
  }
  [role='radiogroup'] label {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-height: 34px;
  }
  .name {
    font-weight: 500;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  :is(th, td) {
    height: 32px;
    padding: 0;
    border-block-end: 1px solid var(--fd-line);
    text-align: start;
  }
  th {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 500;
  }
  button.small {
    min-width: 60px;
    min-height: 24px;
  }
  button[aria-pressed='true'] {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  fieldset:disabled button.small {
    border-color: transparent;
    padding-inline: 0;
    color: var(--fd-ink);
    justify-content: start;
  }
  .problem {
    color: var(--fd-danger);
  }
  .done {
    display: grid;
    justify-items: start;
    gap: var(--fd-1);
    padding: var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: var(--fd-success-soft);
  }
  .done svg {
    color: var(--fd-success);
  }
  .done dl {
    width: 100%;
  }
  .done dl div {
    display: flex;
    justify-content: space-between;
    gap: var(--fd-3);
  }
  .done dt {
    color: var(--fd-muted);
  }
  .done dd {
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 719px) {
    input[type='number'],
    button.primary,
    button.small {
      min-height: 40px;
    }
    input[type='number'] {
      height: 40px;
      /* Smaller, and phones zoom in. */
      font-size: 16px;
    }
    :is(th, td) {
      height: 46px;
    }
  }
  @media (forced-colors: active) {
    button[aria-pressed='true'] {
      border-width: 3px;
    }
  }
`;
