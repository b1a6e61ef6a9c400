/** A page of HTML -> its readable part in Markdown, without menus, banners and footers. */
import { createRequire } from 'node:module';
import { checkEntry, limits } from '../check.js';
import { clean, documentOf, isElement, nodeToMarkdown, spaced, withoutTitle } from './html-to-markdown.js';
import { messageOf, type Parsed, type Source } from './source.js';

const require = createRequire(import.meta.url);

export const PAGE_BYTES = 10 * 1024 * 1024;

export type Page = {
  title: string;
  text: string;
  locale?: string;
  /** The address that the page says it is known by. */
  canonical?: string;
  /** It asks not to be indexed. */
  hidden: boolean;
  scripts: boolean;
};

export const looksLikeHtml = (text: string): boolean =>
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|main|article|section|div|h1|p|table|ul|ol)\b/i.test(
    text,
  );

/** `address` makes its relative links whole. */
export function pageOf(html: string, address?: string): Page {
  const { Readability }: typeof import('@mozilla/readability') = require('@mozilla/readability');
  const document = documentOf(/<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`);
  gather(document);
  const meta = (name: string) =>
    document.querySelector(`meta[name="${name}"],meta[property="${name}"]`)?.getAttribute('content')?.trim();
  const heading = document.querySelector('h1')?.textContent;
  const title = spaced(heading) || spaced(meta('og:title')) || spaced(document.querySelector('title')?.textContent);
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href')?.trim();
  const locale = document.documentElement?.getAttribute('lang')?.trim();
  const page = {
    title,
    hidden: /noindex|none/i.test(meta('robots') ?? ''),
    ...(canonical && { canonical }),
    ...(locale && /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(locale) && { locale }),
  };
  if (address) makeWhole(document, address);
  const scripts = clean(document.documentElement);
  // The whole page is kept for short ones, where there is too little to tell an article from its frame.
  const whole = document.querySelector<HTMLElement>('main,article,[role="main"]') ?? document.body;
  const fallback = (): string => {
    for (const element of whole?.querySelectorAll('nav,header,footer,aside,button,select,input') ?? [])
      element.remove();
    return whole ? nodeToMarkdown(whole) : '';
  };
  // A copy, since it takes the page apart; a copy of a document is one.
  const article = new Readability(document.cloneNode(true) as Document, {
    charThreshold: 250,
    serializer: (node) => (isElement(node) ? node : undefined),
  }).parse();
  const read = article?.content ? nodeToMarkdown(article.content) : '';
  const plain = fallback();
  // Where a page marks its main part, Readability must not have lost most of it.
  const text = read.length * 2 < plain.length && whole !== document.body ? plain : read || plain;
  return { ...page, scripts, text: withoutTitle(text, title) };
}

/** `<body>` may be left out, and minifiers do; the parser then leaves beside it what belongs in it. */
function gather({ documentElement, head, body }: Document): void {
  for (const node of [...documentElement.childNodes])
    if (node !== head && node !== body && !/^(?:title|meta|link|base|style|script)$/i.test(node.nodeName))
      body.append(node);
}

/** A page from a file: its key is its path. */
export function parseHtml({ file, text }: Source, key: string): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  const refuse = (message: string): Parsed => ({ ...parsed, problems: [{ file, line: 1, message }] });
  if (text.length > PAGE_BYTES) return refuse('is larger than 10 MB; that is no page of a help centre');
  let page: Page;
  try {
    page = pageOf(text);
  } catch (error) {
    return refuse(`cannot be read: ${messageOf(error)}`);
  }
  const leave = (why: string): Parsed => ({ ...parsed, notes: [{ file, message: `left out: ${why}` }] });
  if (page.hidden) return leave('the page asks not to be indexed');
  if (!page.text) return leave('the page has no text');
  if (!page.title) return refuse('has no title; give it a <title> or an <h1>');
  return pageEntry(page, {
    file,
    key,
    ...(page.canonical && /^https?:/i.test(page.canonical) && { link: page.canonical }),
  });
}

/** The entry of a page, wherever it came from. */
export function pageEntry(page: Page, { file, key, link }: { file: string; key: string; link?: string }): Parsed {
  const result = checkEntry({
    key,
    title: page.title.slice(0, limits.title),
    questions: [],
    answer: page.text,
    locale: page.locale ?? 'en',
    inboxes: [],
    tags: [],
    ...(link && { link }),
    source: file,
  });
  if (!('entry' in result))
    return { entries: [], problems: result.faults.map(({ message }) => ({ file, line: 1, message })), notes: [] };
  const notes = page.scripts ? [{ file, line: 1, message: 'held a script or frame, which was taken out' }] : [];
  return { entries: [{ entry: result.entry, file, line: 1 }], problems: [], notes };
}

function makeWhole(document: Document, address: string): void {
  for (const [selector, attribute] of [
    ['a[href]', 'href'],
    ['img[src]', 'src'],
  ] as const)
    for (const element of document.querySelectorAll(selector)) {
      const value = element.getAttribute(attribute) ?? '';
      if (URL.canParse(value, address)) element.setAttribute(attribute, new URL(value, address).href);
    }
}
