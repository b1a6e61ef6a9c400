/** What an endpoint's definition promises holds for its handler: the rest does not compile. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { INT_MAX } from '../wire/limits.js';
import { wellFormed } from '../wire/text.js';
import type { AnyRoute } from './endpoints.js';
import { on } from './endpoints.js';
import { anyone } from './roles.js';
import { table } from './table.js';

const replies = { 200: z.object({ at: z.string(), name: z.string().optional() }) };
const at = new Date(0);

test('a handler returns what the definition names', () => {
  const open = { summary: 'x', auth: 'none', replies } as const;
  const endpoints = [
    on('GET', '/x', open, async () => ({ at: at.toISOString() })),
    // @ts-expect-error a row's date is no text
    on('GET', '/x', open, async () => ({ at })),
    // @ts-expect-error a row's null is not left out
    on('GET', '/x', open, async () => ({ at: '', name: null })),
    // @ts-expect-error nothing, where a reply was promised
    on('GET', '/x', open, async () => {}),
    // @ts-expect-error a reply, where none was
    on('GET', '/x', { summary: 'x', auth: 'none', replies: { 204: null } }, async () => ({ at: '' })),
    on('GET', '/x', { ...open, produces: 'text/csv' }, async ({ res }) => void res.end('a,b')),
    // @ts-expect-error what is written as a file is not returned as well
    on('GET', '/x', { ...open, produces: 'text/csv' }, async () => ({ at: '' })),
  ];
  expect(endpoints.every(({ path }) => path === '/x')).toBe(true);
});

test('a handler is told what its guard found, and nothing else', () => {
  const staff = { summary: 'x', auth: 'agent', role: anyone, replies } as const;
  const endpoints = [
    on('GET', '/x', staff, async ({ agent, by }) => ({ at: agent.id, name: by.name })),
    // @ts-expect-error who is signed in is known behind that guard alone
    on('GET', '/x', { ...staff, auth: 'none', role: undefined }, async ({ agent }) => ({ at: agent.id })),
    // @ts-expect-error an agent's endpoint names its roles
    on('GET', '/x', { summary: 'x', auth: 'agent', replies }, async () => ({ at: '' })),
    // @ts-expect-error no such part in the path
    on('GET', '/x', staff, async ({ params }) => ({ at: params.key })),
    on('GET', '/x/:key/y', staff, async ({ params }) => ({ at: params.key })),
  ];
  expect(endpoints).toHaveLength(5);
});

type Part = { [key: string]: unknown };

/** Each text and each whole number of a schema, by its path. */
function* partsOf(schema: unknown, path: string): Generator<{ path: string; part: Part }> {
  if (typeof schema !== 'object' || schema === null) return;
  const part = schema as Part;
  if (part.type === 'string' || part.type === 'integer') yield { path, part };
  for (const [key, inside] of Object.entries(part)) yield* partsOf(inside, `${path}/${key}`);
}

test('no text comes in without an end, no whole number that a column cannot hold', () => {
  // Knowledge is measured by knowledge/check.ts as it is in files; that of a body ends with the body.
  const measuredLater = /\/(entry\/properties|entries\/items)|POST \/v1\/admin|files\/items\/.*\/(text|base64)$/;
  const open = (table as readonly AnyRoute[]).flatMap(({ method, path, definition: { body, query } }) =>
    [body, query].flatMap((schema) =>
      schema ? [...partsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), `${method} ${path} `)] : [],
    ),
  );
  expect(open.length).toBeGreaterThan(200);
  const endless = open.filter(({ part }) =>
    part.type === 'string'
      ? !('maxLength' in part || 'enum' in part || 'const' in part || 'pattern' in part || 'format' in part)
      : !('const' in part) && Number(part.maximum ?? Number.POSITIVE_INFINITY) > INT_MAX,
  );
  expect(endless.map(({ path }) => path).filter((path) => !measuredLater.test(path))).toEqual([]);
});

test.each<[string, unknown, unknown]>([
  ['half an emoji', { plan: 'Team 😀'.slice(0, 6) }, { plan: 'Team \ufffd' }],
  ['halves the wrong way round', ['\udc00\ud800'], ['\ufffd\ufffd']],
  ['a whole one', 'Team 😀', 'Team 😀'],
  ['a key', { 'a\ud83d': 1 }, { 'a\ufffd': 1 }],
  ['what is no text', { a: [1, null, true] }, { a: [1, null, true] }],
  [
    'a key that means something to JavaScript',
    JSON.parse('{"__proto__":"\ud83d"}'),
    JSON.parse('{"__proto__":"\ufffd"}'),
  ],
])('text comes in well-formed: %s', (_, given, taken) => {
  expect(JSON.stringify(wellFormed(given))).toBe(JSON.stringify(taken));
});

test.each([
  ['a NUL', { context: { plan: 'a\0' } }, 'context.plan: must not contain a NUL character'],
  ['a NUL in a key', { context: { 'a\0': 1 } }, 'context: must not contain a NUL character'],
  ['a nest without an end', JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), 'nested too deeply'],
])('it does not come in with %s', (_, given, why) => {
  expect(() => wellFormed(given)).toThrow(why);
});
