import { css } from 'lit';

export const barStyles = css`
  .bar,
  .tags,
  .faces {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }
  .bar {
    min-height: 36px;
    padding: 4px var(--fd-3);
    border-block-end: 1px solid var(--fd-line);
  }
  .tags:not(:has(li)) {
    display: none;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: 220px;
    min-height: 24px;
    padding-inline: 8px;
    border: 1px solid var(--fd-line);
    border-radius: 12px;
    background: var(--fd-sunken);
    font-size: var(--fd-text-xs);
    white-space: nowrap;
  }
  .chip > span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chip svg {
    flex: none;
    width: 13px;
    height: 13px;
  }
  .chip button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-width: 24px;
    min-height: 24px;
    margin-inline: 0 -8px;
    border-radius: 12px;
    color: var(--fd-muted);
  }
  .chip button.words {
    padding-inline: 8px;
    color: var(--fd-accent-ink);
    text-decoration: underline;
  }
  .chip button:hover {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .until {
    border-color: transparent;
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  .blocked {
    max-width: none;
    border-color: transparent;
    background: var(--fd-danger-soft);
    color: var(--fd-danger);
  }
  .act {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 26px;
    padding-inline: 6px;
    border-radius: var(--fd-radius-s);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .act svg {
    width: 14px;
    height: 14px;
  }
  .act:hover {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .new {
    width: 128px;
    min-height: 26px;
    padding-inline: 8px;
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius-s);
    background: var(--fd-surface);
    font-size: var(--fd-text-xs);
  }
  .faces {
    margin-inline-start: auto;
  }
  .faces li {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: var(--fd-text-xs);
    color: var(--fd-muted);
  }
  .face {
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    border: 1px solid var(--fd-control);
    border-radius: 50%;
    background: var(--fd-sunken);
    color: var(--fd-ink);
    font-size: 11px;
    font-weight: 600;
  }
  .writing .face {
    border-color: var(--fd-accent);
    background: var(--fd-accent-soft);
    color: var(--fd-accent-ink);
  }
  .writing .name {
    color: var(--fd-ink);
    font-weight: 600;
  }
`;
