/**
 * The body of a page -> an answer in plain Markdown: what a site generator would have resolved is resolved or taken
 * out.
 */
import { withoutHtml } from './html.js';

type Options = {
  /** Stands for `{{ site.baseurl }}`; without it, links into the site keep their words and lose their address. */
  site?: string;
  /** A page of a site generator: its other variables are unknown here and go too. */
  page?: boolean;
};

export function articleText(body: string, options: Options = {}): string {
  // Code stays as it is written: it is put aside, and private characters hold its place.
  const codes: string[] = [];
  const text = body.replace(/```[\s\S]*?(?:```|$)|`[^`\n]+`/g, (code) => `\u{e001}${codes.push(code) - 1}\u{e002}`);
  return withoutHtml(resolved(text, options))
    .replace(/\u{e001}(\d+)\u{e002}/gu, (_, i: string) => codes[Number(i)] ?? '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const baseUrl = /\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}/g;

/** A private character marks the site's unknown address while links are looked at. */
function resolved(text: string, { site, page }: Options): string {
  return (
    text
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<(video|script|style|iframe|svg|form)\b[\s\S]*?<\/\1\s*>/gi, '')
      .replace(/\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g, '')
      .replace(baseUrl, site?.replace(/\/+$/, '') ?? '\u{e000}')
      .replace(/!\[[^\]\n]*\]\(\s*\u{e000}[^)\n]*\)/gu, '')
      .replace(/\[([^\]\n]*)\]\(\s*\u{e000}[^)\n]*\)/gu, '$1')
      .replace(/<a\b[^>]*href=["']?\s*\u{e000}[^>]*>([\s\S]*?)<\/a>/giu, '$1')
      .replace(/<img\b[^>]*\u{e000}[^>]*>/giu, '')
      .replaceAll('\u{e000}', '')
      .replace(page ? /\{\{[^{}\n]*\}\}/g : /(?!)/g, '')
      .replace(/\{%-?[^%\n]*-?%\}/g, '')
      // Kramdown: {:target="_blank"}, {: .note}, {::nomarkdown} ... {:/}
      .replace(/\{::?\/?[^{}\n]*\}/g, '')
  );
}
