/** Text to vectors: the bundled model or one in a folder, in worker threads, or any OpenAI-compatible endpoint. */
import { createHash } from 'node:crypto';
import type { Config } from '../config.js';
import { must } from '../errors.js';
import { embedPool, spareCores, TOO_FEW } from './embed-pool.js';
import { folderEmbedder } from './model-folder.js';
import { unit } from './pooling.js';
import { compiled } from './root.js';

/** The bundled model's name, of its vectors as well. */
export const BUNDLED = 'use-lite-512-q';

type EmbedOptions = {
  /** Goes before whatever is waiting (a visitor's question before an import). */
  urgent?: boolean;
  signal?: AbortSignal;
  /**
   * What the texts are, for models that are told so by a prefix: what is asked, examples of it included, or what
   * answers. A query unless said.
   */
  as?: 'query' | 'passage';
};

export type Embedder = {
  /** Names the vectors: what one model made is never compared with what another made. */
  model: string;
  /** Codes of the languages it was made for; undefined where nothing says so. */
  languages?: string[];
  /** What its files were read to say, for the log. */
  about?: Record<string, unknown>;
  /** One vector of length 1 per text, in order. */
  embed: (texts: string[], options?: EmbedOptions) => Promise<number[][]>;
  /** What may have made the vectors of a version of before, as far as it can still be asked. */
  earlier?: Embedder;
  close: () => Promise<void>;
};

type ModelConfig = Pick<Config, 'openai' | 'embeddingDir' | 'embeddingLanguages'>;

export const textHash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The local model gives up precision quickly on long texts and costs time by length; passages are far shorter. */
const MAX_CHARACTERS = 2_000;

/** Longer texts are answers: their sentences are told apart by what the short form drops. */
const SHORT = 200;

/**
 * One form for everything as short as a question. The model takes "RESET PASSWORD!!" and "reset password" for
 * further apart than they are: nearest-example accuracy on hint3-curekart 0.695 as written, 0.743 in this
 * form (banking77-dev 0.718, 0.732).
 */
export function asQuestion(text: string): string {
  if (text.length > SHORT || text.includes('\n')) return text;
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}'\s]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words ? `${words}?` : text;
}

/**
 * The encoder that the configuration names, the bundled one where it names none. Beside another one the bundled one
 * stands ready for versions of before; it is loaded when one of those is asked. Throws `Misconfigured` where the folder
 * is not one that can be read.
 */
export async function openEmbedder(config: ModelConfig, options: { threads?: number } = {}): Promise<Embedder> {
  const { openai, embeddingDir: dir, embeddingLanguages: languages } = config;
  const own = dir
    ? await folderEmbedder(dir, languages)
    : openai?.embeddingModel
      ? remoteEmbedder({ ...openai, model: openai.embeddingModel, ...(languages && { languages }) })
      : undefined;
  if (!own) return cached(localEmbedder(options));
  const earlier = cached(localEmbedder(options));
  const close = async () => {
    await Promise.all([own.close(), earlier.close()]);
  };
  return { ...cached(own), earlier, close };
}

/**
 * The bundled Universal Sentence Encoder lite (English, 512 dimensions). It blocks its thread for 10-30 ms a text,
 * hence the worker: one at first, a second one while much is waiting and the machine has another core (250 MB each).
 */
export function localEmbedder(options: { threads?: number } = {}): Embedder {
  // One core stays free for whoever is served meanwhile: with both of two cores embedding,
  // visitors waited over a second.
  const pool = embedPool(
    { file: compiled(import.meta.url, './embed-thread.js') },
    options.threads ?? Math.min(2, spareCores()),
  );
  return {
    model: BUNDLED,
    languages: ['en'],
    async embed(texts, { urgent = false, signal } = {}) {
      const vectors = await pool.embed(
        texts.map((text) => asQuestion(text.slice(0, MAX_CHARACTERS))),
        urgent,
      );
      signal?.throwIfAborted();
      return vectors;
    },
    close: pool.close,
  };
}

/** Embeddings of an OpenAI-compatible endpoint, through langchain (loaded only when used: it takes 0.8 s). */
function remoteEmbedder(options: { apiKey: string; baseUrl?: string; model: string; languages?: string[] }): Embedder {
  const client = (async () => {
    const { OpenAIEmbeddings } = await import('@langchain/openai');
    return new OpenAIEmbeddings({
      apiKey: options.apiKey,
      model: options.model,
      batchSize: 64,
      maxRetries: 1,
      timeout: 10_000,
      ...(options.baseUrl && { configuration: { baseURL: options.baseUrl } }),
    });
  })();
  client.catch(() => {});
  return {
    model: `${options.baseUrl ? `${new URL(options.baseUrl).host}/` : ''}${options.model}`,
    ...(options.languages && { languages: options.languages }),
    embed: async (texts) => (await (await client).embedDocuments(texts)).map(unit),
    close: async () => {},
  };
}

/** Remembers vectors of recent questions, so that one asked twice is embedded once. */
export function cached(embedder: Embedder, size = 2_000): Embedder {
  const kept = new Map<string, number[]>();
  return {
    ...embedder,
    async embed(texts, options) {
      if (options?.as === 'passage') return embedder.embed(texts, options);
      const found = new Map<string, number[] | undefined>(texts.map((text) => [text, kept.get(text)]));
      const missing = [...found.keys()].filter((text) => !found.get(text));
      const vectors = missing.length ? await embedder.embed(missing, options) : [];
      for (const [i, text] of missing.entries()) found.set(text, vectors[i]);
      const [text] = texts;
      // A large import must not push everything out: only single questions are kept.
      if (texts.length === 1 && text !== undefined) keep(text, must(found.get(text), TOO_FEW));
      return texts.map((text) => must(found.get(text), TOO_FEW));
    },
  };

  function keep(text: string, vector: number[]): void {
    kept.delete(text);
    kept.set(text, vector);
    const [oldest] = kept.keys();
    if (kept.size > size && oldest !== undefined) kept.delete(oldest);
  }
}
