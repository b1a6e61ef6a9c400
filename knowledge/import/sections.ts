/**
 * A long document -> entries: one for each heading, so that an answer is the part that was asked for and not the whole.
 */
import { checkEntry, limits } from '../check.js';
import { hash } from './shape.js';
import type { Parsed } from './source.js';

export type Section = { title: string; slug: string; body: string };

/**
 * The parts below the highest heading that stands at least twice; what comes before the first belongs to the document
 * itself.
 */
export function sectionsOf(markdown: string, title: string): Section[] {
  const level = [1, 2, 3].find((depth) => (markdown.match(headingsOf(depth)) ?? []).length >= 2);
  if (!level) return [{ title, slug: '', body: markdown }];
  const marks = [...markdown.matchAll(headingsOf(level))];
  const before = markdown
    .slice(0, marks[0]?.index)
    .replace(/^#{1,6} .*$/gm, '')
    .trim();
  const seen = new Map<string, number>();
  const parts = marks.map((mark, i) => {
    const name = plain(mark[1] ?? '');
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const body = markdown.slice(mark.index + mark[0].length, marks[i + 1]?.index).trim();
    return { title: name, slug: slugOf(name) + (count > 1 ? `-${count}` : ''), body };
  });
  return [...(before ? [{ title, slug: '', body: before }] : []), ...parts];
}

/** Entries of one document's parts. A heading that asks is a question. */
export function sectionEntries(file: string, key: string, sections: Section[]): Parsed {
  const parsed: Parsed = { entries: [], problems: [], notes: [] };
  for (const { title, slug, body } of sections) {
    const place = slug ? ` (${title.slice(0, 80)})` : '';
    if (!body) {
      parsed.notes.push({ file, message: `left out: nothing stands below the heading${place}` });
      continue;
    }
    const result = checkEntry({
      key: slug ? `${key}#${slug}` : key,
      title,
      questions: title.endsWith('?') && title.length <= limits.question ? [title] : [],
      answer: body,
      locale: 'en',
      inboxes: [],
      tags: [],
      source: file,
    });
    if ('entry' in result) parsed.entries.push({ entry: result.entry, file, line: 1 });
    else for (const { message } of result.faults) parsed.problems.push({ file, message: message + place });
  }
  return parsed;
}

const headingsOf = (level: number) => new RegExp(`^${'#'.repeat(level)} (.+)$`, 'gm');

const plain = (heading: string) =>
  heading
    .replace(/\\(?=\W)|\*\*|__|`/g, '')
    .trim()
    .slice(0, limits.title);

/** Stays the same as long as the heading does. */
function slugOf(name: string): string {
  const words =
    name
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const slug = words.join('-');
  return slug.length > 0 && slug.length <= 80 ? slug : hash(name);
}
