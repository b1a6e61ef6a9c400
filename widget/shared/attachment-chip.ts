/** One file on its way into a message, as it shows above the text box. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FileLink } from '../../services/wire/files.js';
import { isImage, sizeText } from './file-look.js';
import { icons } from './icons.js';
import { later } from './icons-later.js';

export type FileWord =
  | 'attach'
  | 'dropFiles'
  | 'fileFailed'
  | 'fileTooLarge'
  | 'fileType'
  | 'fileEmpty'
  | 'fileTooMany'
  | 'problemMany'
  | 'dismiss'
  | 'remove'
  | 'retry';
export type Say = (word: FileWord, params?: Record<string, string | number>) => string;

/** A file on its way, there (`link`), or not taken this time (`error`). */
export interface Item {
  clientId: string;
  /** The file itself, or what is known of one that was uploaded before. */
  file: File | FileLink;
  /** The share that has left. */
  sent: number;
  link?: FileLink | undefined;
  error?: string | undefined;
  abort: AbortController;
  settled: Promise<void>;
}

export interface ChipProps {
  say: Say;
  locale: string;
  onRetry: () => void;
  onRemove: () => void;
}

export function renderChip(item: Item, { say, locale, onRetry, onRemove }: ChipProps): TemplateResult {
  const { file, link, error, sent } = item;
  const size = sizeText(file.size, locale);
  const named = (word: FileWord) => `${say(word)}: ${file.name}`;
  const picture = file instanceof File && isImage(file);
  return html`<li>
    <span class="picture">${picture ? html`<canvas width="80" height="80" aria-hidden="true" data-id=${item.clientId}></canvas>` : later.file}</span>
    <span class="what">
      <bdi class="name" title=${file.name}>${link?.name ?? file.name}</bdi>
      ${
        error
          ? html`<span class="state failed" role="alert">${error}</span>`
          : html`<span class="state">${link ? nothing : html`<progress max="1" .value=${sent} aria-label=${file.name}></progress>`}${size}</span>`
      }
    </span>
    ${error ? html`<button type="button" title=${say('retry')} aria-label=${named('retry')} @click=${onRetry}>${later.retry}</button>` : nothing}
    <button type="button" title=${say('remove')} aria-label=${named('remove')} @click=${onRemove}>${icons.close}</button>
  </li>`;
}

/** The middle of the image. Drawn, because a page's policy may forbid `blob:` addresses. */
export async function draw(canvas: HTMLCanvasElement, file: File): Promise<void> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return;
  const { width, height } = image;
  const side = Math.min(width, height);
  const { width: to } = canvas;
  canvas.getContext('2d')?.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, to, to);
  image.close();
}
