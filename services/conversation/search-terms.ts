/**
 * What a search asks for, and where it stands in a line. Pure: the server matches with it,
 * the console highlights with it.
 */

/** More words than this narrow nothing any more. */
const MOST = 8;

/** The words of a search, in lower case, each once. Whatever joins words separates them, here as in the index. */
export function termsOf(q: string): string[] {
  const found = q.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(found)].slice(0, MOST);
}

export type Piece = { text: string; hit: boolean };

/** A line cut around its first hit, in pieces; a hit is a word that begins with a term. */
export function piecesOf(line: string, terms: readonly string[], most = 120): Piece[] {
  const text = line.replace(/\s+/g, ' ').trim();
  const hits = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: word, index }) => {
    const begins = terms.filter((term) => word.toLowerCase().startsWith(term)).map((term) => term.length);
    return begins.length ? [{ from: index, to: index + Math.max(...begins) }] : [];
  });
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
