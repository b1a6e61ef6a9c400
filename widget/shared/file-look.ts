/** How files look in a message and on their way: an icon, and a size that people can read. */
import { html, svg } from 'lit';

export const fileIcon = html`<svg
  width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${svg`<path d="M5 2.8h6.5L15.5 7v10.2H5zM11.2 3v4.2h4"/>`}</svg>`;

export const isImage = ({ type }: { type: string }): boolean => /^image\/(png|jpeg|gif|webp)$/.test(type);

const MB = 1024 * 1024;

/** "240 kB", "1.4 MB"; never less than it is, so that what is too large does not read as if it were not. */
export function sizeText(bytes: number, locale: string): string {
  const [unit, n] =
    bytes < MB ? ['kilobyte', Math.ceil(bytes / 1024)] : ['megabyte', Math.ceil((bytes / MB) * 10) / 10];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(n as number);
}
