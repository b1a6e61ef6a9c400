/** What is typed in the editor, and the entry that it means. Pure. */
import type { EntryReply, SaveEntry } from '../../../../services/wire/knowledge.js';
import { language } from '../../words.js';

/** As the fields of the form hold it: text throughout. */
export type Typed = {
  title: string;
  key: string;
  questions: string;
  answer: string;
  locale: string;
  inboxes: string[];
  tags: string;
  link: string;
  audience: 'everyone' | 'agents';
  validFrom: string;
  validUntil: string;
};

export const blank: Typed = {
  title: '',
  key: '',
  questions: '',
  answer: '',
  locale: language,
  inboxes: [],
  tags: '',
  link: '',
  audience: 'everyone',
  validFrom: '',
  validUntil: '',
};

export function typedOf(entry: EntryReply['entry']): Typed {
  return {
    title: entry.title,
    key: entry.key,
    questions: entry.questions.join('\n'),
    answer: entry.answer,
    locale: entry.locale,
    inboxes: entry.inboxes,
    tags: entry.tags.join(', '),
    link: entry.link ?? '',
    audience: entry.audience ?? 'everyone',
    validFrom: entry.validFrom ?? '',
    validUntil: entry.validUntil ?? '',
  };
}

export function entryOf(typed: Typed): SaveEntry['entry'] {
  const link = typed.link.trim();
  return {
    title: typed.title.trim(),
    questions: parts(typed.questions, '\n'),
    answer: typed.answer.trim(),
    locale: typed.locale.trim(),
    inboxes: typed.inboxes,
    tags: parts(typed.tags, ','),
    ...(link && { link }),
    ...(typed.audience === 'agents' && { audience: 'agents' as const }),
    ...(typed.validFrom && { validFrom: typed.validFrom }),
    ...(typed.validUntil && { validUntil: typed.validUntil }),
  };
}

export const parts = (text: string, by: string): string[] => [
  ...new Set(
    text
      .split(by)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

export const same = (a: Typed, b: Typed): boolean =>
  (Object.keys(blank) as (keyof Typed)[]).every((name) => String(a[name]) === String(b[name]));

const SLUG_MAX = 60;
const spelled: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'a', ł: 'l' };

/** An id that can be typed after a slash: "Wo ist mein Päckchen?" -> "wo-ist-mein-paeckchen". */
export function slugOf(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[äöüßæøåł]/g, (letter) => spelled[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]/g, '')
    .match(/[\p{L}\p{N}]+/gu);
  let slug = '';
  for (const word of words ?? []) {
    if (slug && slug.length + 1 + word.length > SLUG_MAX) break;
    slug = slug ? `${slug}-${word}` : word.slice(0, SLUG_MAX);
  }
  return slug;
}

/** An answer as it reads where nothing is known of the visitor. */
export const readable = (answer: string): string =>
  answer.replace(/\{\{(?:visitor\.name|visitor\.email|agent\.name|inbox\.name)\|([^{}|\n]{1,80})\}\}/g, '$1');
