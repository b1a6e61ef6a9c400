/** What a text is, told from its content; its name decides only where the content says nothing. */
import { extname } from 'node:path';
import { limits } from '../check.js';
import { csvHeader, isKnownHeader, parseCsv } from './csv.js';
import { looksLikeHtml, parseHtml } from './html-page.js';
import { parseJson } from './json.js';
import { parseMarkdown } from './markdown.js';
import type { Parsed, Source } from './source.js';
import { looksLikeYaml, parseYaml } from './yaml.js';

export type Options = {
  /** The help centre's address, for links into it that its pages write as `{{ site.baseurl }}`. */
  site?: string;
  /** The file is one of many: what is no knowledge is left out with a note, not refused. */
  folder?: boolean;
};

type Format = 'json' | 'csv' | 'markdown' | 'html' | 'yaml' | 'sitemap';

/** One file's entries, by what its text looks like. */
export function parse(source: Source, options: Options = {}): Parsed {
  const { file, text } = source;
  const extension = extname(file).toLowerCase();
  const key = file.slice(0, file.length - extension.length);
  const left = (message: string): Parsed =>
    options.folder
      ? { entries: [], problems: [], notes: [{ file, message: `left out: ${message}` }] }
      : { entries: [], problems: [{ file, message }], notes: [] };
  switch (formatOf(text, extension)) {
    case 'json':
      return parseJson(source);
    case 'csv':
      return parseCsv(source);
    case 'markdown':
      return parseMarkdown(source, { key, ...(options.site && { site: options.site }) });
    case 'yaml':
      // Folders of a site hold settings too.
      return options.folder && !/^[ \t-]*(?:answer|content|body|text|message)[ \t]*:/m.test(text)
        ? left('the YAML holds no answers')
        : parseYaml(source);
    case 'html':
      return options.folder && /(?:^|\/)_/.test(file)
        ? left('its name begins with an underscore')
        : parseHtml(source, key);
    case 'sitemap':
      return left('is a sitemap; give its address instead, so that its pages are fetched');
    default:
      return left('is not Markdown, JSON, CSV or another format that we know, as far as its content tells');
  }
}

function formatOf(text: string, extension: string): Format | undefined {
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:urlset|sitemapindex)\b/.test(text)) return 'sitemap';
  if (looksLikeYaml(text) && !/^\s*---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/.test(text))
    return isMarkdown(extension) ? 'markdown' : 'yaml';
  if (/^\s*---[ \t]*\r?\n/.test(text)) return 'markdown';
  if (/^\s*(\[\s*[{\]]|\{\s*")/.test(text)) return 'json';
  const { cells } = csvHeader(text);
  if (cells.length > 1 && cells.length <= limits.columns && isKnownHeader(cells)) return 'csv';
  if (/^\s*<(?:!doctype\s+html|html)\b/i.test(text)) return 'html';
  // Markdown may well begin with a tag.
  if (isMarkdown(extension)) return 'markdown';
  if (looksLikeHtml(text)) return 'html';
  if (isPairsWithoutHeader(text)) return 'csv';
  if (extension === '.json') return 'json';
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  if (/^\s*#{1,3}[ \t]+\S/.test(text)) return 'markdown';
  if (extension === '.yaml' || extension === '.yml') return 'yaml';
  // Somebody's spreadsheet under another name, with only one of the two columns.
  return cells.length > 1 && (cells.includes('question') || cells.includes('answer')) ? 'csv' : undefined;
}

const isMarkdown = (extension: string) => extension === '.md' || extension === '.markdown';

/** Tiledesk's CSV: a question mark before the first semicolon is as much as its content tells. */
const isPairsWithoutHeader = (text: string) => /^\s*"?[^;\n]{3,300}\?"?;\s*\S/.test(text);
