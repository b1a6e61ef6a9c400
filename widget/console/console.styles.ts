/** The page: the top line, and below it one section. */
import { css } from 'lit';

export const consoleStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100dvh;
    overflow: hidden;
    background: var(--fd-surface);
  }
  fd-sign-in,
  .starting {
    flex: 1;
  }
  .starting {
    display: grid;
    align-content: start;
    gap: var(--fd-3);
    max-width: 260px;
    padding: var(--fd-6) var(--fd-4);
  }
  .sign-out-reason {
    display: flex;
    align-items: center;
    gap: var(--fd-3);
    padding: var(--fd-2) var(--fd-4);
    border-block-end: 1px solid var(--fd-line);
    background: var(--fd-warning-soft);
  }
  .sign-out-reason span {
    flex: 1;
  }
  fd-conversations,
  fd-knowledge,
  fd-operations,
  fd-reports {
    flex: 1;
    min-height: 0;
  }
`;
