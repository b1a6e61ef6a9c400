/** Text to vectors: the bundled local model in worker threads, or any OpenAI-compatible endpoint. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf, must } from '../errors.js';
import { compiled } from './root.js';

export type Embedder = {
  /** Names the vectors: what one model made is never compared with what another made. */
  model: string;
  /**
   * One vector of length 1 per text, in order. `urgent` goes before whatever is waiting (a
   * visitor's question before an import).
   */
  embed: (texts: string[], options?: { urgent?: boolean; signal?: AbortSignal }) => Promise<number[][]>;
  close: () => Promise<void>;
};

export const textHash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The local model gives up precision quickly on long texts and costs time by length; passages are far shorter. */
const MAX_CHARACTERS = 2_000;
const BATCH = 16;

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

type Ask = { texts: string[]; resolve: (vectors: number[][]) => void; reject: (error: Error) => void };

/**
 * The bundled Universal Sentence Encoder lite (English, 512 dimensions). It blocks its thread for 10-30 ms a text,
 * hence the worker: one at first, a second one while much is waiting and the machine has another core (250 MB each).
 */
export function localEmbedder(options: { threads?: number } = {}): Embedder {
  // One core stays free for whoever is served meanwhile: with both of two cores embedding,
  // visitors waited over a second.
  const threads = threadPool(options.threads ?? Math.min(2, Math.max(1, availableParallelism() - 1)));
  return {
    model: 'use-lite-512-q',
    async embed(texts, { urgent = false, signal } = {}) {
      // A batch costs what its longest text costs, times its size: texts of like length go together (3 times faster).
      const order = texts.map((text, i) => ({ text: asQuestion(text.slice(0, MAX_CHARACTERS)), i }));
      order.sort((a, b) => a.text.length - b.text.length);
      const vectors = new Array<number[]>(texts.length);
      const batches: Promise<void>[] = [];
      for (let from = 0; from < order.length; from += BATCH) {
        const batch = order.slice(from, from + BATCH);
        const asked = threads.ask(
          batch.map(({ text }) => text),
          urgent,
        );
        batches.push(
          asked.then((made) => {
            for (const [at, { i }] of batch.entries()) vectors[i] = must(made[at], TOO_FEW);
          }),
        );
      }
      threads.start();
      await Promise.all(batches);
      signal?.throwIfAborted();
      return vectors;
    },
    close: threads.close,
  };
}

const TOO_FEW = 'the embedder gave fewer vectors than texts';

/** At most so many threads. What is asked waits for `start`, so that how much is waiting is known by then. */
function threadPool(most: number) {
  const urgent: Ask[] = [];
  const waiting: Ask[] = [];
  const threads = new Set<Thread>();
  let closed = false;
  const next = (thread: Thread): void => {
    const ask = urgent.shift() ?? waiting.shift();
    if (ask) thread.run(ask);
  };
  const start = (): void => {
    for (const thread of threads) if (!thread.busy) next(thread);
    const backlog = urgent.length + waiting.length;
    if (backlog > 0 && threads.size < (backlog > 4 ? most : 1)) {
      const thread = openThread({
        free: start,
        lost: () => {
          threads.delete(thread);
          if (!closed) start();
        },
      });
      threads.add(thread);
      next(thread);
    }
  };
  return {
    start,
    ask: (texts: string[], first: boolean) =>
      new Promise<number[][]>((resolve, reject) => (first ? urgent : waiting).push({ texts, resolve, reject })),
    async close() {
      closed = true;
      const ended = [...threads].map((thread) => thread.end());
      threads.clear();
      for (const ask of [...urgent.splice(0), ...waiting.splice(0)]) ask.reject(new Error('the embedder is closed'));
      await Promise.all(ended);
    },
  };
}

type Thread = { busy: boolean; run: (ask: Ask) => void; end: () => Promise<unknown> };

/** `free`: it has answered. `lost`: it ended by itself, and what it was asked has failed. */
function openThread({ free, lost }: { free: () => void; lost: () => void }): Thread {
  const worker = new Worker(compiled(import.meta.url, './embed-thread.js'));
  worker.unref();
  let asked: Ask | undefined;
  let ended = false;
  const thread: Thread = {
    busy: false,
    run(ask) {
      thread.busy = true;
      asked = ask;
      worker.ref();
      worker.postMessage(ask.texts);
    },
    end() {
      ended = true;
      return worker.terminate();
    },
  };
  const settle = (finish: (ask: Ask) => void): void => {
    const ask = asked;
    thread.busy = false;
    asked = undefined;
    worker.unref();
    if (ask) finish(ask);
  };
  worker.on('message', ({ vectors }: { vectors: number[][] }) => {
    settle((ask) => ask.resolve(vectors));
    free();
  });
  const fail = (error: Error): void => {
    if (ended) return;
    ended = true;
    settle((ask) => ask.reject(error));
    lost();
  };
  worker.on('error', (error) => fail(new Error(`embedding failed: ${messageOf(error)}`)));
  worker.on('exit', () => fail(new Error('the embedding thread ended')));
  return thread;
}

/** Embeddings of an OpenAI-compatible endpoint, through langchain (loaded only when used: it takes 0.8 s). */
export function remoteEmbedder(options: { apiKey: string; baseUrl?: string; model: string }): Embedder {
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
    embed: async (texts) => (await (await client).embedDocuments(texts)).map(unit),
    close: async () => {},
  };
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}

/** Remembers vectors of recent texts, so that a question asked twice is embedded once. */
export function cached(embedder: Embedder, size = 2_000): Embedder {
  const kept = new Map<string, number[]>();
  return {
    ...embedder,
    async embed(texts, options) {
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
