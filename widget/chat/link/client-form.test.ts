import { expect, test } from 'vitest';
import type { PreChatForm } from '../../../services/wire/inboxes.js';
import { said, until, withPage } from '../../testing/page.js';
import { greet } from '../greet.js';
import type { ChatController } from './client.js';

const page = withPage();
const preChat = (when: PreChatForm['when']): PreChatForm => ({
  when,
  fields: [{ key: 'name', type: 'text', required: true }],
});
const opened = () => page.gateway.asked.filter(({ method, path }) => method === 'POST' && path === '/v1/conversations');
const form = { answers: { name: 'Ana' } };

/** A visitor who fills the form in when told to. */
function slowly() {
  let go: (on: boolean) => void = () => {};
  let asked = 0;
  page.ask = (chat) => {
    asked++;
    return new Promise((resolve) => {
      go = (on) => {
        if (on) chat.store.update((kept) => Object.assign(kept, { form }));
        resolve(on);
      };
    });
  };
  return { go: (on: boolean) => go(on), asked: () => asked };
}

test('the first message waits for the form, is not lost by a reload, and the answers open the conversation with it', async () => {
  page.gateway.config = { preChat: preChat('before_first_message') };
  const visitor = slowly();
  const before = page.visit();
  before.send('Where is my parcel?');
  before.send('It is late.');
  await until(() => visitor.asked() === 1);
  expect(before.view.outbox.map(({ text }) => text)).toEqual(['Where is my parcel?', 'It is late.']);
  expect(opened()).toEqual([]);
  page.leave(before);
  page.reload();

  const chat = page.visit();
  await until(() => visitor.asked() === 2);
  expect(opened()).toEqual([]);
  visitor.go(true);
  await until(() => said(chat).length === 2);
  expect(opened().map(({ body }) => body?.preChat)).toEqual([form]);
  // Once: neither the next message nor a person asks again.
  chat.send('Hello?');
  await chat.askHuman();
  await until(() => said(chat).includes('Hello?'));
  expect(visitor.asked()).toBe(2);
});

test('asking for a person waits for the form, or is taken back with it', async () => {
  page.gateway.config = { preChat: preChat('before_person') };
  const visitor = slowly();
  const chat = page.visit();
  chat.send('hello');
  await until(() => said(chat).length === 1);
  expect(visitor.asked()).toBe(0);
  const handoffs = () => page.gateway.asked.filter(({ path }) => path.endsWith('/handoff')).length;
  const first = chat.askHuman();
  await until(() => visitor.asked() === 1);
  visitor.go(false);
  expect(await first).toBe(false);
  expect(handoffs()).toBe(0);
  const second = chat.askHuman();
  await until(() => visitor.asked() === 2);
  visitor.go(true);
  expect(await second).toBe(true);
  expect(handoffs()).toBe(1);
});

test('a form that cannot be loaded, or settings that cannot be read, keep nobody from us', async () => {
  page.gateway.config = { preChat: preChat('before_first_message') };
  page.ask = 'cannot be loaded';
  const chat = page.visit();
  chat.send('hello');
  await until(() => said(chat).length === 1);
  page.leave(chat);
  page.store.update((kept) => Object.assign(kept, { token: undefined, conversationId: undefined }));
  page.gateway.fault = ({ path }) => (path === '/v1/widget-config' ? { status: 500 } : undefined);
  const other = page.visit();
  other.send('hello again');
  await until(() => said(other).includes('hello again'));
  expect(other.problem).toBeUndefined();
});

test('the greeting that was answered goes with the conversation', async () => {
  page.store.update((kept) => Object.assign(kept, { said: 'Questions about prices?' }));
  const chat: ChatController = page.visit();
  chat.send('Yes');
  await until(() => said(chat).length === 1);
  expect(opened()[0]?.body?.context).toEqual({ greeting: 'Questions about prices?' });
});

test('who is there is asked again after a minute, and quietly', async () => {
  const chat = page.visit();
  await chat.loadConfig();
  page.gateway.config = { name: 'Another' };
  await chat.loadConfig();
  expect(chat.config?.name).toBe('Kettle & Crane');
  const real = Date.now;
  Date.now = () => real() + 61_000;
  try {
    await chat.loadConfig();
    expect(chat.config?.name).toBe('Another');
    page.gateway.fault = () => ({ status: 500 });
    Date.now = () => real() + 130_000;
    await chat.loadConfig(true);
    expect([chat.config?.name, chat.problem]).toEqual(['Another', undefined]);
  } finally {
    Date.now = real;
  }
});

test.each([
  ['Hello {name}. Ask us anything.', 'Hello Ana. Ask us anything.', 'Hello. Ask us anything.'],
  ['Hello, {name}.', 'Hello, Ana.', 'Hello.'],
  ['{name}, can we help?', 'Ana, can we help?', 'can we help?'],
  ['مرحبًا، {name}.', 'مرحبًا، Ana.', 'مرحبًا.'],
  ['Hello.', 'Hello.', 'Hello.'],
])('%s greets by name where there is one', (text, named, plain) => {
  expect(greet(text, 'Ana')).toBe(named);
  expect(greet(text, undefined)).toBe(plain);
  expect(greet(text, '$&')).toBe(named.replace('Ana', () => '$&'));
});
