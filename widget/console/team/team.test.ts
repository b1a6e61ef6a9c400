// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import type { Member } from '../../../services/wire/team.js';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import type { FdConfirm } from '../shared/confirm.js';
import { FdMember } from './member.js';
import { FdTeam } from './section.js';

const lena: Member = {
  ...{ id: 'a1', email: 'lena@shop.example', name: 'Lena', role: 'agent', capacity: 5, languages: ['de'], skills: [] },
  ...{ inboxes: [{ inbox: 'shop', capacity: null }], active: true, available: true, present: true, load: 2 },
};
const sara: Member = { ...lena, id: 'a2', name: 'Sara', role: 'content', available: false, present: false };
const left: Member = { ...lena, id: 'a3', name: 'Gus', active: false, inboxes: [] };
const inboxes = [
  { slug: 'default', name: 'Support' },
  { slug: 'shop', name: 'Shop' },
];

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test('the list says who is there, what they carry and what they work for; or that it could not be loaded', async () => {
  server({ 'GET team': [{ status: 500 }, { body: { members: [lena, sara, left], inboxes } }] });
  const { said, press, settle } = await opened(new FdTeam());
  expect(said()).toContain('could not load');
  await press('Try again');
  await settle();
  expect(said()).toMatch(/Lena.*Agent.*Takes conversations.*2 of 5.*Shop.*de.*any/);
  expect(said()).toMatch(/Sara.*Content.*Not here.*–/);
  expect(said()).toMatch(/Gus.*Account closed/);
});

const member = async (id: string, admin = true) => {
  const element = new FdMember();
  element.team = { members: [lena, sara, left], inboxes };
  element.member = id;
  element.admin = admin;
  const { settle, said } = await opened(element);
  const find = <E extends HTMLElement>(selector: string) => element.renderRoot.querySelector<E>(selector) as E;
  const put = async (selector: string, value: string | boolean, event = 'change') => {
    const field = find<HTMLInputElement>(selector);
    if (typeof value === 'boolean') field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event(event));
    await settle();
  };
  const save = async () => {
    find('form').dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
  };
  return { element, find, put, save, said, settle };
};

test('only what was changed is saved; what is refused stays as it was typed', async () => {
  const asked = server({
    'PUT team/a1': [refusedWith(400, 'invalid', 'skills.0: lower-case letters'), { body: { member: lena } }],
  });
  const { find, put, save, said } = await member('a1');
  expect(find<HTMLButtonElement>('.primary').disabled).toBe(true);
  await put('#capacity', '8');
  await put('#skills', 'All\n');
  await save();
  expect(said()).toContain('skills.0: lower-case letters');
  expect(find<HTMLTextAreaElement>('#skills').value).toBe('All');
  await put('#skills', 'all');
  await put('[data-capacity=shop]', '3');
  await put('[data-inbox=default]', true);
  await save();
  expect(asked.map(({ body }) => body)).toEqual([
    { capacity: 8, skills: ['All'] },
    {
      ...{ capacity: 8, skills: ['all'] },
      inboxes: [
        { inbox: 'shop', capacity: 3 },
        { inbox: 'default', capacity: null },
      ],
    },
  ]);
  expect(said()).toContain('Saved.');
});

test('an admin makes a new password, after being asked, and sees it once', async () => {
  const asked = server({
    'POST team/a1/password': [{ status: 500 }, { body: { member: lena, password: 'x-ray-kilo' } }],
  });
  const { element, find, said, settle } = await member('a1');
  const confirm = find<FdConfirm>('fd-confirm');
  const make = async (agree: boolean) => {
    find('button.link').click();
    await settle();
    await confirm.updateComplete;
    const root = confirm.renderRoot;
    if (agree) root.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    else root.querySelector<HTMLElement>('[autofocus]')?.click();
    await settle();
  };
  await make(false);
  expect(asked).toEqual([]);
  await make(true);
  expect(said()).toContain('not reach');
  await make(true);
  expect(find('.once').textContent).toContain('x-ray-kilo');
  expect(asked).toHaveLength(2);
  element.member = 'a2';
  await settle();
  expect(find('.once')).toBeNull();
  expect((await member('a1', false)).find('button.link')).toBeNull();
});

test('a manager gives no roles and closes no accounts; content people have no work to set', async () => {
  const { find } = await member('a1', false);
  expect([find<HTMLSelectElement>('#role').disabled, find<HTMLInputElement>('#active').disabled]).toEqual([true, true]);
  expect((await member('a2')).find('#capacity')).toBeNull();
  expect((await member('nobody')).said()).toContain('no such account');
});

test('a new account shows its password on its page, and only then', async () => {
  const made = { ...lena, id: 'a9', name: 'Nina' };
  const asked = server({ 'POST team': { status: 201, body: { member: made, password: 'once-only' } } });
  const { element, put, save, said, settle } = await member('+');
  await put('#email', ' nina@shop.example ', 'input');
  await put('#name', 'Nina', 'input');
  await put('#role', 'manager');
  await save();
  expect(asked[0]?.body).toEqual({ email: 'nina@shop.example', name: 'Nina', role: 'manager' });
  expect(location.hash).toBe('#/team/a9');
  element.member = 'a9';
  element.team = { members: [lena, made], inboxes };
  await settle();
  expect(said()).toContain('once-only');
  element.member = 'a1';
  await settle();
  expect(said()).not.toContain('once-only');
});
