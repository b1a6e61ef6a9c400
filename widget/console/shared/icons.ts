/** The shared icons and those that only the console needs, on the same grid and stroke. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { icons as shared } from '../../shared/icons.js';

const draw = (shape: SVGTemplateResult): TemplateResult => html`<svg
  width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shape}</svg>`;

const icons = {
  close: shared.close,
  check: shared.check,
  bot: shared.bot,
  down: shared.down,
  warning: shared.warning,
  back: draw(svg`<path d="M12 4.5 6.5 10l5.5 5.5"/>`),
  take: draw(svg`<path d="M10 3.5v8M6.5 8.5l3.5 3.5 3.5-3.5M4 12.5v3.5h12v-3.5"/>`),
  release: draw(svg`<path d="M10 12V4M6.5 7 10 3.5 13.5 7M4 12.5v3.5h12v-3.5"/>`),
  transfer: draw(svg`<path d="M3.5 7h12.5M13 4l3 3-3 3M16.5 13H4M7 10l-3 3 3 3"/>`),
  note: draw(svg`<path d="M4.5 3.5h11v8.5l-4 4.5h-7zM15.5 12h-4v4.5"/>`),
  details: draw(svg`<rect x="3" y="4" width="14" height="12" rx="2"/><path d="M12.5 4v12"/>`),
  soundOn: draw(svg`<path d="M3.5 8v4h2.7L10 15.5v-11L6.2 8zM13 7.5a3.5 3.5 0 0 1 0 5M15.2 5.2a6.7 6.7 0 0 1 0 9.6"/>`),
  soundOff: draw(svg`<path d="M3.5 8v4h2.7L10 15.5v-11L6.2 8zM13 8l4 4M17 8l-4 4"/>`),
  logOut: draw(svg`<path d="M8 3.5H4v13h4M8.5 10H17M14 7l3 3-3 3"/>`),
  lock: draw(svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`),
  clock: draw(svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 6.5V10l2.5 1.5"/>`),
  tag: draw(svg`<path d="M3.5 3.5h6.6l6.4 6.4-6.6 6.6-6.4-6.4zM7 7v.01"/>`),
  person: draw(svg`<circle cx="10" cy="7" r="3"/><path d="M4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5"/>`),
  block: draw(svg`<circle cx="10" cy="10" r="6.5"/><path d="m5.5 5.5 9 9"/>`),
  find: draw(svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 3.5 3.5"/>`),
  filter: draw(svg`<path d="M3.5 5h13M6 10h8M8.5 15h3"/>`),
  beside: draw(svg`<rect x="3" y="4" width="14" height="12" rx="2"/><path d="M10 4v12"/>`),
  keys: draw(
    svg`<rect x="2" y="5" width="16" height="10" rx="2"/><path d="M5.5 8.5v.01M8.5 8.5v.01M11.5 8.5v.01M14.5 8.5v.01M6.5 12h7"/>`,
  ),
} as const;

export function icon(name: keyof typeof icons): TemplateResult {
  return icons[name];
}
