import { css } from 'lit';

export const attachmentsStyles = css`
  :host {
    display: block;
    font-size: var(--fd-text-s);
  }
  ul,
  .notes {
    display: grid;
    gap: var(--fd-1);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li,
  .notes p {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-inline-size: 0;
    padding: var(--fd-1);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius);
  }
  ul,
  .notes p {
    margin-block-end: var(--fd-2);
  }
  .notes p {
    padding-inline-start: var(--fd-2);
    border-color: transparent;
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .notes span {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .notes b {
    display: block;
    font-weight: 600;
  }
  .picture {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--fd-radius-s);
    background: var(--fd-100);
    color: var(--fd-muted);
    overflow: hidden;
  }
  canvas {
    display: block;
    inline-size: 40px;
    block-size: 40px;
  }
  .what {
    display: grid;
    flex: 1;
    gap: 2px;
    min-inline-size: 0;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .state {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    min-block-size: 16px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    line-height: 16px;
  }
  .state.failed {
    color: var(--fd-danger);
  }
  progress {
    appearance: none;
    flex: 1;
    min-inline-size: 40px;
    max-inline-size: 160px;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    background: var(--fd-200);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--fd-200);
  }
  progress::-webkit-progress-value {
    background: var(--fd-accent);
    transition: inline-size var(--fd-fast);
  }
  progress::-moz-progress-bar {
    background: var(--fd-accent);
  }
  button {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--fd-radius-s);
    color: var(--fd-muted);
  }
  button:hover {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .notes button,
  .notes button:hover {
    background: none;
    color: inherit;
  }
  .drop {
    position: absolute;
    inset: 0;
    z-index: 3;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--fd-2);
    margin: var(--fd-2);
    border: 2px dashed var(--fd-accent-ink);
    border-radius: var(--fd-radius-l);
    background: color-mix(in srgb, var(--fd-surface) 92%, transparent);
    color: var(--fd-accent-ink);
    font-size: var(--fd-text-m);
    font-weight: 600;
    pointer-events: none;
  }
  @media (pointer: coarse) {
    button {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
    }
  }
`;
