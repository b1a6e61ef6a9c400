/**
 * The strings that may come in. What is true of every one of them (well-formed Unicode, no NUL) is seen to at the door,
 * `wellFormed`, before any schema reads: a request's path, query and body pass it, keys and all. The schemas add what
 * differs: how long a text may be, and what it names.
 */
import { z } from 'zod';
import { canonicalLocale, canonicalZone, LOCALE_MAX, ZONE_MAX } from './names.js';

/** What no text may be; says where, as `body.context.plan`, and why. */
export class Unsound extends Error {
  override readonly name = 'Unsound';
}

/** No request of ours goes deeper than nine; a hundred still are far from the end of the stack. */
const DEEPEST = 100;

/**
 * The same value with each half of a surrogate pair replaced by U+FFFD, as browsers do where they encode a text (the
 * Web IDL standard's USVString): a page that cut its text inside an emoji meant no harm, and refused, its visitor's
 * first message would never get through. A NUL is refused: PostgreSQL stores none, nobody types one, and dropped it
 * could make two different texts the same. Throws `Unsound`.
 */
export function wellFormed(value: unknown, where = '', depth = 0): unknown {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Unsound(`${where || 'body'}: must not contain a NUL character`);
    return value.toWellFormed();
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) throw new Unsound(`${where}: nested too deeply`);
  const inside = (key: string | number, one: unknown) =>
    wellFormed(one, where ? `${where}.${key}` : String(key), depth + 1);
  if (Array.isArray(value)) return value.map((one, index) => inside(index, one));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [String(wellFormed(key, where)), inside(key, one)]),
  );
}

/** Text as a person typed it, of at most `max` UTF-16 units. */
export const typed = (max: number) => z.string().max(max, `at most ${max} characters`);

export const isBlank = (text: string): boolean => text.trim().length === 0;

/** Blank text says nothing. */
export const said = (max: number) => typed(max).refine((text) => !isBlank(text), 'must not be empty or only spaces');

/** What a machine compares letter by letter: one line, and nothing is mended in it, for what looks alike differs. */
export const printable = (max: number) =>
  z
    .string(`must be a string of 1 to ${max} characters`)
    .min(1, `must have 1 to ${max} characters`)
    .max(max, `must have at most ${max} characters`)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must not hold control characters');

/** A language tag, in its canonical form afterwards: language, script and region. */
export const locale = z
  .string()
  .max(LOCALE_MAX, `at most ${LOCALE_MAX} characters`)
  .refine((tag) => canonicalLocale(tag) !== undefined, 'a language tag such as en or de-AT')
  .overwrite((tag) => canonicalLocale(tag) ?? tag);

/** The name of a time zone, as it was given; what the database calls it: reports/zones.ts. */
export const zone = z
  .string()
  .max(ZONE_MAX, `at most ${ZONE_MAX} characters`)
  .refine((name) => canonicalZone(name) !== undefined, 'no time zone: write one such as Europe/Berlin, or UTC');
