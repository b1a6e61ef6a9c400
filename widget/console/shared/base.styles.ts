/** What every part of the console starts from: 13 px text, 32 px rows, quiet buttons. */
import { css } from 'lit';
import { base as shared } from '../../shared/tokens.js';

export const base = [
  shared,
  css`
    :host {
      font-size: var(--fd-text-s);
      line-height: 1.4;
    }
    h1,
    h2,
    h3,
    h4 {
      font-size: inherit;
      font-weight: 600;
    }
    p,
    dl,
    dd,
    blockquote {
      margin: 0;
    }
    ul,
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    svg {
      width: 16px;
      height: 16px;
    }
    button.primary,
    button.plain,
    .verbs button,
    .foot button,
    button.small,
    .blank button {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 6px;
      min-height: 32px;
      padding: 0 var(--fd-3);
      border: 1px solid var(--fd-control);
      border-radius: var(--fd-radius-s);
      background: var(--fd-surface);
      font-weight: 500;
      white-space: nowrap;
    }
    button.small {
      min-height: 26px;
      padding: 0 10px;
    }
    button:is(.plain, .small):hover:enabled,
    .verbs button:hover:enabled,
    .foot button:hover:enabled {
      background: var(--fd-hover);
    }
    button.primary,
    .verbs button.primary,
    .foot button.primary {
      border-color: var(--fd-accent);
      background: var(--fd-accent);
      color: var(--fd-on-accent);
    }
    button.primary:hover:enabled,
    .verbs button.primary:hover:enabled,
    .foot button.primary:hover:enabled {
      background: color-mix(in srgb, var(--fd-accent) 88%, var(--fd-ink));
    }
    button:is(.primary, .plain, .small):disabled,
    .verbs button:disabled,
    .foot button:disabled {
      border-color: var(--fd-line);
      background: transparent;
      color: var(--fd-500);
    }
    button.link {
      color: var(--fd-accent-ink);
      text-decoration: underline;
      text-underline-offset: 2px;
    }
    button.icon-only {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      width: 32px;
      height: 32px;
      border-radius: var(--fd-radius-s);
      color: var(--fd-muted);
    }
    button.icon-only svg {
      width: 18px;
      height: 18px;
    }
    button.icon-only:hover {
      background: var(--fd-hover);
      color: var(--fd-ink);
    }
    .none {
      color: var(--fd-muted);
    }
    .blank {
      display: grid;
      align-content: center;
      justify-items: center;
      gap: var(--fd-2);
      height: 100%;
      padding: var(--fd-6);
      text-align: center;
    }
    .blank :is(h1, h2) {
      font-size: var(--fd-text-m);
    }
    .blank p {
      max-width: 44ch;
      color: var(--fd-muted);
    }
    fd-clock {
      font-variant-numeric: tabular-nums;
    }
    .wait {
      border-radius: 4px;
      color: var(--fd-muted);
    }
    .wait[level='amber'] {
      color: var(--fd-warning);
      font-weight: 600;
    }
    /* Filled as well: nothing is told by colour alone. */
    .wait[level='red'] {
      padding: 0 5px;
      background: var(--fd-danger-soft);
      color: var(--fd-danger);
      font-weight: 650;
    }
    /* Broken, as what is not real: it must be told apart at a glance, in any colours. */
    .practice {
      flex: none;
      padding: 0 5px;
      border: 1px dashed currentColor;
      border-radius: 4px;
      background: var(--fd-surface);
      color: var(--fd-ink);
      font-size: var(--fd-text-xs);
      font-weight: 600;
      line-height: 16px;
    }
    .wait-rows {
      display: grid;
      gap: var(--fd-2);
      padding: var(--fd-2) var(--fd-3);
    }
    .skeleton {
      display: block;
      height: 12px;
      border-radius: 4px;
      background: var(--fd-hover);
      animation: breathe 1.4s ease-in-out infinite alternate;
    }
    .skeleton + .skeleton {
      width: 70%;
    }
    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
    .hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    ::placeholder {
      color: var(--fd-muted);
      opacity: 1;
    }
    @media (forced-colors: active) {
      .wait[level='red'] {
        outline: 1px solid;
      }
    }
  `,
];
