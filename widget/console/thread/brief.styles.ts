import { css } from 'lit';

export const briefStyles = css`
  .brief {
    border-block-end: 1px solid var(--fd-line);
    background: var(--fd-sunken);
  }
  .brief > summary {
    display: flex;
    gap: var(--fd-2);
    align-items: center;
    min-height: 34px;
    padding-inline: var(--fd-3);
    list-style: none;
    white-space: nowrap;
  }
  .what {
    color: var(--fd-muted);
  }
  .what::before {
    content: '';
    display: inline-block;
    margin-inline-end: 8px;
    border-block: 4px solid transparent;
    border-inline-start: 5px solid currentcolor;
    transition: transform var(--fd-fast);
  }
  [open] > summary .what::before {
    transform: rotate(90deg);
  }
  .wanted {
    overflow: hidden;
    color: var(--fd-muted);
    text-overflow: ellipsis;
  }
  [open] > summary .wanted {
    visibility: hidden;
  }
  .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: var(--fd-2) var(--fd-4);
    max-height: 30vh;
    overflow-y: auto;
    padding: 0 var(--fd-3) var(--fd-3);
  }
  .inside > div {
    display: grid;
    align-content: start;
    gap: 6px;
  }
  h3 {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--fd-accent);
    font-size: var(--fd-text-m);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .open li {
    padding-inline-start: 10px;
    border-inline-start: 3px solid var(--fd-300);
  }
  .open {
    display: grid;
    gap: 4px;
  }
  .about {
    color: var(--fd-muted);
  }
  .tried li {
    padding-block: 2px;
  }
  .verdict {
    font-weight: 600;
  }
  .source {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 60px auto;
    gap: 6px;
    align-items: center;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .labels {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .labels [aria-pressed='true'] {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  @media (max-width: 719px) {
    .inside {
      grid-template-columns: minmax(0, 1fr);
      max-height: 32vh;
    }
  }
`;
