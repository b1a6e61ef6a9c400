// @vitest-environment happy-dom
/** Asking for a copy by mail, and the head that all pages of the menu have. */

import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import en from '../../services/texts/en.json' with { type: 'json' };
import { apply, emptyView } from '../shared/transcript.js';
import { type Answer, json, refusal, settle, withNetwork } from '../testing/network.js';
import { Copy } from './copy.js';
import { ChatController } from './link/client.js';
import { openStore } from './link/store.js';
import { leave } from './page.js';

const network = withNetwork();
const says = en.widget;
let chat: ChatController;
beforeEach(() => {
  const host: ReactiveControllerHost = {
    ...{ addController: () => {}, removeController: () => {}, requestUpdate: () => {} },
    updateComplete: Promise.resolve(true),
  };
  const kept = JSON.stringify({ token: 't', conversationId: 'c' });
  const store = openStore('k', { getItem: () => kept, setItem: () => {} });
  chat = new ChatController(host, { server: 'https://a.example', inbox: 'i', store });
});
afterEach(() => document.body.replaceChildren());

async function screen(email?: string) {
  const copy = new Copy();
  copy.chat = chat;
  copy.view = email
    ? apply(emptyView(), { kind: 'log', event: { seq: 1, type: 'contact', contact: { email }, createdAt: '' } })
    : emptyView();
  document.body.append(copy);
  await copy.updateComplete;
  const find = (what: string) => copy.renderRoot.querySelector(what);
  return {
    copy,
    find,
    text: (what: string) => find(what)?.textContent?.trim(),
    input: () => find('input') as HTMLInputElement,
    focused: () => (copy.renderRoot as ShadowRoot).activeElement,
    async submit(value: string) {
      (find('input') as HTMLInputElement).value = value;
      const event = new Event('submit', { cancelable: true });
      find('form')?.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(true);
      await settle();
      await copy.updateComplete;
    },
  };
}

test('begins with the address that they gave, and the focus in it', async () => {
  const { input, focused, find, text } = await screen('a@b.cd');
  expect([input().value, focused(), input().getAttribute('aria-invalid')]).toEqual(['a@b.cd', input(), 'false']);
  expect([text('h3'), text('[role=alert]'), find('button.do')?.hasAttribute('disabled')]).toEqual([
    says.mailCopy,
    '',
    false,
  ]);
  expect((await screen()).input().value).toBe('');
});

test('what is no address is said at once, and nobody is asked', async () => {
  const { submit, text, input, focused } = await screen();
  await submit('ana@');
  expect([text('[role=alert]'), input().getAttribute('aria-invalid'), network.calls]).toEqual([
    says.emailBad,
    'true',
    [],
  ]);
  expect(focused()).toBe(input());
});

test('is sent once, said, and the focus goes where it is read', async () => {
  let give: (answer: Answer) => void = () => {};
  network.answer = () => new Promise((resolve) => (give = resolve));
  const { submit, text, find, focused, copy } = await screen();
  await submit(' ana@example.com ');
  expect(find('button.do')?.hasAttribute('disabled')).toBe(true);
  give(json(200, {}));
  await settle();
  await copy.updateComplete;
  expect(network.calls.map(({ url, body }) => [url, body])).toEqual([
    ['https://a.example/v1/conversations/c/transcript', { email: 'ana@example.com' }],
  ]);
  expect([text('[role=status]'), find('form')]).toEqual([says.mailDone.replace('{email}', 'ana@example.com'), null]);
  expect(focused()).toBe(find('h3'));
});

test.each([
  [409, 'too_many', says.mailMany],
  [400, 'invalid', says.emailBad],
  [403, 'something else', says.problem],
])('refused with %s %s it says so here, and can be sent again', async (status, code, words) => {
  network.answer = () => refusal(status, code);
  const { submit, text, find } = await screen();
  await submit('ana@example.com');
  expect([text('[role=alert]'), find('button.do')?.hasAttribute('disabled'), chat.problem]).toEqual([
    words,
    false,
    undefined,
  ]);
  network.answer = () => json(200, {});
  await submit('ana@example.com');
  expect(find('form')).toBeNull();
});

test('the way back closes the page; who goes on by writing says so', async () => {
  const { copy, find } = await screen();
  const heard: [string, boolean, boolean][] = [];
  for (const name of ['fd-page', 'fd-write'])
    document.body.addEventListener(name, ({ type, bubbles, composed }) => heard.push([type, bubbles, composed]), {
      once: true,
    });
  const back = find('.back') as HTMLButtonElement;
  expect(back.getAttribute('aria-label')).toBe(says.pastBack);
  back.click();
  leave(copy, true);
  expect(heard).toEqual([
    ['fd-page', true, true],
    ['fd-write', true, true],
  ]);
});
