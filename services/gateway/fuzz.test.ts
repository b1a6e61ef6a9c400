/**
 * Every endpoint of the table, sent what its schema asks for and then everything that it does not: other types and
 * sizes, Unicode that is none, deep nests, keys twice, bytes that are no UTF-8. Nothing that is sent may answer 5xx.
 * An operator's endpoints have no door here: a data folder of one's own opens it. Short here; FUZZ_REQUESTS=20000 runs it long, and TEST_SEED repeats a run.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { random } from '../testing/random.js';
import { openVisitor, type Stack, signIn, startStack } from '../testing/stack.js';
import type { AnyRoute } from './endpoints.js';
import { table } from './table.js';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1_000);
const SEED = Number(process.env.TEST_SEED ?? randomInt(2 ** 31));
const AT_ONCE = 8;
/** A visitor may read twenty times a second: with several, what is sent is read and not only counted. */
const VISITORS = 24;
/** A stream and a long poll have said by then that they are well. */
const WAIT_MS = 1_500;

type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  prefixItems?: Schema[];
  format?: string;
  required?: string[];
};

const next = random(SEED);
const below = (n: number): number => Math.floor(next() * n);
const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
const chance = (p: number): boolean => next() < p;

const strings = [
  ...['', ' ', 'a', '0', '-1', 'null', 'true', '[]', 'default', 'UTC', 'en', 'Europe/Berlin', '2026-02-31', '1e999'],
  ...[
    '\0',
    'a\0b',
    '\ud83d',
    'Team \ud83d',
    '\udc00\ud800',
    '😀'.repeat(50),
    '\u202eabc',
    '\ufeff',
    '\uffff',
    'e\u0301',
  ],
  ...["'; drop table conversations; --", '%', '_%\\', '\\', '"', '$1', '{name}', '<b>', '../../etc/passwd', 'a,b\r\nc'],
  ...['US/Pacific-New', 'Asia/Calcutta', '+05:30', 'FOO+3', 'posixrules', 'en-aaa-bbb-ccc-ddd', 'x'.repeat(5_000)],
  ...['en-u-nu-arab', 'constructor', '__proto__', 'toString', '00000000-0000-0000-0000-000000000000', '999999999999'],
  ...[
    '9007199254740991',
    '2147483648',
    '1;2',
    '(?:',
    '(((((',
    '& | !',
    ':*',
    "'''",
    '2026-01-01T00:00:00Z',
    'a@b.example',
  ],
];
const values = [
  ...[null, true, false, 0, -1, 1, 2.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, [], {}, [[]], { a: null }],
  ...[JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"constructor": 1}'), nest(50), nest(3_000)],
];

function nest(depth: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < depth; i++) value = i % 2 ? { a: value } : [value];
  return value;
}

/** Ids that exist, gathered while it runs: what is sent to nothing goes no further than "not found". */
const ids: string[] = [];

/** What fits the schema, more or less: `wild` says how often it does not. */
function draw(schema: Schema | boolean | undefined, wild: number): unknown {
  if (chance(wild)) return chance(0.6) ? pick(strings) : pick(values);
  if (typeof schema !== 'object') return pick(strings);
  const one = schema.anyOf ?? schema.oneOf;
  if (one) return draw(pick(one), wild);
  if ('const' in schema) return schema.const;
  if (schema.enum) return pick(schema.enum);
  switch (schema.type) {
    case 'object':
      return drawObject(schema, wild);
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((item) => draw(item, wild));
      return Array.from({ length: below(4) }, () => draw(schema.items, wild));
    case 'integer':
    case 'number':
      return pick([0, 1, 2, 3, 10, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1]);
    case 'boolean':
      return chance(0.5);
    case 'null':
      return null;
    default:
      return drawText(schema);
  }
}

function drawObject({ properties = {}, required = [], additionalProperties }: Schema, wild: number): unknown {
  const named = Object.entries(properties).filter(([name]) => required.includes(name) || chance(0.4));
  const free = typeof additionalProperties === 'object' ? Array.from({ length: below(4) }, () => pick(strings)) : [];
  return Object.fromEntries([
    ...named.map(([name, schema]) => [name, draw(schema, wild)]),
    ...free.map((name) => [name, draw(additionalProperties, wild)]),
    ...(chance(wild / 2) ? [[pick(strings), pick(values)]] : []),
  ]);
}

function drawText({ format }: Schema): unknown {
  if (chance(0.3)) return pick(strings);
  if (format === 'uuid') return pick(ids);
  if (format === 'email') return `${below(50)}@fuzz.example`;
  if (format === 'date') return pick(['2026-01-01', '2026-02-28', '0001-01-01', '9999-12-31']);
  if (format === 'date-time') return pick(['2026-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z']);
  return pick([...strings, ...ids, 'default', 'orders', 'Where is my parcel?']);
}

const schemas = new Map<z.ZodType, Schema>();
function schemaOf(type: z.ZodType): Schema {
  const known = schemas.get(type) ?? (z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema);
  schemas.set(type, known);
  return known;
}

/** As an address holds it; halves of a pair and bytes that are no UTF-8 as whoever means it would write them. */
function escaped(text: unknown): string {
  if (chance(0.05)) return pick(['%ED%A0%80', '%00', '%ff', '%C3%28', '%', '%zz', '%E2%82']);
  const plain = typeof text === 'string' ? text : JSON.stringify(text);
  return encodeURIComponent(plain.toWellFormed()).slice(0, 6_000);
}

type Sent = { method: string; path: string; headers: Record<string, string>; body?: string | Buffer };

function drawRequest({ method, path: pattern, definition }: AnyRoute, as: Record<string, string>): Sent {
  const wild = pick([0, 0.05, 0.2]);
  let path = pattern.replace(/:(\w+)/g, () => (chance(0.7) ? pick(ids) : escaped(pick(strings))));
  if (definition.query || chance(0.1)) path += `?${drawQuery(definition.query, wild)}`;
  const headers = {
    ...as,
    ...(chance(0.03) && { 'last-event-id': pick(['', 'x.9', '1.99999999999', 'a'.repeat(200)]) }),
  };
  if (method === 'GET' || (!definition.body && !definition.consumes && chance(0.7))) return { method, path, headers };
  if (definition.consumes)
    return { method, path, headers: { ...headers, 'content-type': 'application/octet-stream' }, body: 'plain text' };
  const json = JSON.stringify(draw(definition.body && schemaOf(definition.body), wild)) ?? '';
  return {
    ...{ method, path },
    headers: { ...headers, 'content-type': chance(0.02) ? 'application/json; charset=utf-16' : 'application/json' },
    body: chance(0.05) ? broken(json) : json,
  };
}

function drawQuery(schema: z.ZodType | undefined, wild: number): string {
  const drawn = schema ? draw(schemaOf(schema), wild) : { q: pick(strings) };
  const pairs = Object.entries(drawn && typeof drawn === 'object' ? drawn : { q: drawn });
  if (chance(0.1)) pairs.push(...pairs);
  return pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&');
}

/** Cut, with a key twice, or with bytes that are no UTF-8. */
function broken(json: string): string | Buffer {
  const at = below(json.length + 1);
  return pick<() => string | Buffer>([
    () => json.slice(0, at),
    () => json.replace(/^\{"(\w+)":/, '{"$1":null,"$1":'),
    () =>
      Buffer.concat([
        Buffer.from(json.slice(0, at)),
        Buffer.from([0xed, 0xa0, 0x80, 0xff]),
        Buffer.from(json.slice(at)),
      ]),
    () => '['.repeat(20_000),
  ])();
}

let stack: Stack;
let visitors: Awaited<ReturnType<typeof openVisitor>>[];
let admin: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
  visitors = [];
  for (let i = 0; i < VISITORS; i++) visitors.push(await openVisitor(stack.url));
  await visitors[0]?.post('Where is my parcel?');
  admin = await signIn(stack, { role: 'admin' });
  ids.push(...visitors.slice(0, 5).map(({ id }) => id), admin.id);
});
afterAll(() => stack?.drop());

async function send({ method, path, headers, body }: Sent): Promise<{ status: number; text: string }> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), WAIT_MS);
  try {
    const response = await fetch(`${stack.url}${path}`, {
      ...{ method, headers, signal: abort.signal },
      ...(body !== undefined && { body: body as BodyInit }),
    });
    const { status } = response;
    if (status < 500) await response.body?.cancel();
    return { status, text: status < 500 ? '' : await response.text() };
  } catch (error) {
    // A poll that waits, as it was asked to.
    if (abort.signal.aborted) return { status: 0, text: '' };
    return { status: 599, text: String(error) };
  } finally {
    clearTimeout(timer);
  }
}

test(`${REQUESTS} requests to ${table.length} endpoints, and none answers 5xx (TEST_SEED=${SEED})`, {
  timeout: 60_000 + REQUESTS * 60,
}, async () => {
  console.log(`fuzz: TEST_SEED=${SEED}, ${REQUESTS} requests`);
  const routes = table as unknown as readonly AnyRoute[];
  const statuses = new Map<number, number>();
  const broke: string[] = [];
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, REQUESTS - sent) }, (_, i) => {
      // In turn first, so that a short run leaves none out.
      const route = routes[
        sent + i < 3 * routes.length ? (sent + i) % routes.length : below(routes.length)
      ] as AnyRoute;
      const { auth } = route.definition;
      const as = auth === 'agent' ? admin.headers : pick(visitors).headers;
      return { route, request: drawRequest(route, as) };
    });
    const answers = await Promise.all(batch.map(({ request }) => send(request)));
    for (const [i, { status, text }] of answers.entries()) {
      const { route, request } = batch[i] as (typeof batch)[number];
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // It says honestly that the other roles do not run here.
      if (status >= 500 && route.path !== '/readyz')
        broke.push(
          `${status} ${request.method} ${request.path.slice(0, 300)} ${String(request.body ?? '').slice(0, 600)} ${text}`,
        );
    }
    // They may have signed out, or taken their own rights.
    if (answers.some(({ status }) => status === 401 || status === 403)) {
      const me = await admin.call('GET', '/me');
      if (me.status !== 200) admin = await signIn(stack, { role: 'admin' });
    }
  }
  console.log(
    `fuzz: ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  );
  expect(broke).toEqual([]);
});
