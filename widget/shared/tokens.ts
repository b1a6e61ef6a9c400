/**
 * One set of tokens for both products, light and dark. Set on `:host`, so every shadow root that adopts it has them.
 */
import { css } from 'lit';

const dark = css`
  color-scheme: dark;
  --fd-0: #1b1a18;
  --fd-50: #232220;
  --fd-100: #2d2b28;
  --fd-200: #3a3834;
  --fd-300: #55524c;
  --fd-500: #98948a;
  --fd-600: #b3aea4;
  --fd-800: #dedad2;
  --fd-900: #f2efe9;
  --fd-sunken: #151413;
  --fd-raised: var(--fd-50);
  --fd-control: #8b877e;
  --fd-accent: var(--fd-brand-dark, #7cc4b8);
  --fd-on-accent: var(--fd-on-brand-dark, #0d2420);
  --fd-accent-ink: var(--fd-brand-ink-dark, #7cc4b8);
  --fd-accent-soft: color-mix(in srgb, var(--fd-accent) 14%, var(--fd-surface));
  --fd-success: #7fcf9c;
  --fd-success-soft: #1b3224;
  --fd-warning: #f0b860;
  --fd-warning-soft: #3a2c12;
  --fd-danger: #ff9d94;
  --fd-danger-soft: #40201d;
  --fd-shadow-1: 0 1px 2px rgb(0 0 0 / 40%);
  --fd-shadow-2: 0 2px 6px rgb(0 0 0 / 40%), 0 8px 20px rgb(0 0 0 / 35%);
  --fd-shadow-3: 0 4px 12px rgb(0 0 0 / 45%), 0 16px 48px rgb(0 0 0 / 55%);
`;

/** As the system has it, unless a `theme` says otherwise. */
export const tokens = css`
  :host {
    --fd-font: var(--frontdesk-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    --fd-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    --fd-text-xs: 12px;
    --fd-text-s: 13px;
    --fd-text-m: 15px;
    --fd-text-l: 18px;
    --fd-text-xl: 24px;
    --fd-1: 4px;
    --fd-2: 8px;
    --fd-3: 12px;
    --fd-4: 16px;
    --fd-5: 20px;
    --fd-6: 24px;
    --fd-8: 32px;
    --fd-radius-s: 6px;
    --fd-radius: 10px;
    --fd-radius-l: 16px;
    --fd-fast: 120ms;
    --fd-slow: 180ms;

    /* Neutrals, from paper to ink. */
    --fd-0: #ffffff;
    --fd-50: #f7f7f5;
    --fd-100: #efeeeb;
    --fd-200: #e2e0db;
    --fd-300: #cbc8c1;
    --fd-500: #7d7970;
    --fd-600: #635f57;
    --fd-800: #35322d;
    --fd-900: #1e1c19;

    --fd-surface: var(--fd-0);
    --fd-sunken: var(--fd-50);
    --fd-raised: var(--fd-0);
    --fd-hover: var(--fd-100);
    --fd-line: var(--fd-200);
    /* Borders of controls: 3:1 on every surface. */
    --fd-control: #8a867d;
    --fd-ink: var(--fd-900);
    --fd-muted: var(--fd-600);

    --fd-accent: var(--fd-brand, #1f5f57);
    --fd-on-accent: var(--fd-on-brand, #ffffff);
    /* The accent as text on a surface: 4.5:1. */
    --fd-accent-ink: var(--fd-brand-ink, #1f5f57);
    --fd-accent-soft: color-mix(in srgb, var(--fd-accent) 10%, var(--fd-surface));
    --fd-success: #1d6b3c;
    --fd-success-soft: #e6f3ea;
    --fd-warning: #8a5300;
    --fd-warning-soft: #fdf1dc;
    --fd-danger: #b3261e;
    --fd-danger-soft: #fcebe9;

    --fd-shadow-1: 0 1px 2px rgb(30 28 25 / 8%);
    --fd-shadow-2: 0 2px 6px rgb(30 28 25 / 10%), 0 8px 20px rgb(30 28 25 / 10%);
    --fd-shadow-3: 0 4px 12px rgb(30 28 25 / 12%), 0 16px 48px rgb(30 28 25 / 22%);
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
  :host([theme='light']) {
    color-scheme: light;
  }
`;

/** What every shadow root of ours starts from: box model, focus ring, buttons without dress, reduced motion. */
export const base = css`
  :host {
    font: 400 var(--fd-text-m) / 1.45 var(--fd-font);
    color: var(--fd-ink);
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  button {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    text-align: inherit;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol {
    margin: 0;
  }
  svg {
    display: block;
    flex: none;
  }
  :focus-visible {
    outline: 2px solid var(--fd-accent-ink);
    outline-offset: 2px;
  }
  .quiet-for-eyes {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;

/** Formatted text of a bot or an agent. */
export const prose = css`
  .prose > * + * {
    margin-block-start: var(--fd-2);
  }
  .prose {
    overflow-wrap: anywhere;
  }
  .prose :is(ul, ol) {
    padding-inline-start: 1.35em;
  }
  .prose li + li {
    margin-block-start: var(--fd-1);
  }
  .prose :is(h3, h4) {
    font-size: inherit;
    font-weight: 650;
  }
  .prose a {
    color: var(--fd-accent-ink);
    text-underline-offset: 2px;
  }
  .prose code {
    font: 0.9em var(--fd-mono);
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in srgb, currentcolor 9%, transparent);
  }
  .prose pre {
    overflow-x: auto;
    padding: var(--fd-2) var(--fd-3);
    border-radius: var(--fd-radius-s);
    background: color-mix(in srgb, currentcolor 7%, transparent);
  }
  .prose pre code {
    padding: 0;
    background: none;
  }
  .prose blockquote {
    margin-inline: 0;
    padding-inline-start: var(--fd-3);
    border-inline-start: 3px solid var(--fd-300);
    color: var(--fd-muted);
  }
  .prose .cite,
  .chip {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 5px;
    border-radius: 10px;
    background: color-mix(in srgb, var(--fd-accent) 18%, transparent);
    color: var(--fd-accent-ink);
    font-size: 11px;
    font-weight: 650;
    line-height: 1;
    vertical-align: 2px;
  }
  .prose .cite {
    min-inline-size: 18px;
    block-size: 18px;
  }
  .prose .cite:hover {
    background: var(--fd-accent);
    color: var(--fd-on-accent);
  }
`;
