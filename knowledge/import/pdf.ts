/** The text of a PDF; long ones in parts of whole pages. */
import { nameOf } from './docx.js';
import { type Section, sectionEntries } from './sections.js';
import type { Parsed } from './source.js';

const PAGES = 2_000;
/** Characters of a part: about ten pages. A part is an answer, and an answer should not be a book. */
const PART = 20_000;

export async function parsePdf(file: string, key: string, bytes: Buffer): Promise<Parsed> {
  const refuse = (message: string): Parsed => ({ entries: [], problems: [{ file, message }], notes: [] });
  const { extractText, getDocumentProxy, getMeta } = await import('unpdf');
  let document: Awaited<ReturnType<typeof getDocumentProxy>>;
  try {
    document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, isEvalSupported: false });
  } catch (error) {
    return refuse(
      error instanceof Error && error.name === 'PasswordException'
        ? 'is protected by a password; save it without one'
        : 'the PDF is damaged; save it again from the program that made it',
    );
  }
  if (document.numPages > PAGES) return refuse(`has ${document.numPages} pages, more than ${PAGES}; split it`);
  const pages = (await extractText(document)).text.map(tidy);
  if (pages.every((page) => page === ''))
    return refuse('holds no text, as scans do; let a program recognise its text first');
  const { info }: { info: Record<string, unknown> } = await getMeta(document).catch(() => ({ info: {} }));
  const given = typeof info.Title === 'string' ? info.Title.trim() : '';
  return sectionEntries(file, key, partsOf(pages, given || nameOf(key)));
}

function partsOf(pages: string[], title: string): Section[] {
  const parts: { from: number; to: number; body: string }[] = [];
  pages.forEach((page, i) => {
    const last = parts.at(-1);
    if (last && last.body.length + page.length <= PART) {
      last.body = `${last.body}\n\n${page}`.trim();
      last.to = i + 1;
    } else parts.push({ from: i + 1, to: i + 1, body: page });
  });
  const [only] = parts;
  if (parts.length === 1 && only) return [{ title, slug: '', body: only.body }];
  return parts
    .filter(({ body }) => body)
    .map(({ from, to, body }) => ({ title: `${title}, pages ${from} to ${to}`, slug: `page-${from}`, body }));
}

/** Words cut at a line's end are joined; a line that only looks like Markdown is text. */
const tidy = (page: string) =>
  page
    .replace(/\r\n?/g, '\n')
    .replace(/(\p{Ll})-\n(?=\p{Ll})/gu, '$1')
    .replace(/^(\s*)([#>])/gm, '$1\\$2')
    .replace(/[ \t]+$/gm, '')
    .trim();
