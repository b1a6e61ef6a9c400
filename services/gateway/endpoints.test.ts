/** What an endpoint's definition promises holds for its handler: the rest does not compile. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { on } from './endpoints.js';
import { anyone } from './roles.js';

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
