/** Lists of addresses: sitemaps, and plain ones. */
export type Listed = { kind: 'sitemaps' | 'sitemap' | 'list'; addresses: string[] };

/**
 * The addresses in a text that is nothing but a sitemap, a list of sitemaps, or a list with one address on each line.
 */
export function addressesIn(text: string): Listed | undefined {
  const [, root] =
    /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?xml-stylesheet[^>]*\?>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(urlset|sitemapindex)\b/.exec(
      text,
    ) ?? [];
  if (root) {
    const addresses = [...text.matchAll(/<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,2000}?)\s*(?:\]\]>)?\s*<\/loc>/g)].map(
      ([, loc = '']) =>
        loc
          .replace(/&amp;/g, '&')
          .replace(/&apos;/g, "'")
          .replace(/&quot;/g, '"'),
    );
    return { kind: root === 'urlset' ? 'sitemap' : 'sitemaps', addresses };
  }
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'));
  return lines.length > 0 && lines.every((line) => /^https?:\/\/\S+$/i.test(line))
    ? { kind: 'list', addresses: lines }
    : undefined;
}
