import { css } from 'lit';

export const confirmStyles = css`
  form {
    display: grid;
    gap: var(--fd-2);
  }
  p {
    max-width: 56ch;
    overflow-wrap: anywhere;
  }
  label {
    display: grid;
    gap: var(--fd-1);
    padding-block-start: var(--fd-1);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  textarea {
    width: 100%;
    padding: var(--fd-2);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    color: var(--fd-ink);
    font-size: var(--fd-text-s);
    resize: vertical;
  }
  .foot {
    flex-wrap: wrap;
  }
  @media (max-width: 719px) {
    .foot button {
      min-height: 44px;
    }
    textarea {
      font-size: 16px;
    }
  }
`;
