/** From found passages to ranked entries, and on to the signals that a confidence is read from (pure). */
import { type Classifier, scores, softmax } from './classifier.js';
import { type Row, wordsOf } from './grams.js';

/** One passage that was found: how like the question it is by vector (cosine) and by words and character pieces, 0 to 1. */
export type Match = { entry: number; kind: 'title' | 'question' | 'answer'; dense: number; lexical: number };

export type Ranked = {
  entry: number;
  /** P(this entry), given that one of the candidates is right. */
  share: number;
  /** Likeness of its nearest passage. */
  near: number;
  /** Which of the matches that was. */
  match: number;
};

/** Weighs the two likenesses: the best of the mixes tried for nearest-example accuracy on all three suites. */
export const nearness = ({ dense, lexical }: { dense: number; lexical: number }): number => (dense + lexical / 2) / 1.5;

/** Turns nearness into odds where there are too few examples to fit a classifier. */
const SHARPNESS = 16;

/** Candidates by the classifier where there is one, else by their nearest passage. */
export function rank(
  matches: Match[],
  classifier: Classifier | undefined,
  question: { vector: ArrayLike<number>; row: Row },
): Ranked[] {
  const best = new Map<number, Ranked>();
  matches.forEach((match, i) => {
    const near = nearness(match);
    const before = best.get(match.entry);
    if (!before) best.set(match.entry, { entry: match.entry, share: 0, near, match: i });
    else if (near > before.near) Object.assign(before, { near, match: i });
  });
  const ranked = [...best.values()];
  const fitted = classifier && scores(classifier, question.vector, question.row);
  const share = Float32Array.from(ranked, ({ entry, near }) => (fitted ? (fitted[entry] as number) : SHARPNESS * near));
  softmax(share);
  ranked.forEach((one, i) => {
    one.share = share[i] as number;
  });
  return ranked.sort((a, b) => b.share - a.share || b.near - a.near);
}

/** What a confidence is computed from, in this order; the first is the constant. */
export const signalNames = [
  'one',
  'odds',
  'near',
  'nearGap',
  'dense',
  'lexical',
  'agreement',
  'unknown',
  'words',
  'entropy',
  'density',
  'votes',
] as const;
export type Signals = Record<(typeof signalNames)[number], number>;

/** Only of a ranking that is not empty. Every signal is scaled to about 0-1 so that one strength of prior fits all. */
export function signalsOf(text: string, matches: Match[], ranked: Ranked[], unknown: number): Signals {
  const [best] = ranked as [Ranked];
  const nearest = ranked.reduce((a, b) => (b.near > a.near ? b : a));
  const rival = ranked.reduce((most, one) => (one.entry !== best.entry && one.near > most ? one.near : most), 0);
  const top = matches
    .map((match) => ({ entry: match.entry, near: nearness(match) }))
    .sort((a, b) => b.near - a.near)
    .slice(0, 10);
  const own = matches.filter((match) => match.entry === best.entry);
  return {
    one: 1,
    odds: Math.max(-1, Math.min(2, Math.log((best.share + 1e-6) / (1 - best.share + 1e-6)) / 4)),
    near: best.near,
    nearGap: best.near - rival,
    dense: Math.max(...own.map((match) => match.dense)),
    lexical: Math.max(...own.map((match) => match.lexical)),
    agreement: nearest.entry === best.entry ? 1 : 0,
    unknown,
    words: Math.log(1 + wordsOf(text).length) / 3,
    entropy: -ranked.reduce((sum, { share }) => sum + (share > 1e-9 ? share * Math.log(share) : 0), 0) / 3,
    density: top.reduce((sum, { near }) => sum + near, 0) / (top.length || 1),
    votes: top.filter(({ entry }) => entry === best.entry).length / (top.length || 1),
  };
}

export const vectorOf = (signals: Signals): number[] => signalNames.map((name) => signals[name]);
