import { css } from 'lit';

export const sideStyles = css`
  :host {
    display: block;
    background: var(--fd-surface);
  }
  /*
   * Each list scrolls by itself: a long queue never hides what is mine. What is free goes in equal parts to those that need it, and what
   * they leave to the others; a list that is not there takes nothing.
   */
  nav {
    display: grid;
    grid-template-rows:
      [queue] minmax(auto, max-content) [mentioned] minmax(auto, max-content) [mine] minmax(auto, max-content)
      [snoozed] minmax(auto, max-content) [others] minmax(auto, 1fr);
    height: 100%;
  }
  section {
    min-height: 64px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  section.queue {
    grid-row: queue;
  }
  section.mentioned {
    grid-row: mentioned;
  }
  section.mine {
    grid-row: mine;
  }
  section.snoozed {
    grid-row: snoozed;
  }
  section.others {
    grid-row: others;
  }
  @media (max-height: 520px) {
    :host {
      overflow-y: auto;
    }
    nav {
      height: auto;
    }
  }
  section + section {
    border-block-start: 1px solid var(--fd-line);
  }
  section {
    padding-block-end: var(--fd-2);
  }
  h2 {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    height: 32px;
    padding-inline: 15px var(--fd-3);
    background: var(--fd-surface);
  }
  .practise {
    color: var(--fd-accent-ink);
  }
  h2 + .practise {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: var(--fd-3);
    z-index: 1;
    display: flex;
    align-items: center;
    height: 32px;
    font-size: var(--fd-text-xs);
  }
  .mine {
    position: relative;
  }
  .count {
    color: var(--fd-muted);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .none {
    padding: var(--fd-1) var(--fd-3) var(--fd-2) 15px;
  }
  li {
    content-visibility: auto;
    contain-intrinsic-size: auto 32px;
  }
  ul.queue li {
    contain-intrinsic-size: auto 84px;
  }
  ul.mine li {
    contain-intrinsic-size: auto 48px;
  }
  .row {
    display: grid;
    align-content: center;
    gap: 1px;
    width: 100%;
    min-height: 32px;
    padding: 6px var(--fd-3);
    border-inline-start: 3px solid transparent;
  }
  .at {
    display: grid;
    place-items: center;
    width: 18px;
    height: 18px;
    border-radius: 50%;
    background: var(--fd-accent);
    color: var(--fd-on-accent);
    font-size: 11px;
    font-weight: 700;
  }
  .snoozed .row {
    padding-block: 0;
  }
  .others .row {
    padding-block: 0;
  }
  .row:hover {
    background: var(--fd-sunken);
  }
  .row[aria-current] {
    border-inline-start-color: var(--fd-accent);
    background: var(--fd-accent-soft);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .top {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-width: 0;
  }
  .name {
    flex: 1;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .last {
    overflow: hidden;
    color: var(--fd-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why {
    display: flex;
    gap: 6px;
    overflow: hidden;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    white-space: nowrap;
  }
  .why .reason {
    color: var(--fd-ink);
  }
  .why span + span::before {
    content: '·';
    margin-inline-end: 6px;
    color: var(--fd-muted);
  }
  .waits {
    overflow: hidden;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .waits:is(.nobody_fits, .nobody_available, .nobody_on_team) {
    color: var(--fd-ink);
    font-weight: 500;
  }
  :is(.others, .snoozed) .name {
    flex: 0 1 auto;
    max-width: 42%;
    font-weight: 500;
  }
  :is(.others, .snoozed) .last {
    flex: 1;
  }
  .who {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    white-space: nowrap;
  }
  .dot {
    flex: none;
    width: 10px;
    height: 10px;
    border: 2px solid var(--fd-accent-ink);
    border-radius: 50%;
  }
  .dot.unread {
    background: var(--fd-accent-ink);
  }
  .row:has(.unread) .last {
    color: var(--fd-ink);
    font-weight: 600;
  }
  li {
    position: relative;
  }
  .beside {
    position: absolute;
    inset-block-end: 2px;
    inset-inline-end: 4px;
    width: 28px;
    height: 28px;
    background: var(--fd-surface);
    opacity: 0;
  }
  li:is(:hover, :focus-within) .beside {
    opacity: 1;
  }
  @media (max-width: 1119px) {
    .beside {
      display: none;
    }
  }
  .offered {
    background: var(--fd-accent-soft);
    box-shadow: inset 3px 0 var(--fd-accent);
  }
  /* Among several offers, the one that is open. */
  .offered:has(.row[aria-current]) {
    outline: 1px solid var(--fd-accent);
    outline-offset: -1px;
  }
  /* Never over the button that accepts. */
  .offered .beside {
    inset-block: 26px auto;
  }
  .offer {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    padding: 0 var(--fd-3) var(--fd-2) 15px;
    color: var(--fd-accent-ink);
    font-weight: 600;
  }
  .offer > span {
    flex: 1;
  }
  @media (max-width: 719px) {
    .row {
      min-height: 44px;
    }
    .offer button {
      min-height: 44px;
    }
  }
`;
