/**
 * A chat model behind any OpenAI-compatible endpoint, streamed. The SDK ends a stream "normally" when it was cut or
 * aborted, and its time-out does not see a stall in mid-stream (tried with openai 6 and 7), so the watchdogs are ours
 * and only `finish_reason === "stop"` counts as an end.
 */
import type { Timing } from '../config.js';

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

export type ChatModel = {
  model: string;
  /**
   * Yields pieces of the answer. Throws `ModelFailed` when it is late, cut off, refused or malformed; nothing
   * yielded before that may be kept.
   */
  stream: (messages: ChatMessage[], options: { signal: AbortSignal }) => AsyncGenerator<string>;
};

export class ModelFailed extends Error {
  override readonly name = 'ModelFailed';
}

/** Longest answer we read, in characters: a model that never stops is stopped. */
const MAX_ANSWER = 6_000;

export function openChatModel(options: {
  apiKey: string;
  baseUrl?: string;
  model: string;
  timing: Pick<Timing, 'llmFirstToken' | 'llmIdle' | 'llmTotal'>;
}): ChatModel {
  const { timing } = options;
  const client = lazy(async () => {
    const { ChatOpenAI } = await import('@langchain/openai');
    return new ChatOpenAI({
      apiKey: options.apiKey,
      model: options.model,
      temperature: 0,
      maxTokens: 700,
      maxRetries: 0,
      streaming: true,
      timeout: timing.llmTotal,
      // The SDK would print a piece it cannot parse, which holds what the model wrote.
      configuration: { logLevel: 'off', ...(options.baseUrl && { baseURL: options.baseUrl, maxRetries: 0 }) },
    });
  });

  return {
    model: options.model,
    async *stream(messages, { signal }) {
      const { AIMessage, HumanMessage, SystemMessage } = await import('langchain');
      const kinds = { system: SystemMessage, user: HumanMessage, assistant: AIMessage };
      const watch = watchdog(timing, signal);
      let finish: unknown;
      let length = 0;
      try {
        const stream = await watch.race(
          (await client()).stream(
            messages.map((message) => new kinds[message.role](message.content)),
            { signal: watch.signal },
          ),
        );
        const pieces = stream[Symbol.asyncIterator]();
        for (;;) {
          const { done, value: chunk } = await watch.race(pieces.next());
          if (done) break;
          finish = chunk.response_metadata?.finish_reason ?? finish;
          const text = typeof chunk.content === 'string' ? chunk.content : '';
          if (!text) continue;
          watch.alive();
          length += text.length;
          if (length > MAX_ANSWER) throw new ModelFailed('the model wrote more than we read');
          yield text;
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason ?? error;
        if (error instanceof ModelFailed) throw error;
        throw new ModelFailed(await describe(error), { cause: error });
      } finally {
        watch.stop();
      }
      signal.throwIfAborted();
      if (finish !== 'stop') throw new ModelFailed(`the model ended with ${finish ? String(finish) : 'a cut stream'}`);
    },
  };
}

/**
 * First-token, idle and total time-outs over one call; aborts the request when one of them
 * strikes or the caller gives up.
 */
function watchdog(timing: Pick<Timing, 'llmFirstToken' | 'llmIdle' | 'llmTotal'>, outer: AbortSignal) {
  const inner = new AbortController();
  let fail: (error: unknown) => void = () => {};
  const struck = new Promise<never>((_, reject) => {
    fail = (error) => {
      inner.abort(error);
      reject(error);
    };
  });
  struck.catch(() => {});
  const strike = (ms: number, what: string) =>
    setTimeout(() => fail(new ModelFailed(`the model ${what} for ${ms} ms`)), ms);
  const onAbort = () => fail(outer.reason);
  if (outer.aborted) onAbort();
  outer.addEventListener('abort', onAbort, { once: true });
  const total = strike(timing.llmTotal, 'has been answering');
  let idle = strike(timing.llmFirstToken, 'said nothing');
  return {
    signal: inner.signal,
    race: <T>(promise: Promise<T>): Promise<T> => Promise.race([promise, struck]),
    alive() {
      clearTimeout(idle);
      idle = strike(timing.llmIdle, 'stalled');
    },
    stop() {
      clearTimeout(total);
      clearTimeout(idle);
      outer.removeEventListener('abort', onAbort);
      inner.abort();
    },
  };
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What failed, without the error's payload, which may repeat what a visitor wrote. */
async function describe(error: unknown): Promise<string> {
  const { APIError } = await import('openai');
  if (error instanceof APIError && error.status) return `the model answered with status ${error.status}`;
  return `the model call failed: ${error instanceof Error ? error.name : 'unknown'}`;
}
