// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import type { RetentionReply } from '../../../services/wire/operations.js';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import { FdRetention } from './retention.js';

const reply: RetentionReply = {
  policy: { conversationDays: null, fileDays: null, auditDays: 400 },
  run: {
    beganAt: '2026-03-01T09:00:00.000Z',
    endedAt: '2026-03-01T09:01:00.000Z',
    counts: { conversations: 3, files: 2, bytes: 1_500_000 },
  },
};
const preview = {
  conversations: 12,
  files: 4,
  bytes: 2_000,
  visitors: 9,
  auditRows: 0,
  oldest: '2026-01-01T09:00:00.000Z',
};
const visitor = {
  id: 'v1-x',
  name: null,
  email: 'max@shop.example',
  provenEmail: null,
  conversations: 2,
  open: 1,
  lastAt: null,
};
const erased = { conversations: 2, events: 9, files: 0, bytes: 0, decisions: 1, mails: 0 };

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const page = async () => {
  const it = await opened(new FdRetention());
  const find = <E extends HTMLElement>(selector: string) => it.element.renderRoot.querySelector<E>(selector) as E;
  const type = async (selector: string, value: string) => {
    find<HTMLInputElement>(selector).value = value;
    find(selector).dispatchEvent(new Event('input'));
    await new Promise((resolve) => setTimeout(resolve, 450));
    await it.settle();
  };
  const submit = async (selector: string) => {
    find(selector).dispatchEvent(new Event('submit', { cancelable: true }));
    await it.settle();
  };
  return { ...it, find, type, submit };
};

test('says what a policy would erase before it is saved, and asks; empty keeps for ever', async () => {
  const asked = server({
    'GET retention': [{ status: 500 }, { body: reply }],
    'POST retention/preview': { body: preview },
    'PUT retention': { body: { policy: { conversationDays: 365, fileDays: null, auditDays: 400 } } },
  });
  const { find, type, submit, said, press, dialog, agree } = await page();
  expect(said()).toContain('could not load');
  await press('Try again');
  expect(said()).toMatch(/Last round.*Conversations ?3.*Files ?2 \(1\.5 MB\)/);
  expect(find<HTMLInputElement>('#conversationDays').value).toBe('');
  expect(find<HTMLButtonElement>('.policy .primary').disabled).toBe(true);
  await type('#conversationDays', '365');
  expect(said()).toMatch(/Today this erases ?Conversations ?12/);
  await submit('.policy');
  expect(said(dialog() as HTMLElement)).toContain('Conversations: 12, Visitors: 9, Files: 4');
  expect(asked.some(({ method }) => method === 'PUT')).toBe(false);
  await agree();
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
    conversationDays: 365,
    fileDays: null,
    auditDays: 400,
  });
  expect(said()).toContain('It is carried out within minutes.');
});

test('days out of bounds are said beside the field, and neither asked about nor saved', async () => {
  const asked = server({ 'GET retention': { body: reply }, 'POST retention/preview': { body: preview } });
  const { find, type, said, submit } = await page();
  for (const [selector, value] of [
    ['#conversationDays', '29'],
    ['#fileDays', '0'],
    ['#auditDays', ''],
  ] as const)
    await type(selector, value);
  expect(said().match(/From 30 to 3650 days\./g)).toHaveLength(2);
  expect(said()).toContain('From 1 to 3650 days.');
  expect(find('#auditDays').getAttribute('aria-invalid')).toBe('true');
  await submit('.policy');
  expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST']);
});

test('a visitor is found by address, erased after a question, and what is gone is counted', async () => {
  const asked = server({
    'GET retention': { body: reply },
    'POST retention/preview': { body: preview },
    'POST visitors/find': [{ body: { visitors: [visitor] } }, { body: { visitors: [] } }],
    'POST visitors/v1-x/erase': [
      refusedWith(404, 'not_found', 'There is no such visitor (any more).'),
      { body: { visitorId: 'v1-x', erased } },
    ],
  });
  const { element, find, submit, said, press } = await page();
  find<HTMLInputElement>('#email').value = ' max@shop.example ';
  await submit('.find');
  expect(asked.find(({ path }) => path === 'visitors/find')?.body).toEqual({ email: 'max@shop.example' });
  expect(said()).toMatch(/max@shop\.example.*2, 1 of them open/);
  await press('Erase visitor');
  const asks = element.renderRoot.querySelector('fd-erase')?.renderRoot as ShadowRoot;
  expect(said(asks)).toMatch(/Erase max@shop\.example\?.*cannot be undone/);
  expect(asked.some(({ path }) => path.endsWith('/erase'))).toBe(false);
  await press('Erase for good', asks);
  expect(said(asks)).toContain('no such visitor');
  await press('Erase for good', asks);
  expect(said(asks)).toMatch(/is erased.*Conversations ?2.*Lines of their logs ?9/);
  expect(said()).not.toContain('max@shop.example');
  await submit('.find');
  expect(said()).toContain('Nobody has this address.');
});
