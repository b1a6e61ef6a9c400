/** Text to vectors: the bundled local model in worker threads, or any OpenAI-compatible endpoint. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { compiled } from './root.js';

export type Embedder = {
  /** Names the vectors: what one model made is never compared with what another made. */
  model: string;
  /** One vector of length 1 per text, in order. `urgent` goes before whatever is waiting (a visitor's question before an import). */
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
 * One form for everything as short as a question. The model takes "RESET PASSWORD!!" and "reset password" for further apart than
 * they are: nearest-example accuracy on hint3-curekart 0.695 as written, 0.743 in this form (banking77-dev 0.718, 0.732).
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
 * The bundled Universal Sentence Encoder lite (English, 512 dimensions). It blocks its thread for 10-30 ms a text, hence
 * the worker: one at first, a second one while much is waiting and the machine has another core (250 MB each).
 */
export function localEmbedder(options: { threads?: number } = {}): Embedder {
  const urgent: Ask[] = [];
  const waiting: Ask[] = [];
  const threads = new Set<Thread>();
  let closed = false;
  // One core stays free for whoever is served meanwhile: with both of two cores embedding, visitors waited over a second.
  const most = options.threads ?? Math.min(2, Math.max(1, availableParallelism() - 1));

  const pump = (): void => {
    for (const thread of threads) if (!thread.busy) next(thread);
    const backlog = urgent.length + waiting.length;
    if (backlog > 0 && threads.size < (backlog > 4 ? most : 1)) {
      const thread = start();
      threads.add(thread);
      next(thread);
    }
  };
  const next = (thread: Thread): void => {
    const ask = urgent.shift() ?? waiting.shift();
    if (ask) thread.run(ask);
  };
  const start = (): Thread => {
    const worker = new Worker(compiled(import.meta.url, './embed-thread.js'));
    worker.unref();
    const thread: Thread = {
      busy: false,
      worker,
      run(ask) {
        thread.busy = true;
        thread.ask = ask;
        worker.ref();
        worker.postMessage(ask.texts);
      },
    };
    const settle = (finish: (ask: Ask) => void): void => {
      const { ask } = thread;
      thread.busy = false;
      delete thread.ask;
      worker.unref();
      if (ask) finish(ask);
    };
    worker.on('message', ({ vectors }: { vectors: number[][] }) => {
      settle((ask) => ask.resolve(vectors));
      pump();
    });
    const lost = (error: Error): void => {
      threads.delete(thread);
      settle((ask) => ask.reject(error));
      if (!closed) pump();
    };
    worker.on('error', (error) => lost(new Error(`embedding failed: ${error.message}`)));
    worker.on('exit', () => threads.has(thread) && lost(new Error('the embedding thread ended')));
    return thread;
  };

  return {
    model: 'use-lite-512-q',
    async embed(texts, { urgent: first = false, signal } = {}) {
      // A batch costs what its longest text costs, times its size: texts of like length go together (3 times faster).
      const order = texts.map((text, i) => ({ text: asQuestion(text.slice(0, MAX_CHARACTERS)), i }));
      order.sort((a, b) => a.text.length - b.text.length);
      const vectors = new Array<number[]>(texts.length);
      const batches: Promise<void>[] = [];
      for (let from = 0; from < order.length; from += BATCH) {
        const batch = order.slice(from, from + BATCH);
        const asked = new Promise<number[][]>((resolve, reject) =>
          (first ? urgent : waiting).push({ texts: batch.map(({ text }) => text), resolve, reject }),
        );
        batches.push(
          asked.then((made) => {
            for (const [at, { i }] of batch.entries()) vectors[i] = made[at] as number[];
          }),
        );
      }
      pump();
      await Promise.all(batches);
      signal?.throwIfAborted();
      return vectors;
    },
    async close() {
      closed = true;
      const ended = [...threads].map((thread) => thread.worker.terminate());
      threads.clear();
      for (const ask of [...urgent.splice(0), ...waiting.splice(0)]) ask.reject(new Error('the embedder is closed'));
      await Promise.all(ended);
    },
  };
}

type Thread = { busy: boolean; worker: Worker; run: (ask: Ask) => void; ask?: Ask };

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
  const seen = new Map<string, number[]>();
  return {
    ...embedder,
    async embed(texts, options) {
      const missing = [...new Set(texts.filter((text) => !seen.has(text)))];
      const fresh = new Map<string, number[]>();
      if (missing.length) {
        const vectors = await embedder.embed(missing, options);
        for (const [i, text] of missing.entries()) fresh.set(text, vectors[i] as number[]);
      }
      const result = texts.map((text) => (fresh.get(text) ?? seen.get(text)) as number[]);
      // A large import must not push everything out: only single questions are kept.
      if (texts.length === 1) {
        const text = texts[0] as string;
        seen.delete(text);
        seen.set(text, result[0] as number[]);
        if (seen.size > size) seen.delete(seen.keys().next().value as string);
      }
      return result;
    },
  };
}
