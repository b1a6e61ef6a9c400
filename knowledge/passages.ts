/** Entry -> passages: the pieces that a search finds. Changing anything here means raising `passageRules`. */
import type { Entry } from './entry.js';

export type Passage = { kind: 'title' | 'question' | 'answer'; text: string };

/** Part of every entry's content hash, so that a load after a change of these rules writes the passages anew. */
export const passageRules = 1;

/** The local model blurs longer texts; a paragraph or two is one thought. */
const CHUNK = 500;
const OVERLAP = 60;

/** The passages of one entry: its title, each question, and the answer in pieces; each text once. */
export async function passagesOf(entry: Pick<Entry, 'title' | 'questions' | 'answer'>): Promise<Passage[]> {
  const all: Passage[] = [
    { kind: 'title', text: entry.title },
    ...entry.questions.map((text): Passage => ({ kind: 'question', text })),
    ...(await split(entry.answer)).map((text): Passage => ({ kind: 'answer', text })),
  ];
  const seen = new Set<string>();
  return all.filter(({ text }) => text !== '' && !seen.has(text) && seen.add(text));
}

/** The text search configuration of a language tag: words are stemmed in English, taken as they are elsewhere. */
export function textSearchConfig(locale: string): 'english' | 'simple' {
  return /^en\b/i.test(locale) ? 'english' : 'simple';
}

async function split(answer: string): Promise<string[]> {
  const whole = plainText(answer);
  if (whole.length <= CHUNK) return [whole];
  // Loaded only for long answers: it costs most of a second.
  const { RecursiveCharacterTextSplitter } = await import('@langchain/textsplitters');
  const splitter = RecursiveCharacterTextSplitter.fromLanguage('markdown', {
    chunkSize: CHUNK,
    chunkOverlap: OVERLAP,
  });
  return (await splitter.splitText(answer)).map(plainText).filter((text) => /[\p{L}\p{N}]/u.test(text));
}

/** Thai, Lao, Japanese and Chinese put no space between words: two letters after each other stand for one. */
export const inPairs = (text: string): string =>
  text.replace(/[\u0e00-\u0eff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{3,}/gu, (run) => {
    const letters = [...run];
    return ` ${letters
      .slice(1)
      .map((letter, i) => `${letters[i]}${letter}`)
      .join(' ')} `;
  });

/** Markdown without its marks: what a person reads is what is searched. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<\/?[a-z][^<>]*>/gi, ' ')
    .replace(/!?\[([^\]]*)\]\([^()\s]*(?:\([^()]*\))?[^()]*\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|```\w*)[ \t]*/gm, '')
    .replace(/^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|?)+[ \t]*$/gm, '')
    .replace(/[ \t]*\|[ \t]*/g, ' ')
    .replace(/(\*\*|__|``?)(.+?)\1/g, '$2')
    .replace(/(?<![\w*])[*_](\S(?:[^*_\n]*\S)?)[*_](?![\w*])/g, '$1')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };
