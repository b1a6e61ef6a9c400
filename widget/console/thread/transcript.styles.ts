import { css } from 'lit';

export const transcriptStyles = css`
  :host {
    position: relative;
    display: block;
    background: var(--fd-surface);
  }
  .scroll {
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .inner {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: var(--fd-3);
    max-width: 860px;
    min-height: 100%;
    padding: var(--fd-4);
  }
  .said,
  .quiet,
  .day {
    content-visibility: auto;
    contain-intrinsic-size: auto 64px;
  }
  .day,
  .quiet {
    contain-intrinsic-size: auto 20px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    text-align: center;
  }
  .quiet {
    display: flex;
    justify-content: center;
    gap: var(--fd-2);
  }
  .day {
    font-weight: 600;
  }
  .said {
    display: grid;
    justify-items: start;
    gap: var(--fd-1);
  }
  .said.agent {
    justify-items: end;
  }
  h3 {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    font-weight: 600;
  }
  time {
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .line {
    max-width: min(85%, 620px);
  }
  .text {
    width: fit-content;
    padding: 7px var(--fd-3);
    border: 1px solid transparent;
    border-radius: var(--fd-radius);
    background: var(--fd-hover);
    overflow-wrap: anywhere;
  }
  .prose ul {
    list-style: disc;
  }
  .prose ol {
    list-style: decimal;
  }
  .text.plain {
    white-space: pre-wrap;
  }
  .agent .line,
  .agent .text {
    margin-inline-start: auto;
  }
  .agent .text {
    background: var(--fd-accent-soft);
  }
  .bot .text {
    border-color: var(--fd-line);
    background: var(--fd-surface);
  }
  .text + frontdesk-files {
    margin-block-start: var(--fd-1);
  }
  .agent frontdesk-files {
    justify-items: end;
  }
  .note {
    justify-items: stretch;
  }
  .note .line {
    max-width: none;
  }
  .note h3 {
    color: var(--fd-warning);
  }
  .note .text {
    width: auto;
    border: 0;
    border-inline-start: 3px solid var(--fd-warning);
    border-radius: 0 var(--fd-radius-s) var(--fd-radius-s) 0;
    background: var(--fd-warning-soft);
  }
  .pending .text {
    opacity: 0.75;
  }
  .state {
    display: flex;
    gap: var(--fd-2);
    justify-content: flex-end;
    padding-block-start: 2px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  /* Of the bot's line, and beside it: not what became of ours. */
  .bot .state {
    justify-content: flex-start;
  }
  .state.failed {
    color: var(--fd-danger);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding-block-start: 6px;
  }
  .choices li {
    padding: 2px var(--fd-2);
    border: 1px solid var(--fd-line);
    border-radius: var(--fd-radius-s);
    color: var(--fd-muted);
  }
  .sources {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--fd-3);
    padding-block-start: var(--fd-1);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .sources b {
    margin-inline-end: 4px;
    color: var(--fd-accent-ink);
    font-weight: 600;
  }
  .sure {
    padding-block: 2px;
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .sure:hover {
    color: var(--fd-ink);
  }
  .ghost .text {
    border-style: dashed;
    color: var(--fd-muted);
  }
  .typing {
    display: flex;
    align-items: center;
    gap: var(--fd-2);
    color: var(--fd-muted);
    font-size: var(--fd-text-xs);
  }
  .dots {
    display: inline-flex;
    gap: 3px;
  }
  .dots i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: currentcolor;
    animation: blink 1s infinite alternate;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.2s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.4s;
  }
  @keyframes blink {
    to {
      opacity: 0.25;
    }
  }
  .earlier {
    align-self: center;
    min-height: 32px;
  }
  .below {
    position: absolute;
    inset-block-end: var(--fd-3);
    inset-inline-start: 50%;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    height: 32px;
    padding: 0 var(--fd-3);
    border: 1px solid var(--fd-line);
    border-radius: 16px;
    background: var(--fd-raised);
    box-shadow: var(--fd-shadow-2);
    font-weight: 600;
    transform: translateX(-50%);
  }
`;
