import { css } from 'lit';

export const composerStyles = css`
  form {
    padding: var(--fd-2) var(--fd-3) calc(var(--fd-2) + env(safe-area-inset-bottom, 0px));
    border-block-start: 1px solid var(--fd-line);
    background: var(--fd-surface);
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: var(--fd-1);
    padding: 3px;
    border: 1px solid var(--fd-control);
    border-radius: 14px;
  }
  .box:focus-within {
    border-color: var(--fd-accent-ink);
    box-shadow: 0 0 0 1px var(--fd-accent-ink);
  }
  /* The text written twice, once unseen: it gives the box its height without measuring. */
  .grow {
    display: grid;
    flex: 1;
    min-inline-size: 0;
    max-block-size: calc(5 * 22px + 14px);
    overflow: hidden auto;
  }
  .grow::after {
    content: attr(data-text);
    visibility: hidden;
  }
  .grow::after,
  textarea {
    grid-area: 1 / 1;
    min-inline-size: 0;
    margin: 0;
    padding: 7px var(--fd-2);
    border: 0;
    background: none;
    font: inherit;
    line-height: 22px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  textarea {
    overflow: hidden;
    outline: none;
    resize: none;
  }
  textarea::placeholder {
    color: var(--fd-muted);
    opacity: 1;
  }
  .round {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--fd-radius);
    color: var(--fd-muted);
  }
  .send:not(:disabled) {
    background: var(--fd-accent);
    color: var(--fd-on-accent);
  }
  .send:disabled {
    background: var(--fd-100);
    color: var(--fd-muted);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-2);
    min-block-size: 8px;
  }
  .human {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 36px;
    margin-block-start: 2px;
    padding: 0 var(--fd-2);
    border-radius: var(--fd-radius-s);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-s);
    font-weight: 600;
  }
  .human:hover {
    background: var(--fd-accent-soft);
  }
  #count {
    margin-inline-start: auto;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  #count.over {
    color: var(--fd-danger);
    font-weight: 600;
  }
  @media (pointer: coarse) {
    .round {
      inline-size: 44px;
      block-size: 44px;
    }
    textarea,
    .grow::after {
      padding-block: 11px;
    }
  }
  @media (max-width: 479px) {
    /* Below 16 px a phone zooms into the field. */
    .grow::after,
    textarea {
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .send,
    .human {
      border: 1px solid ButtonText;
    }
  }
`;
