/** Three columns, two, one. */
import { css } from 'lit';

export const conversationsStyles = css`
  :host {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .columns {
    position: relative;
    display: grid;
    grid-template-columns: 288px minmax(0, 1fr) 328px;
    min-height: 0;
  }
  .columns:not(.has-open) {
    grid-template-columns: 288px minmax(0, 1fr);
  }
  .left {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
  }
  .left:has(fd-side[hidden]) {
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  fd-side[hidden] {
    display: none;
  }
  fd-side,
  .left,
  main,
  fd-context {
    min-width: 0;
    min-height: 0;
  }
  .left {
    border-inline-end: 1px solid var(--fd-line);
  }
  main {
    overflow: hidden;
  }
  fd-context {
    border-inline-start: 1px solid var(--fd-line);
  }
  /* Two stand side by side where there is room; elsewhere the one that keys are about. */
  @media (min-width: 1120px) {
    .columns.has-beside {
      grid-template-columns: 264px minmax(0, 1fr);
    }
    .has-beside main {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr);
    }
    .has-beside fd-thread + fd-thread {
      border-inline-start: 1px solid var(--fd-line);
    }
    .has-beside fd-thread.active {
      box-shadow: inset 0 2px var(--fd-accent);
    }
    .has-beside fd-context {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      z-index: 2;
      width: 360px;
      background: var(--fd-surface);
      box-shadow: var(--fd-shadow-3);
    }
    .has-beside:not(.has-details) fd-context {
      display: none;
    }
  }
  @media (max-width: 1119px) {
    fd-thread.other {
      display: none;
    }
  }
  @media (max-width: 1119px) {
    .columns,
    .columns:not(.has-open) {
      grid-template-columns: 264px minmax(0, 1fr);
    }
    fd-context {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      width: min(360px, 100%);
      border-inline-start: 1px solid var(--fd-line);
      background: var(--fd-surface);
      box-shadow: var(--fd-shadow-3);
    }
    .columns:not(.has-details) fd-context {
      display: none;
    }
  }
  @media (max-width: 719px) {
    .columns,
    .columns:not(.has-open) {
      grid-template-columns: minmax(0, 1fr);
    }
    .columns:not(.has-open) main,
    .columns.has-open .left {
      display: none;
    }
    .left {
      border: 0;
    }
    fd-context {
      width: 100%;
    }
  }
`;
