import { css } from 'lit';

export const bubbleStyles = css`
  .group {
    display: flex;
    gap: var(--fd-2);
    margin-block-start: var(--fd-4);
  }
  .lines {
    display: flex;
    flex: 1;
    flex-direction: column;
    align-items: flex-start;
    gap: var(--fd-1);
    min-inline-size: 0;
  }
  .visitor .lines {
    align-items: flex-end;
    margin-inline-start: var(--fd-8);
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px var(--fd-2);
    min-block-size: 20px;
    font-size: var(--fd-text-xs);
    font-weight: 600;
  }
  .mark {
    padding: 0 6px;
    border: 1px solid var(--fd-control);
    border-radius: 4px;
    color: var(--fd-muted);
    font-weight: 500;
    line-height: 16px;
  }
  time {
    color: var(--fd-muted);
    font-weight: 400;
  }
  .at {
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .bubble {
    max-inline-size: 100%;
    padding: var(--fd-2) var(--fd-3);
    border-radius: 4px 14px 14px 14px;
    background: var(--fd-100);
    overflow-wrap: anywhere;
  }
  .bubble:dir(rtl) {
    border-radius: 14px 4px 14px 14px;
  }
  .plain,
  .visitor .bubble {
    white-space: pre-wrap;
  }
  .visitor .bubble {
    border-radius: 14px 14px 4px 14px;
    background: var(--fd-accent);
    color: var(--fd-on-accent);
  }
  .agent .bubble {
    background: var(--fd-accent-soft);
  }
  .message-status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--fd-1) var(--fd-2);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .message-status.failed {
    color: var(--fd-danger);
  }
  .message-status svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .message-status button {
    min-block-size: 28px;
    padding-inline: var(--fd-1);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .notice {
    max-inline-size: 300px;
    margin: var(--fd-4) auto 0;
    color: var(--fd-muted);
    font-size: var(--fd-text-s);
    text-align: center;
    text-wrap: balance;
  }
  .day {
    display: flex;
    justify-content: center;
    margin-block-start: var(--fd-4);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .suggestions {
    display: grid;
    align-self: stretch;
    gap: 6px;
    margin-block-start: var(--fd-1);
  }
  .suggestions button,
  .propose {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--fd-2);
    min-block-size: 42px;
    padding: var(--fd-2) var(--fd-3);
    border: 1px solid var(--fd-control);
    border-radius: var(--fd-radius);
    color: var(--fd-accent-ink);
    font-size: 14px;
    font-weight: 600;
    line-height: 1.35;
  }
  .suggestions button:last-child {
    font-weight: 500;
  }
  .suggestions button:not(:disabled):hover,
  .propose:hover {
    border-color: var(--fd-accent-ink);
    background: var(--fd-accent-soft);
  }
  .suggestions button:disabled {
    border-color: var(--fd-line);
    color: var(--fd-muted);
    font-weight: 400;
  }
  .suggestions .pressed:disabled {
    border-color: var(--fd-control);
    color: var(--fd-ink);
    font-weight: 600;
  }
  .thumbs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .thumbs span {
    margin-inline-end: var(--fd-1);
  }
  .thumbs button {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: var(--fd-radius-s);
  }
  .thumbs button:hover {
    background: var(--fd-hover);
    color: var(--fd-ink);
  }
  .thumbs button[aria-pressed='true'] {
    color: var(--fd-accent-ink);
  }
  .thumbs button[aria-pressed='true'] path {
    fill: color-mix(in srgb, currentcolor 25%, transparent);
  }
  .proposal {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 6px;
    max-inline-size: 100%;
    margin-block-end: var(--fd-1);
    font-size: var(--fd-text-s);
  }
  .propose {
    justify-content: flex-start;
  }
  .other {
    display: inline-flex;
    align-items: center;
    gap: var(--fd-1);
    min-block-size: 32px;
    border-radius: var(--fd-radius-s);
    color: var(--fd-muted);
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .other:hover {
    color: var(--fd-ink);
  }
  .other[aria-pressed='true'] {
    text-decoration: none;
  }
  .other svg {
    inline-size: 16px;
    block-size: 16px;
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid CanvasText;
    }
    .chip,
    .prose .cite,
    .thumbs button[aria-pressed='true'] {
      border: 1px solid ButtonText;
    }
  }
`;
