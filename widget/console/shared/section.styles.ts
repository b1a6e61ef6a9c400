/** Pages of a section: a list of pages beside or above the page itself. */
import { css } from 'lit';

export const sectionStyles = css`
  :host {
    display: flex;
    min-height: 0;
  }
  nav {
    display: grid;
    flex: none;
    align-content: start;
    gap: 1px;
    width: 180px;
    padding: var(--fd-3) var(--fd-2);
    border-inline-end: 1px solid var(--fd-line);
  }
  nav a {
    display: flex;
    align-items: center;
    min-height: 32px;
    padding-inline: 10px;
    border-radius: var(--fd-radius-s);
    color: inherit;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    background: var(--fd-hover);
  }
  nav a[aria-current] {
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
    font-weight: 600;
  }
  main {
    flex: 1;
    min-width: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  @media (max-width: 719px) {
    :host {
      flex-direction: column;
    }
    nav {
      display: flex;
      width: auto;
      padding-block: var(--fd-1);
      overflow-x: auto;
      border-inline-end: 0;
      border-block-end: 1px solid var(--fd-line);
    }
    nav a {
      min-height: 40px;
    }
  }
`;
