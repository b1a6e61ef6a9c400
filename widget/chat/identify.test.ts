// @vitest-environment happy-dom
/** Signing in and out, with the whole chat in each of two tabs of one browser. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event as LogEvent } from '../../services/wire/conversation.js';
import { type Call, json, pass, refusal, settle, withNetwork } from '../testing/network.js';
import { type Host, mount, type Shell } from './host.js';
import { loadLink } from './link/later.js';
import { type Kept, storeKey } from './link/store.js';
import type { FrontdeskPanel } from './panel.js';
import './panel.js';

const server = 'https://a.example';
const key = storeKey(server, 'i');
const network = withNetwork();
beforeEach(async () => {
  localStorage.clear();
  // Code that comes later is there: what loads it takes real time, which the clock here knows nothing of.
  await Promise.all([loadLink(), import('./identify.js')]);
});
afterEach(async () => {
  document.body.replaceChildren();
  await settle();
});

/** A signed token, as far as the browser looks into it. */
const signed = (sub: string) =>
  `h.${btoa(JSON.stringify({ sub })).replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_')}.s`;
const stored = (): Kept => JSON.parse(localStorage.getItem(key) ?? '{}');
const keep = (kept: Kept) => localStorage.setItem(key, JSON.stringify(kept));
const createdAt = '2026-01-01T11:00:00.000Z';
const mine: LogEvent = { seq: 1, type: 'message', role: 'visitor', clientId: 'a', text: 'my secret', createdAt };
const conversation = {
  id: 'c',
  state: 'bot',
  seq: 1,
  ownerEpoch: 1,
  inbox: 'i',
  locale: 'en',
  createdAt,
  updatedAt: createdAt,
};
const isIdentity = ({ url }: Call) => url.endsWith('/v1/identity');
const asked = () => network.calls.filter(isIdentity);

function serving(identify: (call: Call) => Response = () => json(200, { joined: true })) {
  network.answer = (call) => {
    if (isIdentity(call)) return identify(call);
    if (call.url.endsWith('/events')) return network.line(call);
    if (call.method === 'GET' && call.url.includes('/conversations/'))
      return json(200, { conversation, events: [mine], cursor: 'e.1' });
    return 'never';
  };
}

type Tab = { host: Host; shell: Shell; panel: () => FrontdeskPanel; errors: string[] };
async function tab(): Promise<Tab> {
  const element = document.createElement('div');
  const button = document.createElement('button');
  button.innerHTML = '<svg><path d=""></path></svg>';
  const root = element.attachShadow({ mode: 'open' });
  root.append(button);
  const shell: Shell = Object.assign(element, {
    ...{ root, button, calls: [], key, server, inbox: 'i', locale: 'en', opened: false, focusing: false },
    close: () => {},
  });
  document.body.append(element);
  const errors: string[] = [];
  element.addEventListener('frontdesk:error', (event) => {
    if (event instanceof CustomEvent) errors.push(event.detail.code);
  });
  const host = mount(shell);
  await pass(0);
  return { host, shell, errors, panel: () => root.querySelector('frontdesk-panel') as FrontdeskPanel };
}
const call = async ({ host }: Tab, name: string, ...args: unknown[]) => {
  host.call(name, args);
  await pass(0);
};
const shown = ({ panel }: Tab) => panel().chat?.view.events.map(({ text }) => text);
/** What a browser tells the other tabs. */
const others = async () => {
  window.dispatchEvent(new Event('storage'));
  await pass(0);
};
const signedIn: Kept = {
  token: 't',
  conversationId: 'c',
  sub: 'ana',
  readSeq: 1,
  sound: true,
  heard: ['r'],
  quiet: true,
};

describe('two tabs, and one signs out', () => {
  test.each([
    ['identify', null],
    ['identify', undefined],
    ['identify', ''],
    ['reset', undefined],
  ])('by %s(%s): neither keeps the conversation, and no token of it', async (name, arg) => {
    serving();
    keep(signedIn);
    const [one, other] = [await tab(), await tab()];
    expect([shown(one), shown(other)]).toEqual([['my secret'], ['my secret']]);
    await call(one, name, arg);
    await others();
    expect(stored()).toEqual({ sound: true, heard: ['r'], quiet: true });
    for (const { panel } of [one, other]) {
      const { chat } = panel();
      expect([chat?.view.events, chat?.view.conversation, chat?.status]).toEqual([[], undefined, 'closed']);
    }
    expect(network.lines.every((line) => line.cut())).toBe(true);
    const before = network.calls.length;
    window.dispatchEvent(new Event('online'));
    await pass(0);
    expect(network.calls).toHaveLength(before);
  });

  test('whoever was only a visitor stays one', async () => {
    serving();
    keep({ ...signedIn, sub: undefined });
    const one = await tab();
    await call(one, 'identify', null);
    await others();
    expect([shown(one), stored().token]).toEqual([['my secret'], 't']);
  });

  test('they are vouched for no longer', async () => {
    serving();
    keep({});
    const one = await tab();
    await call(one, 'identify', signed('ana'));
    expect(one.panel().identity).toBe(signed('ana'));
    await call(one, 'identify', null);
    expect(one.panel().identity).toBeUndefined();
    await call(one, 'identify', signed('ana'));
    await call(one, 'reset');
    expect(one.panel().identity).toBeUndefined();
  });
});

describe('signing in', () => {
  test('joins what the visitor has here, and what could not be said is said', async () => {
    serving(() => json(200, { joined: true, token: 'new' }));
    keep({
      token: 't',
      conversationId: 'c',
      outbox: [{ clientId: 'b', text: 'x', at: 0, status: 'failed', to: 'c', refused: true }],
    });
    const one = await tab();
    await call(one, 'identify', signed('ana'));
    expect(asked().map(({ body, headers }) => [body, headers.get('authorization')])).toEqual([
      [{ identity: signed('ana'), inbox: 'i' }, 'Bearer t'],
    ]);
    expect(stored()).toMatchObject({ token: 'new', conversationId: 'c', sub: 'ana' });
    expect(stored().outbox?.map(({ text, refused }) => [text, refused])).toEqual([['x', undefined]]);
    expect(shown(one)).toEqual(['my secret']);
  });

  test('keeps the token where the server gives no other', async () => {
    serving();
    keep({ token: 't', conversationId: 'c' });
    await call(await tab(), 'identify', signed('ana'));
    expect(stored()).toMatchObject({ token: 't', sub: 'ana' });
  });

  test('goes on where they were on another device, unless they are somewhere already', async () => {
    serving(() => json(200, { joined: true, token: 'new', conversationId: 'c' }));
    const one = await tab();
    await call(one, 'identify', signed('ana'));
    expect([stored().conversationId, shown(one)]).toEqual(['c', ['my secret']]);
    keep({ token: 't', conversationId: 'here' });
    const other = await tab();
    await call(other, 'identify', signed('ana'));
    expect(stored().conversationId).toBe('here');
  });

  test('what belongs to somebody else is not taken along, except what was not sent yet', async () => {
    serving(() => json(200, { joined: false, token: 'new', conversationId: 'theirs' }));
    const outbox = [{ clientId: 'b', text: 'x', at: 0, status: 'sending' as const, to: 'c' }];
    keep({ ...signedIn, sub: undefined, form: { answers: {} }, outbox });
    await call(await tab(), 'identify', signed('ana'));
    const { conversationId, form, sound, sub, token } = stored();
    expect([conversationId, form, sound, sub, token]).toEqual(['theirs', undefined, true, 'ana', 'new']);
    expect(stored().outbox?.map(({ text }) => text)).toEqual(['x']);
  });

  test('of somebody who had no token keeps what they filled in, joined or not', async () => {
    serving(() => json(200, { joined: false, token: 'new' }));
    keep({ form: { answers: { name: 'Ana' } } });
    await call(await tab(), 'identify', signed('ana'));
    expect(stored().form).toEqual({ answers: { name: 'Ana' } });
  });

  test('as whom they are already asks nobody', async () => {
    serving();
    keep(signedIn);
    const one = await tab();
    await call(one, 'identify', signed('ana'));
    expect([asked().length, shown(one), one.panel().identity]).toEqual([0, ['my secret'], signed('ana')]);
    keep({ sub: 'ana' });
    await call(one, 'identify', signed('ana'));
    expect(asked()).toHaveLength(1);
  });

  test('as another person: nothing of the first is there before the server has answered', async () => {
    let seen: Kept = {};
    serving(() => {
      seen = stored();
      return json(200, { joined: true, token: 'u' });
    });
    keep(signedIn);
    const [one, other] = [await tab(), await tab()];
    await call(one, 'identify', signed('ben'));
    await others();
    expect(seen).toEqual({ sound: true, heard: ['r'], quiet: true });
    expect(asked().map(({ body }) => body.identity)).toEqual([signed('ben')]);
    expect(stored()).toMatchObject({ sub: 'ben', token: 'u' });
    expect([shown(one), shown(other)]).toEqual([[], []]);
  });

  test('with a token here that means nothing any more is tried without it', async () => {
    serving(({ headers }) =>
      headers.has('authorization') ? refusal(401, 'unauthenticated') : json(200, { joined: false, token: 'new' }),
    );
    keep({ token: 'old', conversationId: 'c' });
    await call(await tab(), 'identify', signed('ana'));
    expect(asked().map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer old', null]);
    expect([stored().token, stored().conversationId]).toEqual(['new', undefined]);
  });

  test.each([
    ['identity_invalid', 401],
    ['too_many', 429],
  ])('refused with %s changes nothing, and the page hears of it', async (code, status) => {
    serving(() => refusal(status, code));
    keep({ token: 't', conversationId: 'c' });
    const one = await tab();
    await call(one, 'identify', signed('ana'));
    expect([one.errors, asked().length, stored()]).toEqual([[code], 1, { token: 't', conversationId: 'c' }]);
  });

  test.each(['no token', 'a.b.c', `a.${btoa('{')}.c`])(
    'with what is no signed token (%s) is told to the page',
    async (token) => {
      serving();
      const one = await tab();
      await call(one, 'identify', token);
      expect([one.errors, asked()]).toEqual([['identity_invalid'], []]);
    },
  );

  test('reads any letters of a subject', async () => {
    serving();
    const sub = 'ünï~~~???>>>';
    const bytes = String.fromCharCode(...new TextEncoder().encode(JSON.stringify({ sub })));
    const token = `h.${btoa(bytes).replace(/=/g, '').replace(/\+/g, '-').replace(/\//g, '_')}.s`;
    await call(await tab(), 'identify', token);
    expect(stored().sub).toBe(sub);
  });
});
