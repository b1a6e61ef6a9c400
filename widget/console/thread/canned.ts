/** Canned responses in the composer: where a slash asks for one, and how it is written in its place (pure). */
import type { Canned } from '../../../services/wire/agent.js';

export type Slash = {
  /** Where the slash stands. */
  from: number;
  /** What was typed after it. */
  q: string;
};

/** The slash that is being typed just before the cursor. Not the one in "and/or" or an address: it begins a word. */
export function slashAt(text: string, caret: number): Slash | undefined {
  const found = /(?:^|\s)\/([\p{L}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  const q = found?.[1];
  return q === undefined ? undefined : { from: caret - q.length - 1, q };
}

/** A list, a heading, a quote, code, or several lines: in the middle of a line it would not be read as what it is. */
const isBlock = (text: string): boolean => /^(?:[-*+] |\d{1,9}[.)] |#{1,6} |>|```|~~~)|\n/.test(text);

/**
 * The text with the canned response in place of the slash, and where the cursor then stands: at the first placeholder,
 * else behind. A block stands apart from what is on the slash's line.
 */
export function insert(
  text: string,
  { from }: Slash,
  caret: number,
  canned: Pick<Canned, 'text' | 'unresolved'>,
): { text: string; select: [number, number] } {
  let before = text.slice(0, from);
  let after = text.slice(caret);
  if (isBlock(canned.text)) {
    if (/\S[^\S\n]*$/.test(before)) before = `${before.trimEnd()}\n\n`;
    if (/^[^\S\n]*\S/.test(after)) after = `\n\n${after.trimStart()}`;
  }
  const end = before.length + canned.text.length;
  const [first] = canned.unresolved;
  const at = first === undefined ? -1 : canned.text.indexOf(first);
  const start = before.length + at;
  return {
    text: before + canned.text + after,
    select: first === undefined || at < 0 ? [end, end] : [start, start + first.length],
  };
}

/** What stands in the text that only the agent can fill. */
export const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{[^{}\n]{1,200}\}\}/g) ?? [])];
