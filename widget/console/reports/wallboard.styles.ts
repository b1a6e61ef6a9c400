import { css } from 'lit';

export const wallStyles = css`
  :host {
    overflow-y: auto;
    background: var(--fd-surface);
  }
  .wall {
    max-width: none;
  }
  .as-of {
    flex: 1;
    color: var(--fd-muted);
  }
  .as-of.stale {
    color: var(--fd-danger);
    font-weight: 600;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
    gap: var(--fd-4) var(--fd-6);
  }
  dt {
    color: var(--fd-muted);
  }
  dd {
    font-size: clamp(18px, 2.4vw, 40px);
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    line-height: 1.25;
  }
  .huge {
    grid-template-columns: 1fr 1.9fr 1fr 1fr;
    padding-block: var(--fd-4);
    border-block-end: 1px solid var(--fd-line);
  }
  .huge dt {
    font-size: clamp(13px, 1.3vw, 22px);
  }
  .huge dd {
    font-size: clamp(32px, 5.6vw, 120px);
    font-weight: 650;
    letter-spacing: -0.03em;
    line-height: 1.1;
  }
  section > h2 {
    margin-block-end: var(--fd-2);
  }
  @media (max-width: 719px) {
    .huge {
      grid-template-columns: 1fr 1.9fr;
    }
  }
  :host(:fullscreen) {
    padding: var(--fd-6);
  }
  :host(:fullscreen) button {
    visibility: hidden;
  }
`;
