/**
 * A network in memory that answers `fetch`, for tests with fake clocks: nothing of it takes time. For tests of the
 * client only.
 */
import { afterEach, beforeEach, vi } from 'vitest';

export interface Call {
  url: string;
  method: string;
  headers: Headers;
  /** What was sent, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: the body of any request, looked at by tests
  body: any;
  init: RequestInit;
  /** By the fake clock. */
  at: number;
}

/** A response that stays open, and what can happen to it. */
interface Line {
  write: (text: string | Uint8Array) => void;
  say: (name: string, data: unknown, id?: string) => void;
  end: () => void;
  /** Whether the browser hung up. */
  cut: () => boolean;
  call: Call;
}

/** An answer, a connection that breaks, or one that never says anything. */
export type Answer = Response | 'lost' | 'never';

export interface Network {
  calls: Call[];
  lines: Line[];
  /** Paths and queries, in order. */
  paths: () => string[];
  answer: (call: Call) => Answer | Promise<Answer>;
  /** An open stream as the answer to this call. */
  line: (call: Call) => Response;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

/** A refusal as our own server words it. */
export const refusal = (status: number, code = 'refused', headers: Record<string, string> = {}): Response =>
  json(status, { error: { code, message: code, requestId: 'r' } }, headers);

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets `ms` pass by the fake clock, and everything that follows from it. */
export async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
  // What was put off by no time at all.
  await vi.advanceTimersByTimeAsync(0);
  await settle();
}

/** Stops the clock at a full hour and puts a network in the place of the real one, for each test. */
export function withNetwork(): Network {
  const network: Network = {
    calls: [],
    lines: [],
    paths: () => network.calls.map(({ url }) => url.replace(/^https?:\/\/[^/]+/, '')),
    answer: () => 'never',
    line(call) {
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      let cut = false;
      const body = new ReadableStream<Uint8Array>({
        start: (given) => {
          controller = given;
        },
      });
      const write = (text: string | Uint8Array) =>
        controller?.enqueue(typeof text === 'string' ? new TextEncoder().encode(text) : text);
      call.init.signal?.addEventListener('abort', () => {
        cut = true;
        try {
          controller?.error(new DOMException('aborted', 'AbortError'));
        } catch {
          // It had ended.
        }
      });
      network.lines.push({
        write,
        say: (name, data, id) => write(`${id ? `id: ${id}\n` : ''}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
        end: () => controller?.close(),
        cut: () => cut,
        call,
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  };
  const send = (url: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const call: Call = {
        url,
        method: init.method ?? 'GET',
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        init,
        at: Date.now(),
      };
      network.calls.push(call);
      const abort = () => reject(new DOMException('aborted', 'AbortError'));
      if (init.signal?.aborted) return abort();
      init.signal?.addEventListener('abort', abort);
      void Promise.resolve(network.answer(call)).then((answer) => {
        if (answer === 'lost') reject(new TypeError('fetch failed'));
        else if (answer !== 'never') resolve(answer);
      });
    });
  beforeEach(() => {
    network.calls.length = 0;
    network.lines.length = 0;
    network.answer = () => 'never';
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      now: Date.parse('2026-01-01T12:00:00Z'),
    });
    vi.stubGlobal('fetch', send);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  return network;
}
