/**
 * Everything that a version learns from its own examples (pure): the classifier, and what is its own about the
 * confidence.
 */
import { at } from '../at.js';
import { type Curve, readSignals, type Weights } from '../decide/confidence.js';
import type { Match, Profile } from '../decide/features.js';
import { packModel } from '../decide/model.js';
import { vocabularyOf } from '../decide/wording.js';
import { baseOf, examplesOf, indexed, isTeachable, type Known, profileOf } from './base.js';
import { randomFrom, shuffle } from './random.js';
import { rarity } from './rarity.js';
import { train } from './train.js';
import { fitWeights, type Trial } from './weights.js';

/** What a thread is given: texts and vectors of all passages, entries by number. */
export type Packed = {
  ids: number[];
  entry: number[];
  kind: Match['kind'][];
  text: string[];
  teaches: boolean[];
  vectors: Float32Array;
};

/** The two parts of a fit know nothing of one another, so that each can have a thread of its own. */
export type Parts = {
  /** The classifier, packed for the database. */
  model: { model: Uint8Array; examples: number };
  /** What the trials say of the confidence; `own` is how much of it they say, see weights.ts. */
  confidence: {
    weights: Weights;
    curve: Curve;
    profile: Profile;
    own: number;
    trials: number;
    /** Ids of entries to which more examples would bring most, the first most. */
    wanting: number[];
  };
};
export type Fitted = Parts['model'] & Parts['confidence'];

export const parts: { [Part in keyof Parts]: (packed: Packed, onProgress: (share: number) => void) => Parts[Part] } = {
  model(packed, onProgress) {
    const known = unpack(packed);
    const { ids } = packed;
    const taught = known.filter(({ teaches }) => teaches);
    const rare = rarity(taught.map(({ text }) => text));
    const kept = { ids, rare, vocabulary: vocabularyOf(packed.text) };
    const examples = taught.length;
    if (!isTeachable(known, ids.length)) return { model: packModel({ ...kept, ids: [] }), examples };
    return {
      model: packModel({ ...kept, classifier: train(examplesOf(known, rare), ids.length, onProgress) }),
      examples,
    };
  },
  confidence(packed, onProgress) {
    const known = unpack(packed);
    const entries = packed.ids.length;
    const rare = rarity(known.filter(({ teaches }) => teaches).map(({ text }) => text));
    const profile = profileOf(indexed(known, rare), entries);
    const tried = trials(known, entries, onProgress);
    const { weights, own } = fitWeights(tried);
    const short = (x: number): number => Math.round(x * 1_000) / 1_000;
    const curve = tried.map(({ signals, right, outside }): Curve[number] => {
      const read = readSignals(signals, weights);
      return [short(read.inside), short(read.right), right ? 1 : 0, outside ? 1 : 0];
    });
    const wanting = wantingOf(known, tried).map((entry) => at(packed.ids, entry));
    return { weights, curve, profile, own, trials: tried.length, wanting };
  },
};

/** Both parts, one after the other. */
export const fitKnown = (packed: Packed, onProgress: (share: number) => void): Fitted => ({
  ...parts.model(packed, (share) => onProgress(share * 0.4)),
  ...parts.confidence(packed, (share) => onProgress(0.4 + share * 0.6)),
});

function unpack({ entry, kind, text, teaches, vectors }: Packed): Known[] {
  const dims = text.length ? vectors.length / text.length : 0;
  return text.map((text, i) => ({
    entry: at(entry, i),
    kind: at(kind, i),
    text,
    vector: vectors.subarray(i * dims, (i + 1) * dims),
    teaches: at(teaches, i),
  }));
}

const MOST_WANTING = 4;
/** So many examples are enough, whatever the trials say: from there on each brings less. */
const ENOUGH_EXAMPLES = 5;

/** Entries that trials did not find though the answer was there, those with the fewest examples first. */
function wantingOf(known: Known[], tried: EntryTrial[]): number[] {
  const examples = new Map<number, number>();
  for (const { entry, kind } of known) examples.set(entry, (examples.get(entry) ?? 0) + Number(kind === 'question'));
  const missed = new Map<number, number>();
  for (const { entry, outside, right } of tried)
    if (!outside) missed.set(entry, (missed.get(entry) ?? 0) + (right ? -1 : 1));
  const few = [...examples].filter(([, count]) => count < ENOUGH_EXAMPLES);
  // One that has a single example, or none, was never tried with enough beside it.
  const gain = ([entry, count]: [number, number]) => (missed.get(entry) ?? 0) + 1 / (1 + count);
  return few
    .sort((a, b) => gain(b) - gain(a) || a[0] - b[0])
    .slice(0, MOST_WANTING)
    .map(([entry]) => entry);
}

type EntryTrial = Trial & { entry: number };

const FOLDS = 5;
/** More would only cost time: two numbers are fitted. A large knowledge base takes long for each. */
const QUESTIONS_PER_FOLD = 240;
const QUESTIONS_IF_LARGE = 100;
const LARGE = 6_000;

/**
 * Leaves a fifth of the entries out in turn, whose examples are then questions that nobody can answer, and a fifth of
 * the other entries' examples, whose answer is known; everything is fitted anew from the rest. Titles stay: an entry of
 * one example can be tried as well.
 */
export function trials(known: Known[], entries: number, onProgress: (share: number) => void = () => {}): EntryTrial[] {
  const random = randomFrom(11);
  const foldOfEntry = shuffle(
    Array.from({ length: entries }, (_, e) => e % FOLDS),
    random,
  );
  const foldOfExample = foldsOf(known, foldOfEntry, random);
  // Fitting is what takes the time. With many entries fewer folds leave enough of them out; with 28, three folds were
  // too few.
  const folds = known.length > LARGE ? 2 : entries > 60 ? 3 : FOLDS;
  const most = known.length > LARGE ? QUESTIONS_IF_LARGE : QUESTIONS_PER_FOLD;
  const indexes = known.map((_, i) => i);
  return Array.from({ length: folds }, (_, fold) => {
    const isOutside = (i: number): boolean => foldOfEntry[at(known, i).entry] === fold;
    const isKept = (i: number): boolean => !isOutside(i) && foldOfExample.get(i) !== fold;
    const kept = indexes.filter(isKept).map((i) => at(known, i));
    const asked = indexes.filter((i) => at(known, i).kind === 'question' && !isKept(i));
    const some = (those: number[]) => shuffle(those, random).slice(0, most / 2);
    const [outside, inside] = [some(asked.filter(isOutside)), some(asked.filter((i) => !isOutside(i)))];
    const questions = [...inside, ...outside].map((i) => at(known, i));
    return tryFold(kept, questions, (share) => onProgress((fold + share) / folds));
  }).flat();
}

/** Another offset for each entry, or the first fold would hold a question of every small entry. */
function foldsOf(known: Known[], foldOfEntry: number[], random: () => number): Map<number, number> {
  const folds = new Map<number, number>();
  const seen = new Map<number, number>();
  for (const i of shuffle(
    known.map((_, i) => i),
    random,
  )) {
    const { entry, kind } = at(known, i);
    if (kind !== 'question') continue;
    const before = seen.get(entry) ?? 0;
    folds.set(i, (before + at(foldOfEntry, entry)) % FOLDS);
    seen.set(entry, before + 1);
  }
  return folds;
}

function tryFold(kept: Known[], questions: Known[], onProgress: (share: number) => void): EntryTrial[] {
  const numbers = new Map([...new Set(kept.map(({ entry }) => entry))].map((entry, number) => [entry, number]));
  if (numbers.size < 2 || questions.length === 0) return [];
  const renumbered = kept.map((one) => ({ ...one, entry: numbers.get(one.entry) ?? 0 }));
  const base = baseOf(renumbered, numbers.size, onProgress);
  return questions.map(({ entry, text, vector }) => {
    const found = base.ask(text, vector);
    return { entry, outside: !numbers.has(entry), right: found.entry === numbers.get(entry), signals: found.signals };
  });
}
