/**
 * What the words of a question say about an entry, beside how like they are (pure): whether the entry, or any entry,
 * speaks of them at all, and whether both are about the same side of a matter. "I can't book a table" and "how do I book
 * a table" are nearly the same to an encoder.
 */
import { wordRarity } from './grams.js';
import { codesOf } from './placeholders.js';
import { topicOf } from './words.js';

/** The telling words in a version's passages, and their beginnings: endings and compounds are no other words. */
export type Vocabulary = { words: ReadonlySet<string>; beginnings: ReadonlySet<string> };

const BEGINNING = 5;
const beginningOf = (word: string): string => word.slice(0, BEGINNING);

/** Numbers name nothing that an entry could speak of. */
const tellingOf = (text: string): string[] => topicOf(text).filter((word) => !/\p{N}/u.test(word));

/** With the numbers that are names: of a model, of an error. */
export const vocabularyOf = (texts: Iterable<string>): Vocabulary =>
  vocabularyFrom([...texts].flatMap((text) => [...tellingOf(text), ...codesOf(text)]));

export const vocabularyFrom = (words: string[]): Vocabulary => ({
  words: new Set(words),
  beginnings: new Set(words.map(beginningOf)),
});

/**
 * Signs of the other side, each a kind of its own: it is denied, it failed, or it is to be undone. English, German,
 * French, Spanish and Portuguese.
 */
const sides = {
  negated:
    /(?<!\p{L})(?:not|no|never|without|cannot|nothing|none|unable|can ?n?o?['’]?t|(?:do|does|did|wo|is|was|are|were|have|has|had|could|would|should)n['’]?t|kein\p{L}*|nicht|nie|ohne|ne|pas|sans|jamais|nunca|sin|não|nao|sem)(?!\p{L})/iu,
  failing:
    /(?<!\p{L})(?:fail\p{L}*|error\p{L}*|problem\p{L}*|issue\p{L}*|wrong|broke\p{L}*|declin\p{L}*|reject\p{L}*|stuck|crash\p{L}*|missing|damaged|still|again|trouble\p{L}*|invalid|denied|blocked|incorrect|late|delay\p{L}*|defekt|kaputt|fehl\p{L}*|falsch\p{L}*|beschädigt|immer noch|échou\p{L}*|erreur|cassée?|bloquée?|fall[aoó]\p{L}*|roto|rota|dañad\p{L}|erro|quebrad\p{L}|atrasad\p{L})(?!\p{L})/iu,
  undone:
    /(?<!\p{L})(?:cancel\p{L}*|undo|revert|remove|delete|stop|unsubscribe|refund\p{L}*|return\p{L}*|disable|deactivate|close|storn\p{L}*|kündig\p{L}*|lösch\p{L}*|abbestell\p{L}*|annul\p{L}*|supprim\p{L}*|rembours\p{L}*|elimin\p{L}*|reembols\p{L}*|devol\p{L}*)(?!\p{L})/iu,
};
export const sideNames = ['negated', 'failing', 'undone'] as const;

const sidesOf = (text: string): number[] => sideNames.map((side) => (sides[side].test(text) ? 1 : 0));

/** Denies, fails or undoes something. */
export const isSided = (text: string): boolean => sidesOf(text).some((side) => side > 0);

export type Wording = {
  /** Shares (0 to 1) of the telling words, the rare ones counting more: that no entry speaks of, that this one does not. */
  unknown: number;
  missing: number;
  /** Logarithm of how many telling words there are, halved. */
  words: number;
  /** How far (0 to 1) the question stands on another side than the entry's own questions. */
  negated: number;
  failing: number;
  undone: number;
};

export type WordingProps = {
  question: string;
  /** The entry's, and those of its passages that were found. */
  title: string;
  answer: string;
  passages: { kind: 'title' | 'question' | 'answer'; text: string }[];
  /** Unknown for a version that was fitted before there was one: then no word is. */
  vocabulary: Vocabulary | undefined;
  rare: Float32Array;
};

export function wordingOf({ question, title, answer, passages, vocabulary, rare }: WordingProps): Wording {
  const words = tellingOf(question);
  const { beginnings: held } = vocabularyOf([title, answer, ...passages.map(({ text }) => text)]);
  const asked = passages.filter(({ kind }) => kind === 'question').map(({ text }) => text);
  let all = 0;
  let unknown = 0;
  let missing = 0;
  for (const word of words) {
    const weight = wordRarity(word, rare);
    all += weight;
    if (vocabulary && !vocabulary.beginnings.has(beginningOf(word))) unknown += weight;
    if (!held.has(beginningOf(word))) missing += weight;
  }
  const its = sidesOf(question);
  const theirs = [title, ...asked].map(sidesOf);
  const apart = (side: number) =>
    Math.abs((its[side] ?? 0) - theirs.reduce((sum, one) => sum + (one[side] ?? 0), 0) / theirs.length);
  return {
    unknown: all ? unknown / all : 1,
    missing: all ? missing / all : 1,
    words: Math.log(Math.max(1, words.length)) / 2,
    negated: apart(0),
    failing: apart(1),
    undone: apart(2),
  };
}
