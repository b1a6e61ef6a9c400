/** Names that others gave out: of languages and of time zones. No imports: the browser bundles it. */

/** A tag may be longer, but none that anybody uses is: RFC 5646, section 4.4.1. */
export const LOCALE_MAX = 35;
/** The longest name in the time zone database has 32 letters. */
export const ZONE_MAX = 64;

/**
 * Language, script and region of a tag, spelled as BCP 47 has it (`EN-us` is `en-US`, `iw` is `he`); undefined for what
 * is no tag. Variants, extensions and private parts are left out: no text of ours differs by them, and free words have
 * no place in what a model and a log read.
 */
export function canonicalLocale(tag: string): string | undefined {
  if (tag.length > LOCALE_MAX) return undefined;
  try {
    const { language, script, region } = new Intl.Locale(tag);
    // Five letters and more are reserved, and stand for no language yet.
    return !language || language === 'und' || language.length > 3
      ? undefined
      : [language, script, region].filter(Boolean).join('-');
  } catch {
    return undefined;
  }
}

/** Of a tag that was stored before tags were looked at, the nearest that formats; never throws. */
export const readableLocale = (tag: string): string =>
  canonicalLocale(tag) ?? canonicalLocale(/^[a-z]{2,3}(?![^-_])/i.exec(tag)?.[0] ?? '') ?? 'en';

/**
 * What clocks here call this zone; undefined where they know none. Several names of one zone give the same. Only names:
 * an offset as "+05:30" means the opposite to PostgreSQL.
 */
export function canonicalZone(name: string): string | undefined {
  if (name.length > ZONE_MAX || !/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
