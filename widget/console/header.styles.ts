import { css } from 'lit';

export const headerStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    height: 44px;
    padding-inline: var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
    background: var(--fd-sunken);
  }
  .mark {
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  nav {
    display: flex;
    align-self: stretch;
    gap: var(--fd-1);
    margin-inline-start: var(--fd-2);
  }
  nav a {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px var(--fd-3) 0;
    border-block-end: 2px solid transparent;
    color: var(--fd-muted);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    color: var(--fd-ink);
  }
  nav a:focus-visible {
    outline-offset: -3px;
  }
  nav a[aria-current] {
    border-block-end-color: var(--fd-accent);
    color: var(--fd-ink);
  }
  .waiting {
    min-width: 18px;
    padding: 0 5px;
    border-radius: 9px;
    background: var(--fd-accent);
    color: var(--fd-on-accent);
    font-size: 11px;
    font-weight: 650;
    line-height: 18px;
    text-align: center;
  }
  .space {
    flex: 1;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    margin-inline-start: var(--fd-2);
    color: var(--fd-muted);
  }
  .link i {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--fd-success);
  }
  .link.connecting i {
    border: 2px solid currentcolor;
    background: none;
  }
  .link.lost {
    color: var(--fd-danger);
    font-weight: 600;
  }
  .link .more {
    overflow: hidden;
    font-weight: 400;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .link {
    min-width: 0;
  }
  button,
  .mark,
  .me {
    flex: none;
  }
  .me {
    max-width: 160px;
    padding-inline: var(--fd-2);
    border-radius: var(--fd-radius-s);
  }
  .me:hover {
    background: var(--fd-hover);
  }
  .me span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .me .initial {
    display: none;
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: var(--fd-2);
    min-width: 116px;
    height: 32px;
    padding-inline: var(--fd-2);
    border-radius: var(--fd-radius-s);
    font-weight: 500;
  }
  .switch:hover {
    background: var(--fd-hover);
  }
  .switch i {
    position: relative;
    width: 32px;
    height: 18px;
    border: 1px solid var(--fd-control);
    border-radius: 9px;
    background: var(--fd-surface);
    transition: background var(--fd-fast);
  }
  .switch i::after {
    content: '';
    position: absolute;
    inset-block-start: 2px;
    inset-inline-start: 2px;
    width: 12px;
    height: 12px;
    border-radius: 50%;
    background: var(--fd-control);
    transition: transform var(--fd-fast);
  }
  .switch[aria-checked='true'] i {
    border-color: var(--fd-success);
    background: var(--fd-success);
  }
  .switch[aria-checked='true'] i::after {
    background: var(--fd-surface);
    transform: translateX(14px);
  }
  header.lost {
    background: var(--fd-danger-soft);
  }
  @media (max-width: 719px) {
    .mark,
    button.keys,
    .link .more {
      display: none;
    }
    .link {
      margin: 0;
    }
    .me {
      max-width: 90px;
    }
    .switch {
      min-width: 0;
    }
    header {
      gap: 2px;
    }
    header.has-sections {
      flex-wrap: wrap;
      row-gap: 0;
      height: auto;
      min-height: 44px;
      padding-block-start: 6px;
    }
    nav {
      order: 1;
      flex: 0 0 calc(100% + 24px);
      min-width: 0;
      margin: 0 -12px;
      overflow-x: auto;
      scrollbar-width: none;
    }
    nav a {
      min-height: 40px;
    }
  }
  @media (max-width: 479px) {
    .me {
      min-width: 36px;
    }
    .me span {
      display: none;
    }
    .me .initial {
      display: inline;
    }
    /* All sections beside each other. */
    nav a {
      padding-inline: 8px;
    }
  }
  @media (forced-colors: active) {
    nav a:not([aria-current]) {
      border-color: Canvas;
    }
    .link i,
    .switch i::after {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
