/**
 * A knowledge base in memory that is asked as search and weigh ask the published one (pure): for trials, and for the
 * worlds that the shipped weights come from.
 */
import { at } from '../at.js';
import type { Classifier } from '../decide/classifier.js';
import { type Match, nearness, ordinary, type Profile, rank, type Signals, signalsOf } from '../decide/features.js';
import { comparer, rowOf, type SparseVector } from '../decide/grams.js';
import { dot } from '../decide/numbers.js';
import { PER_ENTRY } from '../decide/search.js';
import { type Vocabulary, vocabularyOf, wordingOf } from '../decide/wording.js';
import { rarity } from './rarity.js';
import { type Example, train } from './train.js';

/** A passage of an entry, entries by number; `teaches`: the classifier learns the entry from it. */
export type Known = { entry: number; kind: Match['kind']; text: string; vector: Float32Array; teaches: boolean };

export type Base = {
  profile: Profile;
  /** The best entry for a text, and how sure one can be of it. */
  ask: (text: string, vector: Float32Array) => { entry: number; signals: Signals };
};

type Indexed = Known & { row: SparseVector };

/** As search.ts brings them. */
const CANDIDATES = 50;

export function baseOf(known: Known[], entries: number, onProgress: (share: number) => void = () => {}): Base {
  const taught = known.filter(({ teaches }) => teaches);
  const rare = rarity(taught.map(({ text }) => text));
  const all = indexed(known, rare);
  const classifier = isTeachable(known, entries) ? train(examplesOf(known, rare), entries, onProgress) : undefined;
  const texts = textsOf(all, entries);
  const it = { all, rare, classifier, vocabulary: vocabularyOf(known.map(({ text }) => text)) };
  const profile = profileOf(all, entries);
  return { profile, ask: (text, vector) => askBase(it, { texts, profile, text, vector, entries }) };
}

/** Below two examples an entry, or above 600 entries (5 MB of weights), the nearest passage decides alone. */
export function isTeachable(known: Known[], entries: number): boolean {
  return entries <= 600 && known.filter(({ teaches }) => teaches).length >= 2 * entries;
}

export const examplesOf = (known: Known[], rare: Float32Array): Example[] =>
  known.filter(({ teaches }) => teaches).map(({ entry, vector, text }) => ({ entry, vector, row: rowOf(text, rare) }));

type Texts = { title: string; answer: string };

function textsOf(all: Known[], entries: number): Texts[] {
  const texts = Array.from({ length: entries }, (): Texts => ({ title: '', answer: '' }));
  for (const { entry, kind, text } of all) {
    if (kind === 'title') at(texts, entry).title = text;
    if (kind === 'answer') at(texts, entry).answer += ` ${text}`;
  }
  return texts;
}

type Opened = { all: Indexed[]; rare: Float32Array; classifier: Classifier | undefined; vocabulary: Vocabulary };
type Question = { texts: Texts[]; profile: Profile; text: string; vector: Float32Array; entries: number };

function askBase(
  { all, rare, classifier, vocabulary }: Opened,
  { texts, profile, text, vector, entries }: Question,
): { entry: number; signals: Signals } {
  const row = rowOf(text, rare);
  const alike = comparer(row);
  const taken = new Map<number, number>();
  const matches = nearest(all, vector, 4 * CANDIDATES)
    .filter(({ one: { entry } }) => {
      const count = (taken.get(entry) ?? 0) + 1;
      taken.set(entry, count);
      return count <= PER_ENTRY;
    })
    .slice(0, CANDIDATES)
    .map(({ one, dense }) => ({ ...one, dense, lexical: alike(one.row) }));
  const ids = Array.from({ length: entries }, (_, e) => e);
  const ranked = rank(matches, { ...(classifier && { classifier }), ids }, { vector, row });
  const entry = ranked[0]?.entry ?? 0;
  const passages = matches.filter((match) => match.entry === entry);
  const wording = wordingOf({ question: text, ...at(texts, entry), passages, vocabulary, rare });
  return { entry, signals: signalsOf({ matches, ranked, wording, profile }) };
}

function nearest(all: Indexed[], vector: Float32Array, most: number): { one: Indexed; dense: number }[] {
  return all
    .map((one) => ({ one, dense: dot(one.vector, vector) }))
    .sort((a, b) => b.dense - a.dense)
    .slice(0, most);
}

/** So many passages tell the mean; each is compared with all others. */
const SAMPLE = 100;
/** The nearest by vector, among which the nearest by both is looked for. */
const RIVALS = 60;

/** What a knowledge base's nearness is measured against. */
export function profileOf(all: Indexed[], entries: number): Profile {
  const asked = all.filter(({ kind, teaches }) => kind !== 'answer' || teaches);
  const examples = all.filter(({ teaches }) => teaches).length / Math.max(1, entries);
  if (entries < 2) return { ...ordinary, entries, examples };
  const every = Math.max(1, Math.ceil(asked.length / SAMPLE));
  const sample = asked.filter((_, i) => i % every === 0);
  const near = sample.map((one) => {
    const alike = comparer(one.row);
    const rivals = nearest(asked, one.vector, RIVALS).filter((other) => other.one.entry !== one.entry);
    return Math.max(0, ...rivals.map(({ one: { row }, dense }) => nearness({ dense, lexical: alike(row) })));
  });
  return { entries, examples, background: near.reduce((sum, x) => sum + x, 0) / Math.max(1, near.length) };
}

export const indexed = (known: Known[], rare: Float32Array): Indexed[] =>
  known.map((one) => ({ ...one, row: rowOf(one.text, rare) }));
