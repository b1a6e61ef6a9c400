/**
 * One set of icons, 20 px on a 1.6 px stroke, only those used; what the opened panel does not show at first is in
 * icons-later.ts. All are hidden from assistive technology: the button has the name.
 */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

export const draw = (shape: SVGTemplateResult, size = 20): TemplateResult => html`<svg
  width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shape}</svg>`;

export const icons = {
  close: draw(svg`<path d="m5 5 10 10M15 5 5 15"/>`),
  more: draw(svg`<path d="M10 4.5v.01M10 10v.01M10 15.5v.01" stroke-width="2.4"/>`),
  send: draw(svg`<path d="M10 16V4.5M5 9l5-5 5 5"/>`),
  clip: draw(
    svg`<path d="m16 9.5-6 6a3.7 3.7 0 0 1-5.2-5.2l6-6a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.4-5.4"/>`,
  ),
  bot: draw(svg`<rect x="3.5" y="6.5" width="13" height="9.5" rx="3"/><path d="M10 6.5v-3M7.5 10.5v1M12.5 10.5v1"/>`),
  person: draw(svg`<circle cx="10" cy="7" r="3.2"/><path d="M3.8 16.5c.7-3 3.2-4.5 6.2-4.5s5.5 1.5 6.2 4.5"/>`),
  check: draw(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8"/>`),
  warning: draw(svg`<path d="M10 3.5 17 16H3l7-12.5ZM10 8.5v3.5M10 14v.01"/>`),
  down: draw(svg`<path d="M10 4.5V15M5 10.5l5 5 5-5"/>`),
};
