import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    width: min(400px, calc(100vw - 32px));
    max-height: min(560px, calc(100dvh - 32px));
    padding: var(--fd-4);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
    background: var(--fd-raised);
    box-shadow: var(--fd-shadow-3);
    color: var(--fd-ink);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }
  h2 {
    margin-block-end: var(--fd-2);
    font-size: var(--fd-text-m);
  }
  h3 {
    padding-block: var(--fd-2) var(--fd-1);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  li button {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    width: 100%;
    min-height: 32px;
    padding: 0 var(--fd-2);
    border-radius: var(--fd-radius-s);
  }
  li button:hover {
    background: var(--fd-hover);
  }
  li span {
    flex: 1;
  }
  small {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .presence {
    width: 8px;
    height: 8px;
    border: 2px solid var(--fd-control);
    border-radius: 50%;
  }
  .presence.here {
    border-color: var(--fd-success);
    background: var(--fd-success);
  }
  dl div {
    display: grid;
    grid-template-columns: 72px 1fr;
    align-items: center;
    min-height: 30px;
  }
  kbd {
    display: inline-block;
    min-width: 26px;
    padding: 2px 7px;
    border: 1px solid var(--fd-control);
    border-radius: 5px;
    background: var(--fd-surface);
    font: 600 12px var(--fd-font);
    text-align: center;
  }
  .hint {
    padding-block-start: var(--fd-2);
    color: var(--fd-muted);
  }
  label {
    display: block;
    padding-block: var(--fd-2) var(--fd-1);
    font-weight: 500;
  }
  input {
    width: 100%;
    min-height: 34px;
    padding-inline: 10px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
  }
  .self {
    display: flex;
    align-items: center;
    gap: var(--fd-4);
    padding-block: var(--fd-2);
  }
  .self .face {
    display: grid;
    flex: none;
    place-items: center;
    width: 72px;
    height: 72px;
    overflow: hidden;
    border-radius: 50%;
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
    font-size: 24px;
    font-weight: 600;
  }
  .self img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .choose {
    display: inline-block;
    margin-inline-end: var(--fd-3);
    color: var(--fd-accent-ink);
    text-decoration: underline;
    cursor: pointer;
  }
  .choose:focus-within {
    border-radius: var(--fd-radius-s);
    outline: 2px solid var(--fd-focus);
    outline-offset: 2px;
  }
  .choose input {
    position: absolute;
    width: 1px;
    min-height: 1px;
    height: 1px;
    margin: 0;
    opacity: 0;
  }
  label input {
    margin-block-start: 6px;
  }
  .error:empty {
    display: none;
  }
  .error {
    padding-block-start: var(--fd-2);
    color: var(--fd-danger);
  }
  .pick {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: var(--fd-2);
  }
  .pick label {
    grid-column: 1 / -1;
    padding-block-end: 0;
  }
  dl {
    columns: 2;
    column-gap: var(--fd-4);
  }
  dialog:has(dl) {
    width: min(560px, calc(100vw - 32px));
  }
  dl div {
    break-inside: avoid;
  }
  @media (max-width: 479px) {
    dl {
      columns: 1;
    }
  }
  .foot {
    display: flex;
    justify-content: flex-end;
    gap: var(--fd-2);
    padding-block-start: var(--fd-4);
  }
`;
