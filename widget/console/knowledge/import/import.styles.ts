import { css } from 'lit';

export const importStyles = css`
  .drop {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-3);
    align-items: center;
    justify-content: center;
    min-height: 112px;
    padding: var(--fd-4);
    border: 1px dashed var(--fd-control);
    border-radius: var(--fd-radius);
  }
  .drop.over {
    border-style: solid;
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
  }
  .choose {
    display: inline-flex;
    align-items: center;
    min-height: 32px;
    padding: 0 var(--fd-3);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-weight: 500;
    cursor: pointer;
  }
  .choose:hover {
    background: var(--fd-hover);
  }
  .choose:focus-within {
    outline: 2px solid var(--fd-accent-ink);
    outline-offset: 2px;
  }
  .files {
    max-height: 320px;
    overflow-y: auto;
  }
  .files li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: var(--fd-3);
    align-items: center;
    border-block-end: 1px solid var(--fd-line);
    overflow-wrap: anywhere;
  }
  .option label {
    display: inline-flex;
    gap: var(--fd-2);
    align-items: center;
    min-height: 32px;
  }
  .option p {
    max-width: 72ch;
  }
  .ways {
    display: grid;
    gap: var(--fd-2);
  }
  .ways p {
    display: flex;
    flex-wrap: wrap;
    gap: var(--fd-2) var(--fd-3);
    align-items: center;
  }
  @media (max-width: 719px) {
    .choose,
    .option label {
      min-height: 44px;
    }
    .files .icon-only {
      width: 44px;
      height: 44px;
    }
  }
`;
