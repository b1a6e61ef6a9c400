/**
 * What a search asks for, and where it stands in a line. Pure: the server matches with it,
 * the console highlights with it.
 */

/** More words than this narrow nothing any more. */
const MOST = 8;

/** Thai, Lao, Japanese and Chinese put no space between words: they are searched letter by letter. */
const unspaced = /[\u0e00-\u0eff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/u;
const runs = new RegExp(`${unspaced.source}+|(?:(?!${unspaced.source})[\\p{L}\\p{N}\\p{M}])+`, 'gu');

/** One spelling for many, as `search_words` of migration 0026 has it. */
const foldOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u0655\u0640\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss');

/** The words of a search, folded, each once. Whatever joins words separates them, here as in the index. */
export function termsOf(q: string): string[] {
  return [...new Set(foldOf(q).match(runs) ?? [])].slice(0, MOST);
}

/** A term as PostgreSQL looks for it in `search_words`: the beginning of a word, or letters in a row. */
export const queryOf = (term: string): string => (unspaced.test(term) ? [...term].join(' <-> ') : `${term}:*`);

export type Piece = { text: string; hit: boolean };

/** A line cut around its first hit, in pieces; a hit is a word that begins with a term, or holds it where no space would. */
export function piecesOf(line: string, terms: readonly string[], most = 120): Piece[] {
  const text = line.normalize('NFC').replace(/\s+/g, ' ').trim();
  const hits = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: word, index }) =>
    hitsIn(word, terms).map(({ from, to }) => ({ from: index + from, to: index + to })),
  );
  const first = hits[0]?.from ?? 0;
  // Some words before the first hit, so that one reads it in its sentence.
  const from = first < most * 0.6 ? 0 : text.indexOf(' ', first - Math.round(most * 0.4)) + 1;
  const to = Math.min(text.length, from + most);
  const pieces: Piece[] = [];
  const add = (piece: string, hit: boolean) => piece && pieces.push({ text: piece, hit });
  let at = from;
  if (from > 0) add('… ', false);
  for (const hit of hits) {
    if (hit.from < at || hit.to > to) continue;
    add(text.slice(at, hit.from), false);
    add(text.slice(hit.from, hit.to), true);
    at = hit.to;
  }
  add(text.slice(at, to), false);
  if (to < text.length) add(' …', false);
  return pieces;
}

/** Where terms stand in a word, which folding may make longer or shorter: by its own letters. */
function hitsIn(word: string, terms: readonly string[]): { from: number; to: number }[] {
  const starts: number[] = [];
  let folded = '';
  let place = 0;
  for (const letter of word) {
    for (const one of foldOf(letter)) {
      folded += one;
      for (let unit = 0; unit < one.length; unit++) starts.push(place);
    }
    place += letter.length;
  }
  const original = (at: number): number => starts[at] ?? word.length;
  const found = terms
    .map((term) => ({ at: unspaced.test(term) ? folded.indexOf(term) : folded.startsWith(term) ? 0 : -1, term }))
    .filter(({ at }) => at >= 0)
    .map(({ at, term }) => ({ from: original(at), to: original(at + term.length) }))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter(({ from }, i) => found.findIndex((one) => one.from === from) === i);
}
