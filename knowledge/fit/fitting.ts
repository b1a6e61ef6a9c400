/**
 * Everything that a version learns from its own examples (pure): the classifier, the confidence, the curve behind the
 * threshold.
 */
import { at } from '../at.js';
import { type Curve, prior, readSignals, type Weights } from '../decide/confidence.js';
import { type Match, rank, signalsOf } from '../decide/features.js';
import { comparer, rowOf } from '../decide/grams.js';
import { packModel } from '../decide/model.js';
import { dot } from '../decide/numbers.js';
import { PER_ENTRY } from '../decide/search.js';
import { randomFrom, shuffle } from './random.js';
import { rarity } from './rarity.js';
import { type Example, train } from './train.js';
import { fitWeights, type Trial, trustIn } from './weights.js';

type Known = { entry: number; kind: Match['kind']; text: string; vector: Float32Array };

/** What a thread is given: texts and vectors of all examples, entries by number. */
export type Packed = { ids: number[]; entry: number[]; kind: Match['kind'][]; text: string[]; vectors: Float32Array };

/** The two parts of a fit know nothing of one another, so that each can have a thread of its own. */
export type Parts = {
  /** The classifier, packed for the database. */
  model: { model: Uint8Array; examples: number };
  /** What the trials say of the confidence. */
  confidence: { weights: Weights; curve: Curve; trust: number; trials: number };
};
export type Fitted = Parts['model'] & Parts['confidence'];

export const parts: { [Part in keyof Parts]: (packed: Packed, onProgress: (share: number) => void) => Parts[Part] } = {
  model(packed, onProgress) {
    const known = unpack(packed);
    const rare = rarity(packed.text);
    const examples = packed.text.length;
    if (!isTeachable(known, packed.ids.length)) return { model: packModel({ ids: [], rare }), examples };
    const classifier = train(examplesOf(known, rare), packed.ids.length, onProgress);
    return { model: packModel({ ids: packed.ids, rare, classifier }), examples };
  },
  confidence(packed, onProgress) {
    const known = unpack(packed);
    if (!isTeachable(known, packed.ids.length)) return { weights: prior, curve: [], trust: 0, trials: 0 };
    const tried = trials(known, packed.ids.length, onProgress);
    const trust = trustIn(tried);
    const weights = fitWeights(tried, trust);
    const short = (x: number): number => Math.round(x * 1_000) / 1_000;
    const curve = tried.map(({ signals, right, outside }): Curve[number] => {
      const read = readSignals(signals, weights);
      return [short(read.inside), short(read.right), right ? 1 : 0, outside ? 1 : 0];
    });
    return { weights, curve, trust, trials: tried.length };
  },
};

/** Both parts, one after the other. */
export const fitKnown = (packed: Packed, onProgress: (share: number) => void): Fitted => ({
  ...parts.model(packed, (share) => onProgress(share * 0.4)),
  ...parts.confidence(packed, (share) => onProgress(0.4 + share * 0.6)),
});

function unpack({ entry, kind, text, vectors }: Packed): Known[] {
  const dims = text.length ? vectors.length / text.length : 0;
  return text.map((text, i) => ({
    entry: at(entry, i),
    kind: at(kind, i),
    text,
    vector: vectors.subarray(i * dims, (i + 1) * dims),
  }));
}

const FOLDS = 5;
/** Enough to fit a dozen weights; more would only cost time. */
const QUESTIONS_PER_FOLD = 600;
const ENOUGH_TO_TELL = 100;
/** As search.ts brings them. */
const CANDIDATES = 50;

function examplesOf(known: Known[], rare: Float32Array): Example[] {
  return known.map(({ entry, vector, text }) => ({ entry, vector, row: rowOf(text, rare) }));
}

/**
 * Leaves a fifth of the entries out in turn, whose examples are then questions that nobody can answer, and a fifth of
 * the other entries' examples, whose answer is known; everything is fitted anew from the rest. This is the only honest
 * source of confidence that a knowledge base has before visitors come.
 */
function trials(known: Known[], entries: number, onProgress: (share: number) => void = () => {}): Trial[] {
  const random = randomFrom(11);
  const foldOfEntry = shuffle(
    Array.from({ length: entries }, (_, e) => e % FOLDS),
    random,
  );
  const foldOfExample = new Int32Array(known.length);
  const seen = new Int32Array(entries);
  for (const i of shuffle(
    known.map((_, i) => i),
    random,
  )) {
    const { entry } = at(known, i);
    // Another offset for each entry, or the first fold would hold a question of every small entry.
    foldOfExample[i] = (at(seen, entry) + at(foldOfEntry, entry)) % FOLDS;
    seen[entry] = at(seen, entry) + 1;
  }
  const all: Trial[] = [];
  // Fitting is what takes the time. With many entries fewer folds leave enough of them out; with 28, three folds were
  // too few.
  const folds = known.length > 6_000 ? 2 : entries > 60 ? 3 : FOLDS;
  for (let fold = 0; fold < folds; fold++) {
    const isOutside = (i: number): boolean => foldOfEntry[at(known, i).entry] === fold;
    const indexes = known.map((_, i) => i);
    const kept = indexes.filter((i) => !isOutside(i) && foldOfExample[i] !== fold);
    const answerable = new Set(kept.map((i) => at(known, i).entry));
    const asked = indexes.filter(
      (i) => at(known, i).kind === 'question' && (isOutside(i) || foldOfExample[i] === fold),
    );
    const outside = shuffle(asked.filter(isOutside), random).slice(0, QUESTIONS_PER_FOLD / 2);
    const inside = shuffle(
      asked.filter((i) => !isOutside(i) && answerable.has(at(known, i).entry)),
      random,
    ).slice(0, QUESTIONS_PER_FOLD / 2);
    const left = kept.map((i) => at(known, i));
    if (new Set(left.map(({ entry }) => entry)).size < 2) continue;
    const questions = [...inside, ...outside].map((i) => at(known, i));
    all.push(...ask({ left, questions, entries, answerable }, (share) => onProgress((fold + share) / folds)));
    // These examples cannot stand for visitors' questions (see trustIn), and the next folds would say the same.
    if (all.length >= ENOUGH_TO_TELL && trustIn(all) === 0) break;
  }
  return all;
}

type Fold = {
  /** The examples that everything is fitted from. */
  left: Known[];
  questions: Known[];
  entries: number;
  /** Entries that have any of these examples. */
  answerable: Set<number>;
};

function ask({ left, questions, entries, answerable }: Fold, onProgress: (share: number) => void): Trial[] {
  const rare = rarity(left.map(({ text }) => text));
  const examples = examplesOf(left, rare);
  const classifier = isTeachable(left, entries) ? train(examples, entries, onProgress) : undefined;
  const ids = Array.from({ length: entries }, (_, e) => e);
  return questions.map(({ entry, text, vector }) => {
    const row = rowOf(text, rare);
    const alike = comparer(row);
    const taken = new Map<number, number>();
    const matches = examples
      .map((example, i) => ({ i, example, dense: dot(example.vector, vector) }))
      .sort((a, b) => b.dense - a.dense)
      .slice(0, 4 * CANDIDATES)
      .filter(({ example: { entry } }) => {
        const count = (taken.get(entry) ?? 0) + 1;
        taken.set(entry, count);
        return count <= PER_ENTRY;
      })
      .slice(0, CANDIDATES)
      .map(({ i, example, dense }): Match => {
        return { entry: example.entry, kind: at(left, i).kind, dense, lexical: alike(example.row) };
      });
    const ranked = rank(matches, { ...(classifier && { classifier }), ids }, { vector, row });
    return {
      outside: !answerable.has(entry),
      right: ranked[0]?.entry === entry,
      signals: signalsOf(matches, ranked),
    };
  });
}

/** Below two examples an entry, or above 600 entries (5 MB of weights), the nearest passage decides alone. */
function isTeachable(known: Known[], entries: number): boolean {
  return entries <= 600 && known.length >= 2 * entries;
}
