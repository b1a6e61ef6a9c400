/** What managers set for an inbox, and what a widget then gets to know of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, modes, openVisitor, type Stack, signIn, startStack } from '../../testing/stack.js';
import type { Event } from '../../wire/conversation.js';
import type { InboxesReply, InboxReply, WidgetConfig } from '../../wire/inboxes.js';

type Staff = Awaited<ReturnType<typeof signIn>>;

describe.each(modes().filter((mode) => mode !== 'redis'))('inboxes (%s)', (mode) => {
  let stack: Stack;
  let manager: Staff;
  beforeAll(async () => {
    stack = await startStack(mode, { roles: ['gateway'] });
    manager = await signIn(stack, { role: 'manager' });
  });
  afterAll(() => stack?.drop());
  beforeEach(() => set({ greeting: null, accent: null, hours: null, preChat: null, proactive: [], theme: null }));

  const set = (change: unknown, slug = 'default') =>
    manager.call<InboxReply>('PUT', `/inboxes/${slug}/settings`, change);
  const settings = async (slug = 'default') =>
    (await manager.call<InboxReply>('GET', `/inboxes/${slug}/settings`)).body.inbox;
  const widget = async (query = '') =>
    (await call<WidgetConfig>(stack.url, 'GET', `/v1/widget-config?inbox=default${query}`)).body;

  const weekly = { mon: [['09:00', '17:00']] };
  const hours = { timeZone: 'Europe/Berlin', weekly, holidays: [{ date: '2026-12-25', name: 'Christmas' }] };
  const form = {
    when: 'before_first_message',
    fields: [
      { key: 'name', required: true, type: 'text' },
      { key: 'email', required: false, type: 'email' },
      { key: 'order', label: { en: 'Order number', de: 'Bestellnummer' }, required: false, type: 'text' },
      { key: 'about', label: 'About', required: false, type: 'select', options: ['Delivery', 'Returns'] },
    ],
    consent: 'You may keep this.',
  };

  test('are set up by managers and admins alone', async () => {
    const [agent, content, admin] = await Promise.all(
      (['agent', 'content', 'admin'] as const).map((role) => signIn(stack, { role })),
    );
    for (const one of [agent, content] as Staff[]) {
      expect((await one.call('GET', '/inboxes')).status).toBe(403);
      expect((await one.call('GET', '/inboxes/default/settings')).status).toBe(403);
      expect((await one.call('PUT', '/inboxes/default/settings', { name: 'Mine' })).status).toBe(403);
      expect((await one.call('POST', '/inboxes', { slug: 'mine', name: 'Mine' })).status).toBe(403);
    }
    expect((await (admin as Staff).call('GET', '/inboxes')).status).toBe(200);
    expect((await settings()).name).toBe('Support');
  });

  test('are made once, with all that is set', async () => {
    const made = await manager.call<InboxReply>('POST', '/inboxes', { slug: 'shop', name: 'Shop', hours });
    expect(made).toMatchObject({ status: 201, body: { inbox: { slug: 'shop', name: 'Shop', hours, origins: [] } } });
    const again = await manager.call('POST', '/inboxes', { slug: 'shop', name: 'Other' });
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'inbox_taken' } } });
    // A name is needed, and what is wrong elsewhere leaves no half-made inbox.
    expect((await manager.call('POST', '/inboxes', { slug: 'half' })).status).toBe(400);
    expect((await manager.call('POST', '/inboxes', { slug: 'half', name: 'Half', accent: 'red' })).status).toBe(400);
    const { inboxes } = (await manager.call<InboxesReply>('GET', '/inboxes')).body;
    expect(inboxes.map(({ slug, hasHours }) => [slug, hasHours])).toEqual([
      ['default', false],
      ['shop', true],
    ]);
  });

  test('are changed by what is named and nothing else; null goes back', async () => {
    const change = {
      greeting: { en: 'Hello.', de: 'Hallo.' },
      accent: '#123456',
      origins: ['https://shop.example', 'http://localhost:3000'],
      hours,
      proactive: [{ pages: ['/pricing*'], afterSeconds: 5, text: 'Questions?', once: 'session' }],
      theme: { radius: 4 },
    };
    expect((await set(change)).body.inbox).toMatchObject({ ...change, name: 'Support', preChat: null });
    expect((await set({ greeting: 'Hi.' })).body.inbox).toMatchObject({ ...change, greeting: 'Hi.' });
    expect((await set({ hours: null, greeting: null })).body.inbox).toMatchObject({ hours: null, greeting: null });
    expect((await set({})).body.inbox.accent).toBe('#123456');
    expect((await set({ name: 'X' }, 'elsewhere')).status).toBe(404);
    expect((await manager.call('GET', '/inboxes/elsewhere/settings')).status).toBe(404);
  });

  test('say how their queue is handed out', async () => {
    expect(await settings()).toMatchObject({
      ...{ routing: 'balanced', accept: true, acceptSeconds: 30, replySeconds: null, skills: [] },
    });
    const queue = { routing: 'broadcast', accept: false, acceptSeconds: 45, replySeconds: 600, skills: ['billing'] };
    expect((await set(queue)).body.inbox).toMatchObject(queue);
    const rest = { routing: 'balanced', accept: true, acceptSeconds: 30, replySeconds: null, skills: [] };
    expect((await set(rest)).body.inbox).toMatchObject(rest);
  });

  test('say what the bot does by itself', async () => {
    const given = { botHelps: true, sensitive: [], autoResolve: true, idleMinutes: 60 };
    expect(await settings()).toMatchObject(given);
    const bot = { botHelps: false, sensitive: ['lawyer', 'data breach'], autoResolve: false, idleMinutes: 1_440 };
    expect((await set(bot)).body.inbox).toMatchObject(bot);
    expect((await set({ autoResolve: true })).body.inbox).toMatchObject({ ...bot, autoResolve: true });
    expect((await set(given)).body.inbox).toMatchObject(given);
  });

  test.each([
    [{ routing: 'random' }, 'routing'],
    [{ sensitive: ['...'] }, 'sensitive.0: a word or a phrase'],
    [{ sensitive: ['Lawyer', 'lawyer'] }, 'sensitive: each only once'],
    [{ idleMinutes: 0 }, 'idleMinutes'],
    [{ acceptSeconds: 4 }, 'acceptSeconds'],
    [{ acceptSeconds: null }, 'acceptSeconds'],
    [{ replySeconds: 0 }, 'replySeconds'],
    [{ skills: ['Billing questions'] }, 'skills.0'],
    [{ skills: ['billing', 'billing'] }, 'skills: each only once'],
    [{ origins: ['https://shop.example/'] }, 'origins.0: an origin such as https://www.example.com'],
    [{ origins: ['https://shop.example/path'] }, 'origins.0'],
    [{ origins: ['shop.example'] }, 'origins.0'],
    [{ origins: ['*'] }, 'origins.0'],
    [{ origins: ['https://a.example', 'https://a.example'] }, 'origins: each only once'],
    [{ accent: 'teal' }, 'accent: a colour such as #1f5f57'],
    [{ name: ' ' }, 'name: must not be empty'],
    [{ greeting: {} }, 'greeting'],
    [{ locale: 'English' }, 'locale: a language tag'],
    [{ hours: { timeZone: 'Mars/Olympus', weekly } }, 'hours.timeZone: no time zone: write one such as Europe/Berlin'],
    [{ hours: { timeZone: '+01:00', weekly } }, 'hours.timeZone'],
    [
      { hours: { timeZone: 'UTC', weekly: { mon: [['9:00', '17:00']] } } },
      'hours.weekly.mon.0.0: a time such as 09:00',
    ],
    [{ hours: { timeZone: 'UTC', weekly: { mon: [['09:00', '25:00']] } } }, 'hours.weekly.mon.0.1'],
    [{ hours: { timeZone: 'UTC', weekly: { mon: [['09:00', '09:00']] } } }, 'hours.weekly.mon.0: must begin before'],
    [
      {
        hours: {
          timeZone: 'UTC',
          weekly: {
            tue: [
              ['09:00', '12:00'],
              ['11:00', '17:00'],
            ],
          },
        },
      },
      'hours.weekly.tue.1: must begin after 09:00-12:00 has ended',
    ],
    [{ hours: { timeZone: 'UTC', weekly: { funday: [] } } }, 'funday'],
    [{ hours: { timeZone: 'UTC', weekly: {}, holidays: [{ date: '2026-02-30' }] } }, 'hours.holidays.0.date'],
    [
      { hours: { timeZone: 'UTC', weekly: {}, holidays: [{ date: '2026-02-03' }, { date: '2026-02-03' }] } },
      'hours.holidays.1.date: 2026-02-03 is in the list already',
    ],
    [{ preChat: { when: 'always', fields: [] } }, 'preChat.when'],
    [{ preChat: { when: 'before_person', fields: [] } }, 'preChat.fields: at least one field'],
    [
      { preChat: { when: 'before_person', fields: [{ key: 'order', required: true, type: 'text' }] } },
      'preChat.fields.0.label: "order" needs a label',
    ],
    [
      { preChat: { when: 'before_person', fields: [{ key: 'email', required: true, type: 'text' }] } },
      'preChat.fields.0.type: "email" is always of the type email',
    ],
    [
      { preChat: { when: 'before_person', fields: [{ key: 'a', label: 'A', required: true, type: 'select' }] } },
      'preChat.fields.0.options: a select needs at least two',
    ],
    [{ proactive: [{ pages: ['pricing'], text: 'Hi' }] }, 'proactive.0.pages.0'],
    [{ proactive: [{ pages: ['*'], text: '' }] }, 'proactive.0.text'],
    [{ colour: 'red' }, 'colour'],
  ])('refuse %j, saying where', async (change, where) => {
    const before = await settings();
    const refused = await set({ name: 'Renamed', ...(change as object) });
    expect(refused.status).toBe(400);
    expect(refused.body.error?.message).toContain(where);
    expect(await settings()).toEqual(before);
  });

  test('a widget gets greeting, form and rules in its own language', async () => {
    const proactive = [{ pages: ['/'], text: { en: 'Questions?', de: 'Fragen?' } }];
    await set({ greeting: { en: 'Hello.', de: 'Hallo.' }, preChat: form, proactive, theme: { radius: 2 } });
    const english = await widget();
    const german = await widget('&locale=de-AT');
    expect(english).toMatchObject({ greeting: 'Hello.', locale: 'en', theme: { radius: 2 } });
    expect(german).toMatchObject({ greeting: 'Hallo.', locale: 'de-AT' });
    expect(german.preChat?.fields.map(({ label }) => label)).toEqual([undefined, undefined, 'Bestellnummer', 'About']);
    expect(german.proactive).toEqual([
      { id: english.proactive[0]?.id, pages: ['/'], text: 'Fragen?', once: 'visitor' },
    ]);
    // A language that nobody wrote for reads the inbox's.
    expect((await widget('&locale=fr')).greeting).toBe('Hello.');
    // Where nothing is set, it is greeted in the visitor's.
    await set({ greeting: null, preChat: null });
    expect((await widget('&locale=fr')).greeting).toMatch(/Bonjour/);
    expect((await widget()).preChat).toBeUndefined();
  });

  test('a widget gets to know whether people are there', async () => {
    expect((await widget()).availability).toEqual({ people: 'away' });
    await manager.call('PUT', '/availability', { available: true });
    expect((await widget()).availability).toEqual({ people: 'here' });
    await set({
      hours: { timeZone: 'Asia/Tokyo', weekly: {}, holidays: [{ date: '2099-01-01', hours: [['09:00', '10:00']] }] },
    });
    expect((await widget()).availability).toEqual({ people: 'closed', timeZone: 'Asia/Tokyo' });
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await set({ hours: { timeZone: 'UTC', weekly: {}, holidays: [{ date: soon, hours: [['09:00', '10:00']] }] } });
    expect((await widget()).availability).toEqual({
      people: 'closed',
      nextOpen: `${soon}T09:00:00.000Z`,
      timeZone: 'UTC',
    });
    await manager.call('PUT', '/availability', { available: false });
  });

  describe('what a visitor fills in', () => {
    type AgentView = {
      conversation: { visitor: { name?: string; email?: string }; context: unknown };
      events: Event[];
    };
    const seenByAgents = async (id: string) => (await manager.call<AgentView>('GET', `/conversations/${id}`)).body;
    const good = { answers: { name: 'Ana', email: 'ana@mail.test', order: ' 4711 ' }, consent: true };

    test('comes with the opening: name and address are his, the rest is context', async () => {
      await set({ preChat: form });
      const visitor = await openVisitor(stack.url, { preChat: good, context: { page: 'https://shop.example/' } });
      const { conversation, events } = await seenByAgents(visitor.id);
      expect(conversation.visitor).toMatchObject({ name: 'Ana', email: 'ana@mail.test' });
      expect(conversation.context).toEqual({
        page: 'https://shop.example/',
        preChat: { 'Order number': '4711', consent: 'You may keep this.' },
      });
      expect(events.map(({ type, contact }) => [type, contact])).toEqual([
        ['contact', { name: 'Ana', email: 'ana@mail.test' }],
      ]);
    });

    test('is left out of an opening where it no longer fits, and the conversation opens all the same', async () => {
      await set({ preChat: form });
      const answers = { name: 'Ana', email: 'nowhere', shoe: '44', about: 'Weather' };
      const visitor = await openVisitor(stack.url, { preChat: { answers } });
      const { conversation } = await seenByAgents(visitor.id);
      expect(conversation.visitor).toMatchObject({ name: 'Ana' });
      expect(conversation.visitor).not.toHaveProperty('email');
      expect(conversation.context).toEqual({ preChat: {} });
      await set({ preChat: null });
      expect((await openVisitor(stack.url, { preChat: good })).id).toBeTruthy();
    });

    test('later is checked field by field, and kept once', async () => {
      await set({ preChat: { ...form, when: 'before_person' } });
      const visitor = await openVisitor(stack.url);
      await visitor.post('hello');
      const bad = await visitor.act('pre-chat', { answers: { email: 'nowhere', about: 'Weather', shoe: '44' } });
      expect(bad.status).toBe(400);
      expect((bad.body as { error?: { message: string } }).error?.message).toBe(
        'name: is required; email: is not an e-mail address; about: is not one of the options; shoe: is no field of this form; consent: is required',
      );
      expect((await visitor.act('pre-chat', good)).status).toBe(200);
      const other = { ...good, answers: { ...good.answers, name: 'Eve' } };
      expect((await visitor.act('pre-chat', other)).status).toBe(200);
      const { conversation, events } = await seenByAgents(visitor.id);
      expect(conversation.visitor.name).toBe('Ana');
      expect(events.filter(({ type }) => type === 'contact')).toHaveLength(1);
      // Somebody else's conversation is unknown to him.
      const stranger = await openVisitor(stack.url);
      const path = `/v1/conversations/${visitor.id}/pre-chat`;
      expect((await call(stack.url, 'POST', path, { headers: stranger.headers, body: good })).status).toBe(404);
    });
  });
});
