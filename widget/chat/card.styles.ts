import { css } from 'lit';

export const cardStyles = css`
  :host {
    display: block;
    margin-block-start: var(--fd-4);
  }
  .card {
    display: grid;
    gap: var(--fd-3);
    padding: var(--fd-4);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
    background: var(--fd-sunken);
    font-size: 14px;
  }
  .lead {
    display: flex;
    gap: var(--fd-2);
    font-weight: 600;
  }
  .lead svg {
    margin-block-start: 1px;
    color: var(--fd-accent-ink);
  }
  .muted {
    color: var(--fd-muted);
    font-weight: 400;
  }
  form {
    display: grid;
    gap: 6px;
  }
  .row {
    display: flex;
    gap: var(--fd-2);
  }
  label {
    font-size: var(--fd-text-s);
  }
  input,
  textarea {
    flex: 1;
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 38px;
    padding: var(--fd-2) 10px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    resize: none;
  }
  .do {
    justify-self: start;
    min-block-size: 38px;
    padding: 0 var(--fd-4);
    border-radius: var(--fd-radius-s);
    background: var(--fd-accent);
    color: var(--fd-on-accent);
    font-weight: 600;
  }
  .do:hover {
    background: color-mix(in srgb, var(--fd-accent) 88%, var(--fd-ink));
  }
  .text {
    justify-self: start;
    min-block-size: 32px;
    color: var(--fd-accent-ink);
    font-weight: 600;
    text-decoration: underline;
    text-decoration-color: color-mix(in srgb, currentcolor 35%, transparent);
    text-underline-offset: 3px;
  }
  .text:hover {
    text-decoration-color: currentcolor;
  }
  .error:empty {
    display: none;
  }
  .error {
    color: var(--fd-danger);
    font-size: var(--fd-text-s);
  }
  @media (max-width: 479px) {
    input,
    textarea {
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .do {
      border: 1px solid ButtonText;
    }
  }
`;
