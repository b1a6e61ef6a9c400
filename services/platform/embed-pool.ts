/** Worker threads that turn texts into vectors: who waits for which, and what becomes of one that breaks. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf, must } from '../errors.js';

/** What a thread runs: the compiled program, and what it is told when it begins. */
export type Program = { file: URL; workerData?: unknown };

export type EmbedPool = {
  /**
   * One vector a text, in order. `urgent` goes before whatever is waiting. Rejects with what the thread threw, and with
   * `the embedder is closed` after `close`.
   */
  embed: (texts: string[], urgent: boolean) => Promise<number[][]>;
  close: () => Promise<void>;
};

type Ask = { texts: string[]; resolve: (vectors: number[][]) => void; reject: (error: Error) => void };

/** Texts a thread is given at once: an urgent question waits for no more than one of these. */
const BATCH = 16;

/** At most so many threads, one at first and another while much is waiting: each holds a model in memory. */
export function embedPool(program: Program, most: number): EmbedPool {
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
      const thread = openThread(program, {
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
  const ask = (texts: string[], first: boolean) =>
    new Promise<number[][]>((resolve, reject) => (first ? urgent : waiting).push({ texts, resolve, reject }));
  return {
    async embed(texts, first) {
      // A batch costs what its longest text costs, times its size: texts of like length go together (3 times faster).
      const order = texts.map((text, i) => ({ text, i })).sort((a, b) => a.text.length - b.text.length);
      const vectors = new Array<number[]>(texts.length);
      const batches: Promise<void>[] = [];
      for (let from = 0; from < order.length; from += BATCH) {
        const batch = order.slice(from, from + BATCH);
        batches.push(
          ask(
            batch.map(({ text }) => text),
            first,
          ).then((made) => {
            for (const [at, { i }] of batch.entries()) vectors[i] = must(made[at], TOO_FEW);
          }),
        );
      }
      // Only now, so that how much is waiting is known.
      start();
      await Promise.all(batches);
      return vectors;
    },
    async close() {
      closed = true;
      const ended = [...threads].map((thread) => thread.end());
      threads.clear();
      for (const ask of [...urgent.splice(0), ...waiting.splice(0)]) ask.reject(new Error('the embedder is closed'));
      await Promise.all(ended);
    },
  };
}

/** Cores that embedding may keep busy: one is for whoever is served meanwhile. */
export const spareCores = (): number => Math.max(1, availableParallelism() - 1);

export const TOO_FEW = 'the embedder gave fewer vectors than texts';

type Thread = { busy: boolean; run: (ask: Ask) => void; end: () => Promise<unknown> };

/** `free`: it has answered. `lost`: it ended by itself, and what it was asked has failed. */
function openThread({ file, workerData }: Program, { free, lost }: { free: () => void; lost: () => void }): Thread {
  const worker = new Worker(file, { workerData });
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
