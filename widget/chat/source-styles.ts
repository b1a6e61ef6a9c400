import { css } from 'lit';

/** The chips under an answer and the passage that opens in place. */
export const sourceStyles = css`
  .sources {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-1);
    max-inline-size: 100%;
  }
  .source {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 28px;
    padding: 3px 10px 3px 4px;
    border: 1px solid var(--fd-line);
    border-radius: 14px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .source:dir(rtl) {
    padding: 3px 4px 3px 10px;
  }
  .source:hover,
  .source[aria-expanded='true'] {
    border-color: var(--fd-control);
    color: var(--fd-ink);
  }
  .title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .passage {
    align-self: stretch;
    padding: var(--fd-2) var(--fd-3) var(--fd-3);
    border: 1px solid var(--fd-line);
    border-inline-start: 3px solid var(--fd-accent);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-size: var(--fd-text-s);
  }
  .passage-head {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--fd-2);
  }
  .passage h3 {
    padding-block: 4px;
    font-size: var(--fd-text-s);
    font-weight: 650;
  }
  .passage-head button {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    margin-inline-end: -6px;
    border-radius: var(--fd-radius-s);
    color: var(--fd-muted);
  }
  .passage-head button:hover {
    background: var(--fd-hover);
  }
  .passage-head svg {
    inline-size: 16px;
  }
  .passage-text {
    max-block-size: 180px;
    overflow: auto;
  }
  .passage a {
    display: inline-flex;
    align-items: center;
    gap: var(--fd-1);
    margin-block-start: var(--fd-2);
    color: var(--fd-accent-ink);
    font-weight: 600;
    text-underline-offset: 2px;
  }
`;
