/** One set of icons, 20 px on a 1.6 px stroke, only those used. All are hidden from assistive technology: the button has the name. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

const draw = (shape: SVGTemplateResult, size = 20): TemplateResult => html`<svg
  width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shape}</svg>`;

export const icons = {
  close: draw(svg`<path d="m5 5 10 10M15 5 5 15"/>`),
  more: draw(svg`<path d="M10 4.5v.01M10 10v.01M10 15.5v.01" stroke-width="2.4"/>`),
  send: draw(svg`<path d="M10 16V4.5M5 9l5-5 5 5"/>`),
  clip: draw(
    svg`<path d="m16 9.5-6 6a3.7 3.7 0 0 1-5.2-5.2l6-6a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.4-5.4"/>`,
  ),
  thumbUp: draw(
    svg`<path d="M6.5 9v7.5h7.6c.8 0 1.5-.6 1.7-1.4l1-4.6c.2-1-.5-1.9-1.6-1.9h-3.7V4.9c0-.8-.6-1.4-1.4-1.4L6.5 9ZM3.5 9h3v7.5h-3z"/>`,
    18,
  ),
  thumbDown: draw(
    svg`<path d="M6.5 11V3.5h7.6c.8 0 1.5.6 1.7 1.4l1 4.6c.2 1-.5 1.9-1.6 1.9h-3.7v3.7c0 .8-.6 1.4-1.4 1.4L6.5 11ZM3.5 11h3V3.5h-3z"/>`,
    18,
  ),
  bot: draw(svg`<rect x="3.5" y="6.5" width="13" height="9.5" rx="3"/><path d="M10 6.5v-3M7.5 10.5v1M12.5 10.5v1"/>`),
  person: draw(svg`<circle cx="10" cy="7" r="3.2"/><path d="M3.8 16.5c.7-3 3.2-4.5 6.2-4.5s5.5 1.5 6.2 4.5"/>`),
  clock: draw(svg`<circle cx="10" cy="10" r="6.8"/><path d="M10 6.2V10l2.5 1.7"/>`),
  check: draw(svg`<path d="m4.5 10.5 3.5 3.5 7.5-8"/>`),
  warning: draw(svg`<path d="M10 3.5 17 16H3l7-12.5ZM10 8.5v3.5M10 14v.01"/>`),
  star: draw(svg`<path d="m10 3 2.1 4.5 4.9.6-3.6 3.4.9 4.9L10 14l-4.3 2.4.9-4.9L3 8.1l4.9-.6L10 3Z"/>`, 24),
  down: draw(svg`<path d="M10 4.5V15M5 10.5l5 5 5-5"/>`),
  external: draw(svg`<path d="M8 4.5H4.5v11h11V12M11.5 4.5h4v4M15.5 4.5 9 11"/>`, 16),
  retry: draw(svg`<path d="M15.8 10a5.8 5.8 0 1 1-1.7-4.1L16 7.5M16 4v3.5h-3.5"/>`, 16),
};
