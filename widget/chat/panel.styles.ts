import { css } from 'lit';

export const panelStyles = css`
  section {
    position: fixed;
    inset-block-end: calc(var(--frontdesk-inset-block, 20px) + var(--fd-up, 68px));
    left: var(--fd-l, auto);
    right: var(--fd-r, 20px);
    display: flex;
    flex-direction: column;
    inline-size: min(var(--frontdesk-width, 400px), calc(100vw - 40px));
    block-size: min(var(--frontdesk-height, 680px), calc(100dvh - 40px - var(--fd-up, 68px)));
    overflow: hidden;
    border: 1px solid var(--fd-line);
    border-radius: var(--frontdesk-radius, var(--fd-radius-l));
    background: var(--fd-surface);
    box-shadow: var(--fd-shadow-3);
    transform-origin: bottom var(--fd-side, right);
    opacity: 0;
    visibility: hidden;
    transform: translateY(12px) scale(0.97);
    transition:
      opacity var(--fd-slow) ease-out,
      transform var(--fd-slow) ease-out,
      visibility 0s var(--fd-slow);
  }
  :host([open]) section {
    opacity: 1;
    visibility: visible;
    transform: none;
    transition:
      opacity var(--fd-slow) ease-out,
      transform var(--fd-slow) ease-out;
  }
  @starting-style {
    :host([open]) section {
      opacity: 0;
      transform: translateY(12px) scale(0.97);
    }
  }
  frontdesk-messages {
    flex: 1;
    min-block-size: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--fd-2);
    padding: var(--fd-3) var(--fd-4);
    border-block-start: 1px solid var(--fd-line);
    background: var(--fd-sunken);
    font-size: var(--fd-text-s);
  }
  .bar p {
    flex: 1 1 180px;
  }
  .bar.problem {
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .small {
    min-block-size: 32px;
    padding: 0 var(--fd-3);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    font-weight: 600;
  }
  .small:hover {
    background: var(--fd-hover);
  }
  .problem .small {
    border-color: currentcolor;
  }
  .problem .small:hover {
    background: transparent;
    text-decoration: underline;
  }
  .main {
    background: var(--fd-accent);
    border-color: var(--fd-accent);
    color: var(--fd-on-accent);
  }
  .main:hover {
    background: color-mix(in srgb, var(--fd-accent) 88%, var(--fd-ink));
  }
  @media (max-width: 479px) {
    section {
      inset: 0;
      inline-size: 100%;
      block-size: 100dvh;
      border: 0;
      border-radius: 0;
    }
  }
  @media (max-height: 480px) {
    section {
      inset-block: 0;
      block-size: 100dvh;
      border-radius: 0;
    }
  }
`;
