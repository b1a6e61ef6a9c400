// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { InboxSettings } from '../../../services/wire/inboxes.js';
import { HttpError } from '../../shared/http.js';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import { changes, lines, refusals } from '../shared/settings.js';
import { byLanguage, shares, spoken } from './draft.js';
import { FdInbox } from './editor.js';
import { FdInboxes } from './section.js';

const inbox: InboxSettings = {
  ...{ slug: 'shop', name: 'Shop', greeting: { en: 'Hello.', de: 'Hallo.' }, locale: 'en', accent: null, origins: [] },
  ...{ hours: null, preChat: null, proactive: [], theme: null, verifiedOnly: false },
  ...{
    routing: 'balanced',
    accept: true,
    acceptSeconds: 30,
    replySeconds: null,
    skills: [],
    remindSeconds: null,
    remindTo: [],
  },
  ...{ botHelps: true, sensitive: [], autoResolve: true, idleMinutes: 60 },
};
const reply = { inbox, availability: { people: 'away' }, mail: false };

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe('a change', () => {
  test('sends what differs and nothing else', () => {
    expect(changes(inbox, structuredClone(inbox))).toEqual({});
    expect(changes(inbox, { ...inbox, name: 'New', greeting: null })).toEqual({ name: 'New', greeting: null });
  });

  test('of texts goes from one to several languages', () => {
    expect(byLanguage('Hello.', 'en')).toEqual({ en: 'Hello.' });
    expect([spoken({ de: 'Hallo.', en: 'Hello.' }, 'en'), spoken({ de: 'Hallo.' }, 'fr'), spoken(null, 'en')]).toEqual([
      'Hello.',
      'Hallo.',
      '',
    ]);
    expect(lines(' /a \n\n/b\n/a')).toEqual(['/a', '/b']);
    expect(refusals(new HttpError(400, 'invalid', 'name: must not be empty; accent: a colour'))).toEqual([
      'name: must not be empty',
      'accent: a colour',
    ]);
  });

  test('of hours is drawn as the part of the day that it is', () => {
    expect(shares([['06:00', '12:00']])).toEqual([{ start: 25, width: 25 }]);
    expect(shares([['18:00', '02:00']])).toEqual([{ start: 75, width: 25 }]);
    expect(shares([['12:00', '24:00']])).toEqual([{ start: 50, width: 50 }]);
    expect(shares([['', '12:00']])).toEqual([]);
  });
});

const editor = async (slug: string) => {
  const element = new FdInbox();
  element.slug = slug;
  const { settle } = await opened(element);
  const find = <E extends HTMLElement>(selector: string) => element.renderRoot.querySelector<E>(selector) as E;
  const type = async (selector: string, value: string, event = 'input') => {
    find<HTMLInputElement>(selector).value = value;
    find(selector).dispatchEvent(new Event(event));
    await settle();
  };
  const press = async (text: string) => {
    const buttons = [...element.renderRoot.querySelectorAll('button')];
    buttons.find((button) => (button.getAttribute('aria-label') ?? button.textContent)?.trim() === text)?.click();
    await settle();
  };
  const save = async () => {
    find('form').dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
  };
  return { find, type, press, save, settle };
};

test('an inbox is changed field by field, and what is refused stays as it was typed', async () => {
  const asked = server({
    'GET inboxes/shop/settings': { body: reply },
    'PUT inboxes/shop/settings': [
      refusedWith(400, 'invalid', 'accent: a colour such as #1f5f57; name: must not be empty'),
      { body: { ...reply, inbox: { ...inbox, name: 'New shop' } } },
    ],
  });
  const { find, type, save } = await editor('shop');
  expect(find<HTMLButtonElement>('.primary').disabled).toBe(true);
  await type('#name', 'New shop');
  await type('#accent', 'teal', 'change');
  await save();
  expect([...find('.trouble').querySelectorAll('li')].map((li) => li.textContent)).toEqual([
    'accent: a colour such as #1f5f57',
    'name: must not be empty',
  ]);
  expect(find<HTMLInputElement>('#name').value).toBe('New shop');
  await type('#accent', '', 'change');
  await save();
  expect(asked.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
    { name: 'New shop', accent: 'teal' },
    { name: 'New shop' },
  ]);
  expect(find('.said').textContent).toContain('Saved');
});

test('hours, a form and a sentence are made by pressing buttons', async () => {
  const asked = server({
    'GET inboxes/shop/settings': { body: reply },
    'PUT inboxes/shop/settings': { body: reply },
  });
  const { find, type, press, save, settle } = await editor('shop');
  find('#hours ~ .tick input').click();
  await settle();
  await press('Remove hours, Friday');
  await press('Add hours, Saturday');
  await press('Add a holiday');
  await type('.holiday input[type=date]', '2026-12-25', 'change');
  await type('#zone', 'Europe/Berlin', 'change');
  await type('#when', 'before_person', 'change');
  await press('Add a field');
  await press('Add a sentence');
  await type('#text-0', 'Can we help?');
  await save();
  const office = [['09:00', '17:00']];
  expect(asked.at(-1)?.body).toEqual({
    hours: {
      timeZone: 'Europe/Berlin',
      weekly: { mon: office, tue: office, wed: office, thu: office, fri: [], sat: office },
      holidays: [{ date: '2026-12-25' }],
    },
    preChat: {
      when: 'before_person',
      fields: [
        { key: 'email', required: false, type: 'email' },
        { key: 'name', required: false, type: 'text' },
      ],
    },
    proactive: [{ pages: ['*'], afterSeconds: 20, text: 'Can we help?', once: 'visitor' }],
  });
});

test('what the bot does by itself is set, topics for people one a line', async () => {
  const asked = server({
    'GET inboxes/shop/settings': { body: reply },
    'PUT inboxes/shop/settings': { body: reply },
  });
  const { find, type, save, settle } = await editor('shop');
  await type('#sensitive', ' lawyer \n\ndata breach', 'change');
  await type('#idle-minutes', '90', 'change');
  expect(find<HTMLInputElement>('#idle-minutes').disabled).toBe(false);
  for (const tick of ['#bot-helps', '#auto-resolve']) find(tick).click();
  await settle();
  expect(find<HTMLInputElement>('#idle-minutes').disabled).toBe(true);
  await save();
  expect(asked.at(-1)?.body).toEqual({
    botHelps: false,
    sensitive: ['lawyer', 'data breach'],
    autoResolve: false,
    idleMinutes: 90,
  });
});

test('whom a conversation goes to is chosen, and what does not apply cannot be set', async () => {
  const asked = server({
    'GET inboxes/shop/settings': { body: reply },
    'PUT inboxes/shop/settings': { body: reply },
  });
  const { find, type, save } = await editor('shop');
  expect(find<HTMLInputElement>('#accept').disabled).toBe(false);
  await type('#routing', 'manual', 'change');
  expect([find<HTMLInputElement>('#accept').disabled, find<HTMLInputElement>('#accept-seconds').disabled]).toEqual([
    true,
    true,
  ]);
  expect(find('#routing-hint').textContent).toContain('until somebody takes it');
  await type('#routing', 'broadcast', 'change');
  expect([find<HTMLInputElement>('#accept').checked, find<HTMLInputElement>('#accept-seconds').disabled]).toEqual([
    true,
    false,
  ]);
  await type('#accept-seconds', '45', 'change');
  await type('#reply-seconds', '600', 'change');
  await type('#skills', ' billing \n\nreturns', 'change');
  await save();
  expect(asked.at(-1)?.body).toEqual({
    ...{ routing: 'broadcast', acceptSeconds: 45, replySeconds: 600, skills: ['billing', 'returns'] },
  });
});

test('a new inbox is made, and its own page opens', async () => {
  const made = { ...inbox, slug: 'new', name: 'New' };
  const asked = server({ 'POST inboxes': { status: 201, body: { ...reply, inbox: made } } });
  const { type, save } = await editor('+');
  await type('#slug', 'new');
  await type('#name', 'New');
  await save();
  expect(asked.map(({ method, body }) => [method, body])).toEqual([['POST', { slug: 'new', name: 'New' }]]);
  expect(location.hash).toBe('#/inboxes/new');
});

test('the list tells how it is right now, or that it could not be loaded', async () => {
  const row = { ...{ slug: 'shop', name: 'Shop', locale: 'en', accent: null, origins: [], hasHours: true } };
  const nextOpen = '2026-11-24T08:00:00.000Z';
  const availability = { people: 'closed', nextOpen, timeZone: 'Europe/Berlin' };
  server({ 'GET inboxes': [{ status: 500 }, { body: { inboxes: [{ ...row, availability }] } }] });
  const element = new FdInboxes();
  const { settle } = await opened(element);
  expect(element.renderRoot.querySelector('[role=alert]')?.textContent).toContain('could not load');
  element.renderRoot.querySelector<HTMLButtonElement>('[role=alert] button')?.click();
  await settle();
  expect(element.renderRoot.querySelector('tbody')?.textContent).toMatch(/Shop.*Closed until Tue.*9:00/s);
});
