import { css } from 'lit';

/** The chips under an answer. */
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
`;
