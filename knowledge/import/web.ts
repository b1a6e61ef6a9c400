/**
 * A page, a sitemap or a list of addresses on the web -> entries. What an address holds is told from its content, as
 * with files.
 */

import { at } from '../at.js';
import type { Problem } from '../entry.js';
import { parse } from './formats.js';
import { looksLikeHtml, pageEntry, pageOf } from './html-page.js';
import { merged, type Read } from './read.js';
import { parseRobots, type Robots } from './robots.js';
import { addressesIn } from './sitemap.js';
import { decode, messageOf, type Parsed } from './source.js';
import { agentName, type Fetched, fetchPage, NotFetched } from './web-fetch.js';
import type { Guard } from './web-guard.js';

const mostPages = 500;
const SITEMAPS = 50;
/** Pages at a time: a help centre should not notice us. */
const AT_ONCE = 2;
/** After this many failures the site is down, not a page. */
const FAILURES = 5;

export type WebOptions = Guard & {
  signal?: AbortSignal;
  /** Seconds for a page; 20 where it is not given. */
  seconds?: number;
  onProgress?: (progress: { done: number; total: number }) => void;
};

/** Whether what was named is an address and not a path. */
export const isAddress = (path: string): boolean => /^https?:\/\//i.test(path);

/** The same as `readKnowledge` for an address: nothing may be published while `problems` holds anything. */
export async function readAddress(address: string, options: WebOptions = {}): Promise<Read> {
  if (!isAddress(address) || !URL.canParse(address))
    return merged(address, [refused(address, 'is no address; it must begin with https://')]);
  const may = robotsOf(options);
  const get = (url: URL) => fetchPage(url, { ...options, may });
  try {
    const fetched = await get(new URL(address));
    const notes: Problem[] = [];
    const pages = await pagesOf(address, fetched, get, notes);
    const parsed = pages ? await readPages(pages, get, options) : [read(fetched, address)];
    return merged(address, [{ entries: [], problems: [], notes }, ...withoutDoubles(parsed)]);
  } catch (error) {
    return merged(address, [failed(address, error)]);
  }
}

/** The addresses that a sitemap, a list of sitemaps, or a plain list names; undefined for a page. */
async function pagesOf(
  address: string,
  first: Fetched,
  get: (url: URL) => Promise<Fetched>,
  notes: Problem[],
): Promise<URL[] | undefined> {
  const found = new Map<string, URL>();
  const waiting = [first];
  let sitemaps = 0;
  for (let fetched = waiting.shift(); fetched; fetched = waiting.shift()) {
    const text = textOf(fetched);
    const list = text === undefined ? undefined : addressesIn(text);
    if (!list) {
      if (fetched === first) return undefined;
      throw new NotFetched(`names the sitemap ${fetched.url.href}, which is none`);
    }
    for (const value of list.addresses) {
      const url = URL.canParse(value, fetched.url) ? new URL(value, fetched.url) : undefined;
      // A sitemap speaks for its own site; a list says what its author means.
      if (!url || (list.kind !== 'list' && url.host !== first.url.host)) {
        notes.push({ file: address, message: `left out: ${value.slice(0, 200)} is not on this site` });
      } else if (list.kind === 'sitemaps') {
        if (++sitemaps > SITEMAPS)
          throw new NotFetched(`names more than ${SITEMAPS} sitemaps; name one of them instead`);
        waiting.push(await get(url));
      } else {
        url.hash = '';
        found.set(url.href, url);
        if (found.size > mostPages) throw new NotFetched(`names more than ${mostPages} pages; name a smaller sitemap`);
      }
    }
  }
  if (found.size === 0) throw new NotFetched('names no page');
  return [...found.values()];
}

async function readPages(urls: URL[], get: (url: URL) => Promise<Fetched>, options: WebOptions): Promise<Parsed[]> {
  const results: Parsed[] = [];
  let next = 0;
  let done = 0;
  let failures = 0;
  const worker = async (): Promise<void> => {
    while (next < urls.length && failures < FAILURES && !options.signal?.aborted) {
      const place = next++;
      const url = at(urls, place);
      const parsed = await get(url).then(
        (fetched) => read(fetched, url.href),
        (error) => failed(url.href, error),
      );
      if (parsed.problems.length) failures++;
      results[place] = parsed;
      done++;
      options.onProgress?.({ done, total: urls.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (done < urls.length)
    results.push(
      refused(urls[next]?.href ?? '', `and ${urls.length - done} more were not fetched, because of the above`),
    );
  return results.filter(Boolean);
}

/** One page's entry. It keeps the address as its source. */
function read(fetched: Fetched, file: string): Parsed {
  const { status, url, hidden } = fetched;
  const leave = (why: string): Parsed => ({
    entries: [],
    problems: [],
    notes: [{ file, message: `left out: ${why}` }],
  });
  if (status === 401 || status === 403) return leave('the page is not for everybody');
  if (status === 404 || status === 410) return leave('there is no such page');
  if (status < 200 || status >= 300) return refused(file, `answers with status ${status}; try again later`);
  if (hidden) return leave('the page asks not to be indexed');
  const text = textOf(fetched);
  if (text === undefined) return refused(file, 'is no text; save it and load the file');
  if (!looksLikeHtml(text) && !/html/.test(fetched.type)) {
    const parsed = parse({ file: keyOf(url), text });
    return { ...parsed, entries: parsed.entries.map((it) => ({ ...it, file, entry: { ...it.entry, source: file } })) };
  }
  try {
    const page = pageOf(text, url.href);
    if (page.hidden) return leave('the page asks not to be indexed');
    if (!page.text) return leave('the page has no text');
    // Another site's address is not ours to use as an id.
    const named = page.canonical && URL.canParse(page.canonical, url) ? new URL(page.canonical, url) : url;
    const canonical = named.host === url.host && /^https?:$/.test(named.protocol) ? named : url;
    const { title, ...rest } = page;
    return pageEntry(
      { ...rest, title: title || keyOf(canonical) },
      { file, key: keyOf(canonical), link: canonical.href },
    );
  } catch (error) {
    return refused(file, `cannot be read: ${messageOf(error)}`);
  }
}

/** The path, as a file's would be: `/help/returns.html` is `help/returns`. */
function keyOf(url: URL): string {
  let path = url.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // Then it stays as it is written.
  }
  return path.replace(/^\/+|\/+$/g, '').replace(/\.html?$|\/index\.html?$/i, '') || 'index';
}

/** Two addresses of one page are one page. */
function withoutDoubles(parsed: Parsed[]): Parsed[] {
  const keys = new Set<string>();
  return parsed.map((one) => {
    const [only] = one.entries;
    if (one.entries.length !== 1 || !only || !keys.has(only.entry.key)) {
      for (const { entry } of one.entries) keys.add(entry.key);
      return one;
    }
    return {
      entries: [],
      problems: [],
      notes: [{ file: only.file, message: `left out: the same page as ${only.entry.key}` }],
    };
  });
}

/** A site's robots.txt is asked once. One that cannot be read forbids everything, one that is not there nothing. */
function robotsOf(options: WebOptions): (url: URL) => Promise<string | undefined> {
  const known = new Map<string, Promise<Robots>>();
  const ask = async (origin: string): Promise<Robots> => {
    const fetched = await fetchPage(new URL('/robots.txt', origin), options);
    if (fetched.status >= 500)
      throw new NotFetched(`${origin}/robots.txt answers with status ${fetched.status}; try again later`);
    return fetched.status >= 200 && fetched.status < 300
      ? parseRobots(fetched.bytes.toString('utf8'), agentName)
      : () => true;
  };
  return async (url) => {
    const robots = known.get(url.origin) ?? ask(url.origin);
    known.set(url.origin, robots);
    return (await robots)(url.pathname + url.search) ? undefined : 'its robots.txt does not allow it';
  };
}

/** Text in whatever characters the server or the page names. */
function textOf({ bytes, charset, type }: Fetched): string | undefined {
  if (/^(?:image|audio|video|font)\/|pdf|zip|octet-stream/.test(type)) return undefined;
  const head = bytes.subarray(0, 2_048).toString('latin1');
  const named = charset ?? /<meta[^>]+charset=["']?([\w-]+)/i.exec(head)?.[1];
  if (named && !/^utf-?8$/i.test(named)) {
    try {
      return new TextDecoder(named).decode(bytes);
    } catch {
      // A name that nobody knows; it may still be UTF-8.
    }
  }
  const decoded = decode(bytes);
  return 'text' in decoded ? decoded.text : undefined;
}

const refused = (file: string, message: string): Parsed => ({ entries: [], problems: [{ file, message }], notes: [] });

const failed = (file: string, error: unknown): Parsed =>
  error instanceof NotFetched && error.meant
    ? { entries: [], problems: [], notes: [{ file, message: `left out: ${error.message}` }] }
    : refused(file, messageOf(error));
