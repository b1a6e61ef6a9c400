/**
 * Words and phrases that an owner wants people to answer, whatever a score says (pure). Whole words, with case and
 * accents folded: "Kündigung" is found in "KUNDIGUNG!", "sue" not in "issue".
 */

/** Letters and digits alone, one space between words; ß as ss. What marks a sound in Japanese stays: it is no accent. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(?![\u3099\u309a])\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Written without spaces: there a word ends where another begins, and nothing marks it. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const inWord = (sign: string | undefined): boolean => sign !== undefined && sign !== ' ' && !spaceless.test(sign);

/** Whether the text names one of these. */
export function isSensitive(text: string, phrases: readonly string[]): boolean {
  if (!phrases.length) return false;
  const said = folded(text);
  return phrases.map(folded).some((phrase) => phrase !== '' && stands(said, phrase));
}

function stands(said: string, phrase: string): boolean {
  for (let at = said.indexOf(phrase); at >= 0; at = said.indexOf(phrase, at + 1)) {
    const runsOn = (inside: string | undefined, beside: string | undefined) => inWord(inside) && inWord(beside);
    if (!runsOn(phrase[0], said[at - 1]) && !runsOn(phrase.at(-1), said[at + phrase.length])) return true;
  }
  return false;
}
