import { css } from 'lit';

export const contextStyles = css`
  :host {
    display: block;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--fd-2);
    padding: var(--fd-3) var(--fd-4) var(--fd-4);
  }
  section + section {
    border-block-start: 1px solid var(--fd-line);
  }
  button.fold {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    background: var(--fd-surface);
  }
  blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--fd-300);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .tried {
    color: var(--fd-muted);
  }
  .labels {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .labels [aria-pressed='true'] {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  a {
    color: var(--fd-accent-ink);
  }
  .evidence > summary {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--fd-2);
    align-items: center;
    min-height: 32px;
    list-style: none;
  }
  .what {
    font-weight: 600;
  }
  .what::before {
    content: '';
    display: inline-block;
    margin-inline-end: 8px;
    border-block: 4px solid transparent;
    border-inline-start: 5px solid var(--fd-muted);
    transition: transform var(--fd-fast);
  }
  [open] > summary .what::before {
    transform: rotate(90deg);
  }
  .asked {
    overflow: hidden;
    color: var(--fd-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .evidence[open] {
    padding-block-end: var(--fd-3);
  }
  .evidence > :is(blockquote, .confidence, h4, .candidates, .pairs, .more, .none) {
    margin-block-start: var(--fd-2);
  }
  .evidence[open] .asked {
    visibility: hidden;
  }
  .more summary {
    min-height: 28px;
    color: var(--fd-accent-ink);
  }
  @media (min-width: 1120px) {
    :host(:not([folds])) button.fold {
      display: none;
    }
  }
`;
