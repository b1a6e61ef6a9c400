import { css } from 'lit';

export const skipsStyles = css`
  .skips {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    width: min(320px, calc(100vw - 16px));
    margin: 0;
    padding: var(--fd-2) var(--fd-3);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
    color: var(--fd-ink);
    font-size: var(--fd-text-xs);
  }
  .skips-why {
    font-size: var(--fd-text-s);
    font-weight: 600;
  }
  .skips-why::first-letter {
    text-transform: uppercase;
  }
  .skips p + p {
    color: var(--fd-muted);
  }
  .skips ul {
    margin-block-start: var(--fd-2);
    padding-block-start: var(--fd-2);
    border-block-start: 1px solid var(--fd-line);
  }
  .skips li {
    display: flex;
    gap: 6px;
    padding-block: 1px;
    content-visibility: visible;
  }
  .skips li b {
    flex: none;
    font-weight: 600;
  }
  .skips li span {
    color: var(--fd-muted);
  }
`;
