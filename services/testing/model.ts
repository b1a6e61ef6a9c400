/**
 * The only stand-in of our tests: a language model that says what a script tells it, over the real wire protocol
 * (`/v1/chat/completions`, streamed). A reply is kept for the question whose last message contains its key, and is used
 * once; a question nobody wrote a reply for is answered with 500 and counted in `unexpected`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A text is one piece of the answer; a number a pause in milliseconds. */
export type Step = string | number | { finish: string } | { raw: string } | 'CUT' | 'STALL';
export type Script = { steps: Step[] } | { status: number; body: string; type?: string };

export const says = (pieces: string[], { pause = 0, first = 0 } = {}): Script => ({
  steps: [first, ...pieces.flatMap((piece) => [pause, piece]), { finish: 'stop' }],
});

/**
 * Every way in which a model may fail, by name. The first of `pieces` is a whole sentence, so that a delta may be out
 * before.
 */
export const failures = (pieces: string[]): Record<string, { script: Script; deltas: boolean }> => ({
  'stalls before the first word': { script: { steps: ['STALL'] }, deltas: false },
  'stalls in the middle': { script: { steps: [...pieces, 'STALL'] }, deltas: true },
  'is cut off in the middle': { script: { steps: [...pieces, 50, 'CUT'] }, deltas: true },
  'ends without saying why': { script: { steps: [...pieces, { raw: 'data: [DONE]\n\n' }] }, deltas: true },
  'ran out of length': { script: { steps: [...pieces, { finish: 'length' }] }, deltas: true },
  'was filtered': { script: { steps: [...pieces, { finish: 'content_filter' }] }, deltas: true },
  'sends broken JSON': { script: { steps: [...pieces, 50, { raw: 'data: {"choices": [{"del\n\n' }] }, deltas: true },
  'never stops': {
    script: { steps: [...pieces, 50, ...Array.from({ length: 80 }, () => 'And so on and on. '.repeat(6))] },
    deltas: true,
  },
  'answers 500': { script: { status: 500, body: '{"error":{"message":"boom"}}' }, deltas: false },
  'answers 429': { script: { status: 429, body: '{"error":{"message":"slow down"}}' }, deltas: false },
  'answers 401': { script: { status: 401, body: '{"error":{"message":"bad key"}}' }, deltas: false },
  'answers a web page': {
    script: { status: 200, body: '<html><body>It works!</body></html>', type: 'text/html' },
    deltas: false,
  },
  'hangs up at once': { script: { steps: ['CUT'] }, deltas: false },
  'says nothing': { script: { steps: [{ finish: 'length' }] }, deltas: false },
});

type Prompt = { messages: { role: string; content: string }[]; model: string; stream?: boolean };

export async function scriptedModel() {
  const scripts: { key: string; script: Script }[] = [];
  const prompts: Prompt[] = [];
  let unexpected = 0;
  /** Requests whose reader went away before the script was through. */
  let abandoned = 0;
  /** The questions whose reply is over, however it ended. */
  const over: string[] = [];
  const stop = new AbortController();

  const server = createServer((req, res) => {
    res.on('error', () => {});
    handle(req, res).catch(() => res.destroy());
  });

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of req) text += chunk;
    const prompt = JSON.parse(text) as Prompt;
    prompts.push(prompt);
    const question = prompt.messages.at(-1)?.content ?? '';
    const at = req.url?.endsWith('/chat/completions') ? scripts.findIndex(({ key }) => question.includes(key)) : -1;
    const [found] = at < 0 ? [] : scripts.splice(at, 1);
    if (!found) {
      unexpected++;
      res.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"no script"}}');
      return;
    }
    const { script } = found;
    res.on('close', () => over.push(question));
    if ('status' in script) {
      res.writeHead(script.status, { 'content-type': script.type ?? 'application/json' }).end(script.body);
      return;
    }
    await play(script.steps, prompt.model, res);
  }

  async function play(steps: Step[], model: string, res: ServerResponse): Promise<void> {
    const gone = new AbortController();
    let through = false;
    res.on('close', () => {
      if (!through) abandoned++;
      gone.abort();
    });
    const signal = AbortSignal.any([gone.signal, stop.signal]);
    res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const chunk = (delta: object, finish: string | null = null) =>
      res.write(
        `data: ${JSON.stringify({
          id: 'chatcmpl-1',
          object: 'chat.completion.chunk',
          created: 1,
          model,
          choices: [{ index: 0, delta, finish_reason: finish }],
        })}\n\n`,
      );
    for (const step of steps) {
      if (signal.aborted) return;
      if (typeof step === 'number') await sleep(step, undefined, { signal });
      else if (step === 'CUT') return void res.destroy();
      else if (step === 'STALL') await sleep(60_000, undefined, { signal });
      else if (typeof step === 'string') chunk({ role: 'assistant', content: step });
      else if ('raw' in step) res.write(step.raw);
      else chunk({}, step.finish);
    }
    through = true;
    res.end('data: [DONE]\n\n');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    /** What makes a stack use this model, with the local embedder. */
    env: {
      OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      OPENAI_API_KEY: 'none-of-your-business',
      CHAT_MODEL: 'scripted',
    },
    prompts,
    /** The prompts whose question contains `key`. */
    asked: (key: string) => prompts.filter((prompt) => prompt.messages.at(-1)?.content.includes(key)),
    /** How many of those are over: said to the end, cut off, or given up by whoever asked. */
    over: (key: string) => over.filter((question) => question.includes(key)).length,
    unexpected: () => unexpected,
    abandoned: () => abandoned,
    /** What it will say to the next question that contains `key`. */
    will(key: string, script: Script) {
      scripts.push({ key, script });
    },
    async close() {
      stop.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
