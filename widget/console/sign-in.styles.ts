import { css } from 'lit';

export const signInStyles = css`
  :host {
    background: var(--fd-sunken);
  }
  main {
    display: grid;
    justify-items: center;
    align-content: center;
    min-height: 100%;
    padding: var(--fd-4);
  }
  form {
    display: grid;
    gap: var(--fd-4);
    width: min(344px, 100%);
    padding: var(--fd-8) var(--fd-6);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
    background: var(--fd-surface);
  }
  .mark {
    color: var(--fd-accent-ink);
    font-weight: 650;
  }
  h1 {
    margin-block-start: -12px;
    font-size: var(--fd-text-xl);
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.2;
  }
  .hint {
    margin-block-start: -12px;
    color: var(--fd-muted);
  }
  label {
    display: grid;
    gap: var(--fd-1);
    font-weight: 500;
  }
  input {
    height: 38px;
    padding: 0 10px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-size: var(--fd-text-m);
    font-weight: 400;
  }
  @media (pointer: coarse) {
    input {
      font-size: 16px;
    }
  }
  input:focus-visible {
    outline-offset: 0;
  }
  small {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 400;
  }
  .error {
    padding: var(--fd-2) 10px;
    border-inline-start: 3px solid var(--fd-danger);
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  button.primary {
    height: 38px;
    font-size: var(--fd-text-m);
  }
`;
