import { css } from 'lit';

export const pastStyles = css`
  dialog {
    width: min(720px, calc(100vw - 32px));
    height: min(820px, calc(100dvh - 48px));
    padding: 0;
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
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 48px;
    padding-inline: var(--fd-4) var(--fd-2);
    border-block-end: 1px solid var(--fd-line);
  }
  h2 {
    font-size: var(--fd-text-m);
  }
  .scroll {
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  h3 {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    justify-content: space-between;
    gap: var(--fd-3);
    padding: 6px var(--fd-4);
    border-block-end: 1px solid var(--fd-line);
    background: var(--fd-sunken);
    color: var(--fd-muted);
    font-weight: 500;
  }
  h3 b {
    color: var(--fd-ink);
  }
  .none {
    padding: var(--fd-3) var(--fd-4);
  }
`;
