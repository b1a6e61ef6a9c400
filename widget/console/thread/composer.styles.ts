import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    padding: var(--fd-2) var(--fd-3) var(--fd-3);
    border-block-start: 1px solid var(--fd-line);
  }
  .box {
    max-width: 828px;
  }
  .tabs {
    display: flex;
    gap: var(--fd-3);
  }
  .tabs button {
    height: 28px;
    border-block-end: 2px solid transparent;
    color: var(--fd-muted);
    font-weight: 500;
  }
  .tabs button[aria-selected='true'] {
    border-block-end-color: var(--fd-accent);
    color: var(--fd-ink);
    font-weight: 600;
  }
  .note .tabs button[aria-selected='true'] {
    border-block-end-color: var(--fd-warning);
  }
  .tabs small {
    padding-inline-start: 4px;
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-xs);
  }
  .canned {
    max-height: 260px;
    margin-block-start: 6px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius, 8px);
    background: var(--fd-surface);
    overflow-y: auto;
  }
  .canned .option {
    display: grid;
    gap: 2px;
    padding: 6px 10px;
    cursor: pointer;
  }
  .canned .option[aria-selected='true'] {
    background: var(--fd-accent-soft);
    box-shadow: inset 2px 0 0 var(--fd-accent);
  }
  .canned .text {
    overflow: hidden;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .canned small {
    margin-inline-start: var(--fd-2);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-xs);
  }
  .canned .none {
    margin: 0;
    padding: 8px 10px;
    color: var(--fd-muted);
  }
  textarea {
    display: block;
    width: 100%;
    margin-block-start: 6px;
    padding: var(--fd-2) 10px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    line-height: 1.45;
    resize: none;
    field-sizing: content;
    min-block-size: calc(2lh + 2 * var(--fd-2) + 2px);
    max-block-size: 240px;
  }
  textarea:focus-visible {
    outline-offset: 0;
  }
  .note textarea {
    background: var(--fd-warning-soft);
  }
  @media (pointer: coarse) {
    /* Below this size phones zoom in on focus. */
    textarea {
      font-size: 16px;
    }
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-2);
    padding-block-start: 6px;
  }
  frontdesk-attachments {
    max-width: 420px;
    margin-block-start: 6px;
  }
  .hint {
    flex: 1;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .theirs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-2);
    min-height: 48px;
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--fd-2);
    max-width: 828px;
    margin-block-end: var(--fd-2);
    padding: 6px 6px 6px 10px;
    border-inline-start: 3px solid var(--fd-warning);
    border-radius: 0 var(--fd-radius-s) var(--fd-radius-s) 0;
    background: var(--fd-warning-soft);
  }
  .problem span {
    flex: 1 1 200px;
  }
  .problem .small.quiet {
    border-color: transparent;
    background: transparent;
  }
`;
