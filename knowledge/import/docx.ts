/** A DOCX document -> Markdown, cut at its headings. */
import { htmlToMarkdown } from './html-to-markdown.js';
import { sectionEntries, sectionsOf } from './sections.js';
import type { Parsed } from './source.js';

export async function parseDocx(file: string, key: string, bytes: Buffer): Promise<Parsed> {
  const { default: mammoth } = await import('mammoth');
  const { value: html } = await mammoth.convertToHtml(
    { buffer: bytes },
    // Pictures have no address that a visitor could open.
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), includeEmbeddedStyleMap: false },
  );
  const { text } = htmlToMarkdown(html);
  if (!text) return { entries: [], problems: [{ file, message: 'the document holds no text' }], notes: [] };
  const title = /^# (.+)$/m.exec(text)?.[1]?.replace(/\*\*/g, '') ?? nameOf(key);
  return sectionEntries(file, key, sectionsOf(text, title));
}

/** `guides/returns-and_refunds` -> `returns and refunds` */
export const nameOf = (key: string): string => (key.split('/').at(-1) ?? key).replace(/[-_]+/g, ' ').trim() || key;
