import { css } from 'lit';

export const paletteStyles = css`
  dialog {
    width: min(560px, calc(100vw - 32px));
    max-height: min(480px, calc(100dvh - 96px));
    margin-block-start: 12vh;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
    background: var(--fd-raised);
    box-shadow: var(--fd-shadow-3);
    color: var(--fd-ink);
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  input {
    flex: none;
    min-height: 44px;
    padding-inline: var(--fd-4);
    border: 0;
    border-block-end: 1px solid var(--fd-line);
    background: transparent;
    font: inherit;
    font-size: var(--fd-text-m);
  }
  input:focus-visible {
    outline-offset: -2px;
  }
  #options {
    overflow-y: auto;
    padding: var(--fd-1);
  }
  #options:empty {
    display: none;
  }
  [role='option'] {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-height: 34px;
    padding-inline: var(--fd-3);
    border-radius: var(--fd-radius-s);
    white-space: nowrap;
  }
  [role='option']:hover {
    background: var(--fd-hover);
  }
  [aria-selected='true'] {
    background: var(--fd-accent-soft);
    box-shadow: inset 3px 0 var(--fd-accent);
  }
  .words {
    flex: none;
    max-width: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  small {
    flex: 1;
    overflow: hidden;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    text-overflow: ellipsis;
  }
  kbd {
    margin-inline-start: auto;
    padding: 1px 6px;
    border: 1px solid var(--fd-control);
    border-radius: 5px;
    background: var(--fd-surface);
    font: 600 11px var(--fd-font);
  }
  .none {
    padding: var(--fd-3) var(--fd-4);
  }
`;
