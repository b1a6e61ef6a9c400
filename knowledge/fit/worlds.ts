/**
 * Worlds: knowledge bases drawn out of public ones, with visitors whose right answer is known (pure). The entries that
 * were not drawn are what nobody wrote about, near by; other sources are far away. What all of them have in common is
 * where every version starts from (`prior`). No question of a suite's questions.csv is in them.
 */
import { at } from '../at.js';
import { listed, signalNames } from '../decide/features.js';
import type { Weights } from '../decide/fitted.js';
import type { Entry } from '../entry.js';
import { passagesOf } from '../passages.js';
import { shuffle } from '../random.js';
import { baseOf, type Known } from './base.js';
import { trials } from './fitting.js';
import { fitLogistic, type Sample } from './logistic.js';
import { noisy } from './noise.js';
import type { Trial } from './weights.js';

export type Source = { name: string; entries: Entry[] };

export type Visit = Trial & { far: boolean };
export type World = { source: string; entries: number; examples: number; visits: Visit[]; trials: Trial[] };

export type Draw = {
  sources: Source[];
  embed: (texts: string[], as?: 'query' | 'passage') => Promise<number[][]>;
  random: () => number;
  /** Entries and examples an entry: at least, at most. */
  entries: [number, number];
  examples: [number, number];
  withTrials?: boolean;
};

const INSIDE = 150;
const NEAR = 100;
const FAR = 25;
/** Of the visitors, those who also come in a hurry: with typos, cut short, chatty. */
const NOISY = 0.15;
/** Of the worlds, those with titles and answers only. */
const UNTAUGHT = 0.12;

/** Sizes are drawn so that each doubling is as likely as the next. */
export async function drawWorld(it: Draw): Promise<World> {
  const { sources, random } = it;
  const between = ([low, high]: [number, number]) => Math.round(low * (high / low) ** random());
  const source = drawSource(sources, random);
  const shuffled = shuffle([...source.entries], random);
  const count = Math.min(shuffled.length - Math.ceil(shuffled.length / 10), between(it.entries));
  const wanted =
    it.examples[0] === 0 && random() < UNTAUGHT ? 0 : between([Math.max(1, it.examples[0]), it.examples[1]]);
  const chosen = shuffled.slice(0, count).map((entry) => {
    const questions = shuffle([...entry.questions], random);
    const taught = Math.min(wanted, Math.max(0, questions.length - 1));
    return { entry: { ...entry, questions: questions.slice(0, taught) }, rest: questions.slice(taught) };
  });
  const known = await knownOf(
    chosen.map(({ entry }) => entry),
    it.embed,
  );
  const base = baseOf(known, count);
  const inside = shuffle(
    chosen.flatMap(({ rest }, entry) => rest.map((text) => ({ text, entry }))),
    random,
  ).slice(0, INSIDE);
  const near = shuffle(
    shuffled.slice(count).flatMap(({ questions }) => questions),
    random,
  ).slice(0, NEAR);
  const asked = [...inside, ...near.map((text) => ({ text, entry: -1 }))];
  const hurried = asked.filter(() => random() < NOISY).map((one) => ({ ...one, text: noisy(one.text, random) }));
  const far = Array.from({ length: FAR }, () => ({ text: farQuestion(it, source), entry: -1, far: true }));
  const all = [...asked, ...hurried, ...far];
  const vectors = await it.embed(all.map(({ text }) => text));
  const visits = all.map((visit, i): Visit => {
    const found = base.ask(visit.text, Float32Array.from(at(vectors, i)));
    const { entry } = visit;
    return { outside: entry < 0, far: 'far' in visit, right: found.entry === entry, signals: found.signals };
  });
  const examples = known.filter(({ teaches }) => teaches).length / count;
  return {
    source: source.name,
    entries: count,
    examples,
    visits,
    trials: it.withTrials ? trials(known, count) : [],
  };
}

/** A source with more questions has more different worlds in it, though not as many more. */
function drawSource(sources: Source[], random: () => number): Source {
  const weights = sources.map(({ entries }) =>
    Math.log(1 + entries.reduce((sum, { questions }) => sum + questions.length, 0)),
  );
  const place = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const upTo = (i: number) => weights.slice(0, i + 1).reduce((sum, weight) => sum + weight, 0);
  return sources.find((_, i) => place < upTo(i)) ?? at(sources, 0);
}

function farQuestion({ sources, random }: Draw, own: Source): string {
  const others = sources.filter(({ name }) => name !== own.name);
  const { entries } = at(others, Math.floor(random() * others.length));
  const { questions, title } = at(entries, Math.floor(random() * entries.length));
  return questions[Math.floor(random() * questions.length)] ?? title;
}

async function knownOf(entries: Entry[], embed: Draw['embed']): Promise<Known[]> {
  const known: Omit<Known, 'vector'>[] = [];
  for (const [entry, one] of entries.entries())
    for (const { kind, text } of await passagesOf(one)) {
      const teaches = kind !== 'answer' || one.questions.length < 2;
      known.push({ entry, kind, text, teaches });
    }
  const those = (answers: boolean) => known.filter(({ kind }) => (kind === 'answer') === answers);
  const vectors = new Map<object, number[]>();
  for (const as of ['query', 'passage'] as const) {
    const some = those(as === 'passage');
    const made = await embed(
      some.map(({ text }) => text),
      as,
    );
    for (const [i, one] of some.entries()) vectors.set(one, at(made, i));
  }
  return known.map((one) => ({ ...one, vector: Float32Array.from(vectors.get(one) ?? []) }));
}

/** Every world counts alike, half of it for its visitors inside, and so much of the other half for far ones. */
const FAR_SHARE = 0.3;
const WORLD = 60;
const RIDGE = signalNames.map((_, i) => (i === 0 ? 0.025 : 0.5));
const zero = signalNames.map(() => 0);

/** What all worlds have in common. */
export function fitPrior(worlds: World[]): Weights {
  const inside: Sample[] = [];
  const right: Sample[] = [];
  for (const { visits } of worlds) {
    const count = (those: Visit[]) => Math.max(1, those.length);
    const within = visits.filter(({ outside }) => !outside);
    const far = visits.filter((visit) => visit.far);
    const near = visits.filter((visit) => visit.outside && !visit.far);
    const farShare = near.length ? FAR_SHARE : 1;
    const weights: [Visit[], number][] = [
      [within, 0.5 / count(within)],
      [near, (0.5 * (1 - farShare)) / count(near)],
      [far, (0.5 * farShare) / count(far)],
    ];
    for (const [those, weight] of weights)
      for (const { signals, outside } of those)
        inside.push({ x: listed(signals), right: !outside, weight: WORLD * weight });
    for (const { signals, right: is } of within)
      right.push({ x: listed(signals), right: is, weight: WORLD / count(within) });
  }
  return { inside: fitLogistic(inside, zero, RIDGE), right: fitLogistic(right, zero, RIDGE) };
}
