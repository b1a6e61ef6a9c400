/**
 * The one place where text of a bot, an agent or a document becomes HTML. marked without raw HTML and images, then
 * DOMPurify with an allow-list (its defaults let half of our hostile examples through), then Lit's `unsafeHTML`.
 * Heavy (about 20 KB brotli): the widget loads it lazily.
 */
import createPurifier from 'dompurify';
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { Marked, type Tokens } from 'marked';
import { safeLink } from './links.js';

const TAGS = ['p', 'br', 'strong', 'em', 'del', 'ul', 'ol', 'li', 'code', 'pre', 'blockquote', 'a', 'h3', 'h4'];
const MAX_CHARACTERS = 20_000;

/**
 * Around the number of a citation until the sanitizer has run. Private use characters, removed from what we are given.
 */
const OPEN = '\uE000';
const CLOSE = '\uE001';

const marked = new Marked({
  gfm: true,
  breaks: true,
  tokenizer: {
    // No raw HTML: what looks like a tag is text.
    html: () => undefined,
    tag: () => undefined,
  },
  renderer: {
    image: ({ text }) => escapeHtml(text),
    // Checked here and again after the sanitizer: two fences of different make.
    link({ href, tokens }) {
      const link = safeLink(href);
      const text = this.parser.parseInline(tokens);
      return link ? `<a href="${escapeHtml(link)}">${text}</a>` : text;
    },
    heading({ tokens, depth }) {
      const tag = depth <= 3 ? 'h3' : 'h4';
      return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
    },
  },
  extensions: [
    {
      name: 'citation',
      level: 'inline',
      start: (source) => source.match(/\[\d/)?.index,
      tokenizer(source) {
        const [raw, text] = /^\[(\d{1,2})\](?![([:])/.exec(source) ?? [];
        // A button inside a link would be a button nobody can press.
        if (!raw || !text || this.lexer.state.inLink) return undefined;
        return { type: 'citation', raw, text } satisfies Tokens.Generic;
      },
      renderer: ({ text }) => `${OPEN}${text}${CLOSE}`,
    },
  ],
});

const purifier = createPurifier(window);
/**
 * A policy of our own for the inert document that DOMPurify parses in: the page may use DOMPurify, too, and have its
 * name. Not every browser has policies, and the types of none do.
 */
const policy = (window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('frontdesk', {
  createHTML: (text) => text,
  createScriptURL: (text) => text,
});

interface TrustedTypes {
  createPolicy: (
    name: string,
    rules: { createHTML: (text: string) => string; createScriptURL: (text: string) => string },
  ) => NonNullable<Parameters<typeof purifier.sanitize>[1]>['TRUSTED_TYPES_POLICY'];
}
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  const href = safeLink(node.getAttribute('href') ?? '');
  if (!href) return node.removeAttribute('href');
  node.setAttribute('href', href);
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
});

/**
 * Markdown to harmless HTML. `[1]` becomes `<button class="cite" data-cite="1">` for the numbers in `citations`;
 * other numbers stay text. `label` names the button, `Source {n}`.
 */
export function toHtml(text: string, citations: readonly number[] = [], label = 'Source {n}'): string {
  const source = text.slice(0, MAX_CHARACTERS).replace(/[\uE000\uE001]/g, '');
  const dirty = marked.parse(source, { async: false });
  const clean = purifier.sanitize(dirty, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ...(policy && { TRUSTED_TYPES_POLICY: policy }),
  });
  return clean.replace(/\uE000(\d{1,2})\uE001/g, (_, n: string) =>
    citations.includes(Number(n))
      ? `<button type="button" class="cite" data-cite="${n}" aria-label="${escapeHtml(label.replace('{n}', n))}">${n}</button>`
      : `[${n}]`,
  );
}

/** The same as something Lit can render, in a `div.prose`. */
export function formatted(text: string, citations?: readonly number[], label?: string): TemplateResult {
  return html`<div class="prose">${unsafeHTML(toHtml(text, citations, label))}</div>`;
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (c) => names[c] ?? '');
}
