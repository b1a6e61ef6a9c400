/**
 * The HTML that people mix into Markdown -> Markdown, so that an answer reads the same in the widget, in a mail and in
 * a search.
 */

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const wrap = (mark: string) => (_: string, __: string, inner: string) =>
  inner.trim() ? mark + oneLine(inner) + mark : ' ';

/**
 * Known tags become Markdown or vanish; anything else in angle brackets may be meant and stays. Code must be taken out
 * before.
 */
export function withoutHtml(markdown: string): string {
  if (!/<[a-z/]/i.test(markdown)) return markdown;
  return tableRows(markdown)
    .replace(/<(strong|b)(?:\s[^<>]*)?>([\s\S]*?)<\/\1>/gi, wrap('**'))
    .replace(/<(em|i)(?:\s[^<>]*)?>([\s\S]*?)<\/\1>/gi, wrap('*'))
    .replace(/<(code|kbd)(?:\s[^<>]*)?>([\s\S]*?)<\/\1>/gi, wrap('`'))
    .replace(/<img\b[^<>]*>/gi, image)
    .replace(/<a\b([^<>]*)>([\s\S]*?)<\/a>/gi, link)
    .replace(/<table\b[^<>]*>([\s\S]*?)<\/table>/gi, (_, inner: string) => table(inner))
    .replace(/<h([1-6])(?:\s[^<>]*)?>([\s\S]*?)<\/h\1>/gi, (_, level: string, inner: string) =>
      block(`${'#'.repeat(Number(level))} ${oneLine(inner).replaceAll('**', '')}`),
    )
    .replace(/<ol\b[^<>]*>([\s\S]*?)<\/ol>/gi, (_, inner: string) => block(items(inner, '1.')))
    .replace(/<ul\b[^<>]*>([\s\S]*?)<\/ul>/gi, (_, inner: string) => block(items(inner, '-')))
    .replace(/<p(?:\s[^<>]*)?>([\s\S]*?)<\/p>/gi, (_, inner: string) =>
      block(
        inner
          .split(/<br\s*\/?>/i)
          .map(oneLine)
          .join('\n'),
      ),
    )
    .replace(/<br\s*\/?>[ \t]*\n?/gi, '\n')
    .replace(
      /<\/?(?:p|div|section|article|figure|figcaption|details|summary|center|blockquote)(?:\s[^<>]*)?>/gi,
      '\n\n',
    )
    .replace(/<\/?(?:span|small|big|u|sup|sub|font|mark|li|ul|ol)(?:\s[^<>]*)?\/?>/gi, '');
}

const block = (text: string) => `\n\n${text}\n\n`;

const items = (inner: string, mark: string) =>
  [...inner.matchAll(/<li\b[^<>]*>([\s\S]*?)(?=<\/li>|<li\b|$)/gi)]
    .map(([, text]) => `${mark} ${oneLine(text ?? '')}`)
    .join('\n');

const attribute = (tag: string, name: string) =>
  new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag)?.slice(1).find(Boolean)?.trim();

function link(_: string, tag: string, inner: string): string {
  const words = oneLine(inner);
  const href = attribute(tag, 'href');
  return href && words ? `[${words}](${encodeSpaces(href)})` : words;
}

function image(tag: string): string {
  const src = attribute(tag, 'src');
  return src && /^https?:/i.test(src) ? `![${attribute(tag, 'alt') ?? ''}](${encodeSpaces(src)})` : '';
}

const encodeSpaces = (address: string) => address.replace(/[\s()]/g, encodeURIComponent);

/** A list inside a cell of a Markdown table has to stay on its line. */
function tableRows(markdown: string): string {
  return markdown.replace(/^[ \t]*\|.*\|[ \t]*$/gm, (row) =>
    row.replace(/<\/li>\s*(?=<li)|<br\s*\/?>/gi, '; ').replace(/<\/?(?:ul|ol|li|p|div)\b[^<>]*>/gi, ''),
  );
}

function table(inner: string): string {
  const rows = [...inner.matchAll(/<tr\b[^<>]*>([\s\S]*?)(?=<\/tr>|<tr\b|$)/gi)].map(([, row]) =>
    [...(row ?? '').matchAll(/<t[dh]\b[^<>]*>([\s\S]*?)(?=<\/t[dh]>|<t[dh]\b|$)/gi)].map(([, cell]) =>
      oneLine((cell ?? '').replace(/<\/?[a-z][^<>]*>/gi, ' ')).replaceAll('|', '\\|'),
    ),
  );
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(rows[0]?.length ?? 1)}`);
  return block(lines.join('\n'));
}
