/**
 * What only this visitor has says nothing about what they ask, and leads a search astray: their order number, address,
 * telephone number, a date (pure). An order number alone is small talk, see small-talk.ts.
 */
import { fold, type Language, phrases, tokensOf } from './phrases/phrases.js';
import { at } from './phrases/read.js';

const address = /<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?/gu;
const link = /\b(?:https?:\/\/|www\.)\S+/giu;
const telephone = /(?<![\p{L}\p{N}])(?:\+|00)\d{1,3}[\d\s()/-]{6,16}\d/gu;
/** In figures; with the word before it. A day in words says something: "on saturdays". */
const date =
  /(?<!\p{L})(?:(?:from|on|of|since|dated|vom|am|seit|du|le|depuis|del|el|desde|de|em)\s+)?(?<![\p{N}.,/-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})?)(?![\p{L}\p{N}]|[.,]\d)/giu;

/** An order number and the like: at least four digits, with letters before it or without. A year is none. */
const code = /(?:#\s*)?(?<![\p{L}\p{N}])(?:\p{L}{1,4}[-–_/]?)?\d{4,}(?:[-–/]?[a-z\d]+)*(?![\p{L}\p{N}])/giu;
const year = /^(?:19|20)\d\d$/;

/** The numbers in the entries themselves: a model's, an error's. */
export const codesOf = (text: string): string[] => (text.match(code) ?? []).map((one) => one.toLowerCase());

/** `known`: what the entries speak of stays, whatever it looks like. */
export function impersonal(text: string, language: Language, known?: ReadonlySet<string>): string {
  if (!/\d{2}|@|www\.|:\/\//i.test(text)) return text;
  const shorter = text
    .replace(address, ' e-mail ')
    .replace(link, ' ')
    .replace(date, ' ')
    .replace(telephone, ' ')
    .replace(code, (number, place: number, whole: string) => {
      if (year.test(number) || known?.has(number.toLowerCase())) return number;
      return namesNumber(whole.slice(0, place), language) ? ' ' : ` ${phrases[language].order} `;
    });
  const left = shorter.replace(/[^\S\n]+/g, ' ').trim();
  return /\p{L}/u.test(left) ? left : text;
}

/** "My parcel 48213", "order no. 48213": what the number is of stands before it. */
function namesNumber(before: string, language: Language): boolean {
  const tokens = tokensOf(fold(before)).slice(-3);
  return tokens.some((_, place) =>
    [...at(tokens, place, language)].some(({ kind, to }) => kind === 'numbered' && to === tokens.length),
  );
}
