/**
 * `npm run simulate:dialogues -- [FILE] [--url URL]`: scripted visitors talk to a running server over its public API, and
 * it says which conversations did not end as they should.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readConfig } from '../../services/config.js';
import { Misconfigured, messageOf } from '../../services/errors.js';
import { readLock } from '../../services/platform/lock.js';
import type { Event } from '../../services/wire/conversation.js';
import { counted, defineVerb } from '../verb.js';

const usage = `Usage: npm run simulate:dialogues -- [FILE] [options]

  FILE        a list of scripts: { name, locale?, says, want }; knowledge/suite/dialogues.json unless named.
              says: texts, { "press": LABEL } or { "handoff": true }
              want, of what came after the last of them, any of:
                answers [titles]  an answer whose first source is one of these
                cites [titles]    an answer that names all of these
                offers [titles]   such an answer, or buttons that one of these is among
                state             bot, queued, assigned or resolved
                silent            the bot said nothing
  --url URL   the server; the one that holds the data folder unless named
  --at-once 4 so many visitors talk at a time
  --min N     exit with 2 if fewer ended as they should: all of them unless named
  --help      print this`;

const say = z.union([z.string(), z.strictObject({ press: z.string() }), z.strictObject({ handoff: z.literal(true) })]);
const titles = z.array(z.string()).min(1);
const scripts = z.array(
  z.strictObject({
    name: z.string(),
    locale: z.string().optional(),
    says: z.array(say).min(1),
    want: z.strictObject({
      answers: titles.optional(),
      cites: titles.optional(),
      offers: titles.optional(),
      state: z.enum(['bot', 'queued', 'assigned', 'resolved']).optional(),
      silent: z.boolean().optional(),
    }),
  }),
);
type Script = z.infer<typeof scripts>[number];
type Shown = { state: string; events: Event[] };

export const verb = defineVerb({
  description: 'scripted visitors talk to a running server: which conversations ended as they should',
  usage,
  options: { url: { type: 'string' }, min: { type: 'string' }, 'at-once': { type: 'string' } },
  words: [0, 1],
  async run({ values, positionals: [file = 'knowledge/suite/dialogues.json'] }, io) {
    const config = readConfig(io.env);
    const url = values.url ?? readLock(config.dataDir)?.url;
    if (!url) throw new Misconfigured('No server holds this data folder. Start one with npm start, or name it: --url.');
    const all = readScripts(file);
    const least = values.min === undefined ? all.length : Number(values.min);
    if (!Number.isInteger(least) || least < 0) throw new Misconfigured('--min is a number from 0 on.');
    const atOnce = Number(values['at-once'] ?? 4);
    if (!Number.isInteger(atOnce) || atOnce < 1) throw new Misconfigured('--at-once is a number from 1 on.');
    const missed = await inTurn(all, atOnce, async (script, done) => {
      const found = missedOf(script, await play(url, script));
      io.bar.show({ step: 'talking', done: done(), total: all.length });
      return found;
    });
    io.bar.end();
    for (const [i, script] of all.entries()) if (missed[i]) io.out(`${script.name}: ${missed[i]}`);
    const right = missed.filter((one) => !one).length;
    io.out(`${right} of ${counted(all.length, 'conversation')} ended as they should.`);
    return right < least ? 2 : 0;
  },
});

/** So many at a time; what came of each, in their order. `done` counts those that are over. */
async function inTurn<T, R>(all: T[], atOnce: number, work: (one: T, done: () => number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...all.entries()];
  let over = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1], () => ++over);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function readScripts(file: string): Script[] {
  try {
    return scripts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    throw new Misconfigured(`${file}: ${issue ? `${issue.path.join('.')}: ${issue.message}` : messageOf(error)}`);
  }
}

type Sent = { method?: string; token?: string; body?: object };

/** Asks again when it was asked to wait: many visitors come from one address here. */
async function call<T>(url: string, { method = 'GET', token, body }: Sent): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.status === 429) {
    await sleep(1_000 * Number(response.headers.get('retry-after') ?? 5));
    return call(url, { method, ...(token && { token }), ...(body && { body }) });
  }
  if (!response.ok) throw new Misconfigured(`${method} ${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** What the visitor sees in the end, of what came after the last thing they did. */
async function play(url: string, { locale = 'en', says }: Script): Promise<Shown | string> {
  const opened = await call<{ conversation: { id: string }; token: string }>(`${url}/v1/conversations`, {
    method: 'POST',
    body: { locale },
  });
  const at = `${url}/v1/conversations/${opened.conversation.id}`;
  const { token } = opened;
  const post = (path: string, body: object) => call(`${at}/${path}`, { method: 'POST', token, body });
  let shown = await look(at, token);
  for (const said of says) {
    const before = shown.seq;
    if (typeof said === 'string') await post('messages', { clientId: randomUUID(), text: said });
    else if ('handoff' in said) await post('handoff', {});
    else {
      const choice = choiceOf(shown.events, said.press);
      if (!choice) return `there is no button "${said.press}"`;
      await post('messages', { clientId: randomUUID(), text: said.press, choice });
    }
    shown = await settled(at, token, before);
    if (said === says.at(-1)) return { state: shown.state, events: shown.events.filter(({ seq }) => seq > before) };
  }
  return shown;
}

type Looked = Shown & { seq: number };

async function look(at: string, token: string): Promise<Looked> {
  const { conversation, events } = await call<{ conversation: { state: string; seq: number }; events: Event[] }>(at, {
    token,
  });
  return { state: conversation.state, seq: conversation.seq, events };
}

const LOOK_MS = 150;
/** What the bot leaves alone shows in nothing: after so many looks without a word it is taken for that. */
const PATIENCE = 40;
/** More may follow: an answer, and a move. */
const QUIET = 6;

async function settled(at: string, token: string, before: number): Promise<Looked> {
  let shown = await look(at, token);
  for (let looks = 0, quiet = 0; looks < PATIENCE; looks++) {
    await sleep(LOOK_MS);
    const next = await look(at, token);
    quiet = next.seq === shown.seq ? quiet + 1 : 0;
    shown = next;
    const came = shown.events.some(({ seq, role, type }) => seq > before && (role === 'bot' || type === 'move'));
    if (came && quiet >= QUIET) break;
  }
  return shown;
}

function choiceOf(events: Event[], label: string): { seq: number; index: number } | undefined {
  const offered = events.findLast(({ suggestions }) => suggestions?.some((one) => one.label === label));
  const index = offered?.suggestions?.findIndex((one) => one.label === label) ?? -1;
  return offered && index >= 0 ? { seq: offered.seq, index } : undefined;
}

/** What is missing from what was wanted, in a sentence; undefined where nothing is. */
export function missedOf({ want }: Pick<Script, 'want'>, shown: Shown | string): string | undefined {
  if (typeof shown === 'string') return shown;
  const last = shown.events.findLast(({ type, role }) => type === 'message' && role === 'bot');
  const cited = (last?.citations ?? []).map(({ title }) => title);
  const offered = (last?.suggestions ?? []).map(({ label }) => label);
  const [first = ''] = cited;
  const kept =
    (!want.answers || want.answers.includes(first)) &&
    (!want.cites || want.cites.every((title) => cited.includes(title))) &&
    (!want.offers || want.offers.some((title) => title === first || offered.includes(title))) &&
    (!want.state || want.state === shown.state) &&
    !(want.silent && last);
  if (kept) return undefined;
  const said = cited.length ? `answers ${cited.join(' + ')}` : `says "${last?.text?.slice(0, 80) ?? 'nothing'}"`;
  return `wanted ${JSON.stringify(want)}; it is ${shown.state}, and the bot ${offered.length ? `offers ${offered.join(' | ')}` : said}`;
}
