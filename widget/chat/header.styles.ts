import { css } from 'lit';

export const faceStyles = css`
  .face {
    position: relative;
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 28px;
    block-size: 28px;
    overflow: hidden;
    border-radius: 50%;
    background: var(--fd-200);
    color: var(--fd-800);
    font-size: 11px;
    font-weight: 650;
    letter-spacing: 0.02em;
  }
  .face.bot {
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  .face img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
`;

export const headerStyles = css`
  ${faceStyles}
  header {
    display: flex;
    align-items: center;
    gap: var(--fd-3);
    padding: var(--fd-3) var(--fd-2) var(--fd-3) var(--fd-4);
    border-block-end: 1px solid var(--fd-line);
  }
  header:dir(rtl) {
    padding: var(--fd-3) var(--fd-4) var(--fd-3) var(--fd-2);
  }
  header > .face {
    inline-size: 40px;
    block-size: 40px;
    font-size: 14px;
    background: var(--fd-accent);
    color: var(--fd-on-accent);
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    overflow: hidden;
    font-size: var(--fd-text-m);
    font-weight: 650;
    line-height: 1.3;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .status {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--fd-muted);
    font-size: var(--fd-text-s);
    line-height: 1.35;
  }
  .dot {
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--fd-success);
  }
  .wait .dot {
    background: var(--fd-warning);
  }
  .off .dot {
    background: none;
    border: 2px solid var(--fd-control);
  }
  .icon {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--fd-radius);
    color: var(--fd-muted);
  }
  .icon:hover,
  .icon[aria-expanded='true'] {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .menu-place {
    position: relative;
    margin-inline-end: calc(-1 * var(--fd-2));
  }
  @media (forced-colors: active) {
    .face,
    .icon,
    .dot {
      border: 1px solid currentcolor;
    }
  }
`;
