/**
 * Formatted text and thumbs, once their code is here: the renderer weighs as much as the rest of the panel, so it comes
 * with the first answer.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { Event } from '../../services/wire/conversation.js';
import type { ThumbsContext } from './thumbs.js';
import { t, type Words } from './words.js';

type Renderer = typeof import('../shared/markdown.js');

const MARKS = Array.from({ length: 20 }, (_, i) => i + 1);

let renderer: Renderer | undefined;
let thumbs: typeof import('./thumbs.js') | undefined;
let loading: Promise<void> | undefined;
/** Events never change: each is parsed once. */
const done = new WeakMap<Event, { words: Words; result: TemplateResult }>();

/** Resolves when texts can be formatted. A failed fetch is tried again on the next call; until then texts are plain. */
export function loadRich(): Promise<void> {
  loading ??= Promise.all([import('../shared/markdown.js'), import('./thumbs.js')]).then(
    (modules) => {
      [renderer, thumbs] = modules;
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
}

/** An answer still being written: its marks look as they will, though their sources are not known yet. */
export function richText(text: string): TemplateResult {
  return renderer ? renderer.formatted(text, MARKS) : plain(text);
}

export function richEvent(event: Event, words: Words): TemplateResult {
  const known = done.get(event);
  if (known?.words === words) return known.result;
  if (!renderer) return plain(event.text ?? '');
  const numbers = event.citations?.map((citation) => citation.index) ?? [];
  const result = renderer.formatted(event.text ?? '', numbers, t(words, 'source', { n: '{n}' }));
  done.set(event, { words, result });
  return result;
}

export function richThumbs(context: ThumbsContext, seq: number): TemplateResult | typeof nothing {
  return thumbs ? thumbs.renderThumbs(context, seq) : nothing;
}

function plain(text: string): TemplateResult {
  return html`<div class="prose plain">${text}</div>`;
}
