/** Icons of the parts that are loaded when they are needed. */
import { svg } from 'lit';
import { draw } from './icons.js';

export const later = {
  thumbUp: draw(
    svg`<path d="M6.5 9v7.5h7.6c.8 0 1.5-.6 1.7-1.4l1-4.6c.2-1-.5-1.9-1.6-1.9h-3.7V4.9c0-.8-.6-1.4-1.4-1.4L6.5 9ZM3.5 9h3v7.5h-3z"/>`,
    18,
  ),
  thumbDown: draw(
    svg`<path d="M6.5 11V3.5h7.6c.8 0 1.5.6 1.7 1.4l1 4.6c.2 1-.5 1.9-1.6 1.9h-3.7v3.7c0 .8-.6 1.4-1.4 1.4L6.5 11ZM3.5 11h3V3.5h-3z"/>`,
    18,
  ),
  clock: draw(svg`<circle cx="10" cy="10" r="6.8"/><path d="M10 6.2V10l2.5 1.7"/>`),
  star: draw(svg`<path d="m10 3 2.1 4.5 4.9.6-3.6 3.4.9 4.9L10 14l-4.3 2.4.9-4.9L3 8.1l4.9-.6L10 3Z"/>`, 24),
  external: draw(svg`<path d="M8 4.5H4.5v11h11V12M11.5 4.5h4v4M15.5 4.5 9 11"/>`, 16),
  retry: draw(svg`<path d="M15.8 10a5.8 5.8 0 1 1-1.7-4.1L16 7.5M16 4v3.5h-3.5"/>`, 16),
  file: draw(svg`<path d="M5 2.8h6.5L15.5 7v10.2H5zM11.2 3v4.2h4"/>`),
};
