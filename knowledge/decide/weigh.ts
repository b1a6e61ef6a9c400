/** One question by itself -> the entries that may answer it, weighed by what the version fitted. */
import type { Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import { confidenceOf, insideOf, type Learned, readSignals } from './confidence.js';
import { type Match, rank, signalsOf } from './features.js';
import { comparer, rowOf, wordRarity, wordsOf } from './grams.js';
import { languageOf } from './language.js';
import type { Model } from './model.js';
import { impersonal } from './placeholders.js';
import { type Found, rareWords, search } from './search.js';
import { englishWords, respelled } from './spelling.js';
import { wordingOf } from './wording.js';

/** What a question is decided with. */
export type Services = { sql: Sql; embedder: Embedder };

export type Weighed = {
  ranked: {
    found: Found;
    match: Match;
    share: number;
    near: number;
    /** Of a message with several questions: which one, from 1. */
    part?: number;
  }[];
  signals: Record<string, number>;
  confidence: number;
  /** P(some entry answers this). */
  inside: number;
};

export const nothing: Weighed = { ranked: [], signals: {}, confidence: 0, inside: 0 };

type FoundMatch = Match & { found: Found };

type Weighing = {
  question: string;
  /** Its slug. */
  inbox: string;
  /** The languages whose entries may answer, beside the knowledge base's main one. */
  locales: string[];
  version: number;
  model: Model;
  learned: Learned | undefined;
  /** The share of questions that no entry answers. */
  share: number;
};

/** What the knowledge base has for one question, with the probability that the best of it is right. */
export async function weigh(
  { sql, embedder }: Services,
  { question: asked, inbox, locales, version, model, learned, share }: Weighing,
): Promise<Weighed> {
  // Emoji or punctuation alone: there is nothing to search for, and the encoder would find something all the same.
  if (wordsOf(asked).length === 0) return nothing;
  const maker = makerOf(embedder, model.encoder);
  if (!maker) return nothing;
  const question = await meant(asked, model);
  const [vector] = await maker.embed([question], { urgent: true });
  if (!vector) return nothing;
  const found = await search(sql, {
    model: maker.model,
    vector,
    version,
    words: rareWords(question, (word) => wordRarity(word, model.rare)),
    inbox,
    locales,
  });
  if (found.length === 0) return nothing;
  const row = rowOf(question, model.rare);
  const alike = comparer(row);
  const matches = found.map((passage): FoundMatch => {
    return {
      found: passage,
      entry: passage.entryId,
      kind: passage.kind,
      dense: passage.cosine,
      lexical: alike(rowOf(passage.text, model.rare)),
    };
  });
  const ranked = rank(matches, model, { vector, row });
  const its = found.filter(({ entryId }) => entryId === ranked[0]?.entry);
  const { title = '', answer = '' } = its[0] ?? {};
  const wording = wordingOf({ question, title, answer, passages: its, vocabulary: model.vocabulary, rare: model.rare });
  const signals = signalsOf({ matches, ranked, wording, profile: model.profile });
  const read = readSignals(signals, model.weights);
  return {
    ranked: ranked.map(({ match, share, near }) => ({ found: match.found, match, share, near })),
    signals: { ...signals, inside: read.inside, right: read.right },
    confidence: confidenceOf(read, share, learned),
    inside: insideOf(read.inside, share),
  };
}

/**
 * What made the version's vectors: the encoder in use or, until everything is embedded anew, the one of before.
 * Undefined where neither did: then nothing can be compared.
 */
const makerOf = (embedder: Embedder, model = embedder.model): Embedder | undefined =>
  [embedder, embedder.earlier].find((one) => one?.model === model);

/**
 * The question without what only this visitor has, and without typos. The dictionary is English: what is told to be in
 * another language keeps its own.
 */
async function meant(asked: string, { vocabulary }: Model): Promise<string> {
  const language = languageOf(asked) ?? 'en';
  const question = impersonal(asked, language, vocabulary?.words);
  if (!vocabulary || language !== 'en') return question;
  return respelled(question, vocabulary, await englishWords()) ?? question;
}
