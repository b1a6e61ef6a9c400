/** HTML that other programs wrote -> Markdown. Nothing that runs, loads or hides survives. */
import { createRequire } from 'node:module';
import type TurndownService from 'turndown';

// Loaded when the first HTML comes along: most loads hold none.
const require = createRequire(import.meta.url);
let service: TurndownService | undefined;

/** `scripts` is true when something that runs was taken out. */
export function htmlToMarkdown(html: string): { text: string; scripts: boolean } {
  if (!/<[a-z!/]|&[a-z#]/i.test(html)) return { text: html.trim(), scripts: false };
  const document = documentOf(`<!doctype html><html><body>${html}</body></html>`);
  const scripts = clean(document.body);
  return { text: nodeToMarkdown(document.body), scripts };
}

/** Pages of people stay far below both; beyond them, parsing takes minutes. */
const MOST_TAGS = 50_000;
const DEEPEST = 150;

/** Throws where the HTML is not what a person or an editor writes. */
export function documentOf(html: string): Document {
  let depth = 0;
  let tags = 0;
  // Only what must be closed counts: an old page leaves its paragraphs and list items open.
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    tags++;
    if (
      !/^(?:p|li|d[td]|t[rdh]|thead|tbody|option|br|hr|img|input|meta|link|source|col|wbr|area|path|use)$/i.test(name)
    )
      depth = end ? Math.max(0, depth - 1) : depth + 1;
    if (depth > DEEPEST || tags > MOST_TAGS) throw new Error('the HTML is nested too deep or holds too many elements');
  }
  // Its own types know another Document; what we use of it is the browser's.
  const { parseHTML }: { parseHTML: (html: string) => { document: Document } } = require('linkedom');
  return parseHTML(html).document;
}

/** By its kind, since no browser's classes are here. */
export const isElement = (node: Node): node is HTMLElement => node.nodeType === 1;

/** Takes out what runs or is not text; true when something that runs was there. */
export function clean(root: Element): boolean {
  const gone = 'script,style,noscript,template,iframe,object,embed,form,svg,canvas,video,audio,link,meta,base';
  let scripts = root.querySelector('script,iframe,object,embed') !== null;
  for (const element of root.querySelectorAll(gone)) element.remove();
  // An entity comes as a text of its own; escapes must see what stands beside it.
  root.normalize();
  for (const element of root.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const runs = /^on/i.test(name) || (/^(?:href|src)$/i.test(name) && !isAddress(value));
      if (!runs) continue;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers skip them inside an address
      scripts ||= /^on|^(?:javascript|vbscript):/i.test(/^on/i.test(name) ? name : value.replace(/[\u0000- ]/g, ''));
      element.removeAttribute(name);
    }
    if (element.hasAttribute('hidden') || /display\s*:\s*none/i.test(element.getAttribute('style') ?? ''))
      element.remove();
  }
  return scripts;
}

/** Relative addresses lead nowhere once the text has left its page. */
const isAddress = (value: string) => /^(?:https?:\/\/|mailto:|tel:)/i.test(value.trim());

/** Cleaned elements -> Markdown. */
export function nodeToMarkdown(node: HTMLElement): string {
  service ??= makeService();
  return service
    .turndown(node)
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function makeService(): TurndownService {
  const Turndown: typeof TurndownService = require('turndown');
  const made = new Turndown({
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    hr: '---',
    br: '',
  });
  // Turndown's own escapes put a backslash before most marks; only these would change what is read.
  made.escape = (text) =>
    text
      .replace(/[*`]/g, '\\$&')
      .replace(/\[(?=[^\]\n]*\]\()/g, '\\[')
      .replace(/<(?=[a-z/!])/gi, '\\<')
      .replace(/^(#{1,6} |[-+>] |---)/gm, '\\$1')
      .replace(/^(\d+)([.)] )/gm, '$1\\$2');
  /** Items come in order; counting each list's own anew for every item would take minutes for a long one. */
  const counts = new WeakMap<object, number>();
  made.addRule('item', {
    filter: 'li',
    replacement: (content, node) => {
      const { parentNode } = node;
      const list = parentNode && isElement(parentNode) ? parentNode : undefined;
      const before = (list && counts.get(list)) ?? 0;
      if (list) counts.set(list, before + 1);
      const mark = list?.nodeName === 'OL' ? `${(Number(list.getAttribute('start')) || 1) + before}. ` : '- ';
      const inner = content
        .trim()
        .replace(/\n{2,}/g, '\n')
        .replace(/\n/g, `\n${' '.repeat(mark.length)}`);
      return `${mark}${inner}${node.nextSibling ? '\n' : ''}`;
    },
  });
  made.addRule('picture', {
    filter: 'img',
    replacement: (_, node) => {
      const [src, alt] = ['src', 'alt'].map((name) => (isElement(node) && node.getAttribute(name)?.trim()) || '');
      return src ? `![${alt?.replace(/[[\]\n]/g, ' ') ?? ''}](${src.replace(/[\s()]/g, encodeURIComponent)})` : '';
    },
  });
  made.addRule('table', {
    filter: 'table',
    replacement: (_, node) => (isElement(node) ? `\n\n${table(node)}\n\n` : ''),
  });
  return made;
}

function table(node: HTMLElement): string {
  const cellOf = (cell: Element) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
  const rows = [...node.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('th,td')].map(cellOf));
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return rows.flat().join('\n\n');
  const lines = rows.map((row) => `| ${Array.from({ length: width }, (_, i) => row[i] ?? '').join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(width)}`);
  return lines.join('\n');
}

export const spaced = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** The title is shown above the answer already. */
export function withoutTitle(markdown: string, title: string): string {
  const heading = /^#{1,2} (.*)\n*/.exec(markdown);
  return heading && spaced(heading[1]?.replace(/\\(?=\W)/g, '')) === spaced(title)
    ? markdown.slice(heading[0].length).trim()
    : markdown;
}
