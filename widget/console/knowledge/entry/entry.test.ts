// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConsoleClient } from '../../link/client.js';
import { FdEntry } from './entry.js';

const returns = {
  version: 7,
  entry: {
    key: 'shop/returns',
    title: 'Returns',
    questions: ['Can I send it back?'],
    answer: 'Hello {{visitor.name|there}}, **yes**.',
    locale: 'en',
    inboxes: [],
    tags: ['orders'],
  },
  updatedAt: '2026-01-01T00:00:00.000Z',
  use: { answers: 2, helpful: 1, notHelpful: 0, sent: 0 },
  history: [{ version: 3, change: 'added', author: 'Lena', at: '2026-01-01T00:00:00.000Z' }],
};

type Sent = { method: string; path: string; query: URLSearchParams; body?: Record<string, unknown> };
type Reply = { status: number; body: unknown };

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  location.hash = '';
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const refused = (code: string, message: string, status = 409): Reply => ({
  status,
  body: { error: { code, message, requestId: 'r' } },
});

/** An entry on screen; `writes` answers what is not read, and `drafts` wait. */
async function open(key: string, writes: () => Reply, drafts: number[] = [], version?: number) {
  const sent: Sent[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const url = new URL(address, 'http://x');
    const method = init.method ?? 'GET';
    const path = url.pathname.replace('/v1/agent/knowledge/', '');
    if (method !== 'GET') sent.push({ method, path, query: url.searchParams, body: JSON.parse(String(init.body)) });
    const versions = { versions: drafts.map((id) => ({ id, state: 'draft' })), publications: [] };
    const reply = method !== 'GET' ? writes() : { status: 200, body: path === 'versions' ? versions : returns };
    return new Response(JSON.stringify(reply.body), { status: reply.status });
  });
  const element = new FdEntry();
  element.client = new ConsoleClient({
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  });
  element.key = key;
  element.version = version;
  document.body.append(element);
  const root = element.renderRoot as ShadowRoot;
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await element.updateComplete;
  };
  await settle();
  const field = (name: string) => root.querySelector(`form [name=${name}]`) as HTMLInputElement;
  const type = async (name: string, text: string) => {
    field(name).value = text;
    field(name).dispatchEvent(new Event('input'));
    await element.updateComplete;
  };
  const choose = async (id: string, value: string) => {
    const select = root.querySelector<HTMLSelectElement>(`#${id}`) as HTMLSelectElement;
    select.value = value;
    select.dispatchEvent(new Event('change'));
    await element.updateComplete;
  };
  const press = async (words: string, inside = 'form') => {
    const button = [...root.querySelectorAll<HTMLButtonElement>(`${inside} button`)].find((one) =>
      one.textContent?.includes(words),
    );
    if (!button) throw new Error(`no button "${words}"`);
    button.click();
    await settle();
  };
  const text = () => (root.textContent ?? '').replace(/\s+/g, ' ');
  return { element, root, sent, settle, field, type, choose, press, text };
}

const saved = (version: number, draft: boolean): Reply => ({
  status: 200,
  body: { version, changed: true, ...(draft && { draft: true }) },
});

describe('the editor', () => {
  test('shows the entry, how a visitor reads it, its use and its history', async () => {
    const { root, field, text } = await open('shop/returns', () => saved(1, true));
    expect([field('title').value, field('questions').value]).toEqual(['Returns', 'Can I send it back?']);
    expect(root.querySelector('.answer')?.textContent).toContain('Hello there, yes.');
    for (const part of ['2 answers, 1 helpful', 'Added in version 3, Lena']) expect(text()).toContain(part);
    expect(root.activeElement?.tagName).toBe('H1');
  });

  test('saves to a new draft where none waits, and goes on in it', async () => {
    const { element, sent, settle, type, press, text } = await open('shop/returns', () => saved(12, true));
    await type('answer', 'Within 30 days.');
    await press('Save');
    expect(sent).toMatchObject([
      {
        method: 'PUT',
        path: 'entries/shop%2Freturns',
        body: { version: 7, draft: 'new', entry: { title: 'Returns', answer: 'Within 30 days.', tags: ['orders'] } },
      },
    ]);
    expect(location.hash).toBe('#/knowledge/entries/shop%2Freturns/12');
    element.version = 12;
    await settle();
    expect(text()).toContain('Saved in draft 12');
    expect(element.renderRoot.querySelector('a[href="#/knowledge/versions/12"]')).not.toBeNull();
  });

  test.each([
    [[9, 11], undefined, 11],
    [[9, 11], 9, 9],
  ])('of the drafts %j, with %s open, it saves into %i', async (drafts, version, into) => {
    const { sent, type, press } = await open('shop/returns', () => saved(into, true), drafts, version);
    await type('title', 'Sending back');
    await press('Save');
    expect(sent[0]?.body?.draft).toBe(into);
  });

  test('publishes at once where that is chosen', async () => {
    const { sent, type, choose, press, text } = await open('shop/returns', () => saved(8, false), [11]);
    await type('title', 'Sending back');
    await choose('where', 'publish');
    expect(text()).toContain('some seconds');
    await press('Save');
    expect(sent[0]?.body).not.toHaveProperty('draft');
    expect(location.hash).toBe('#/knowledge/entries/shop%2Freturns');
  });

  test('a conflict loses nothing, leads to the entry as it is now, and can be decided', async () => {
    const replies = [refused('entry_changed', 'Somebody changed it.'), saved(12, true)];
    const { root, sent, field, type, press, text } = await open('shop/returns', () => replies.shift() as Reply, [11]);
    await type('answer', 'Mine.');
    await press('Save');
    expect(field('answer').value).toBe('Mine.');
    for (const part of ['Somebody changed it.', 'Nothing you wrote is lost.']) expect(text()).toContain(part);
    expect(root.querySelector('.trouble a')?.getAttribute('href')).toBe('#/knowledge/entries/shop%2Freturns/11');
    expect(root.activeElement).toBe(root.querySelector('[role=alert]'));
    await press('Save mine');
    expect(sent[1]?.body).toMatchObject({ entry: { answer: 'Mine.' } });
  });

  test('after a conflict another tab shows the entry as it is now, and can go on with what was typed', async () => {
    const first = await open('shop/returns', () => refused('entry_changed', 'Somebody changed it.'));
    await first.type('answer', 'Mine.');
    await first.press('Save');
    first.element.remove();
    const again = await open('shop/returns', () => saved(12, true));
    expect(again.field('answer').value).toBe('Mine.');
    sessionStorage.clear();
    const other = await open('shop/returns', () => saved(12, true));
    expect(other.field('answer').value).toBe(returns.entry.answer);
    await other.press('Go on with them here');
    expect(other.field('answer').value).toBe('Mine.');
  });

  test('says what the server says is wrong', async () => {
    const { root, type, press } = await open('shop/returns', () => refused('invalid', 'tags: at most 50.', 400));
    await type('tags', 'a, b');
    await press('Save');
    expect(root.querySelector('[role=alert]')?.textContent).toContain('tags: at most 50.');
    expect(root.querySelector('.trouble a')).toBeNull();
  });

  test('what was typed comes back, until it is discarded or saved', async () => {
    const first = await open('shop/returns', () => saved(12, true));
    await first.type('answer', 'Half a sen');
    first.element.remove();
    const second = await open('shop/returns', () => saved(12, true));
    expect([second.field('answer').value, second.text().includes('Your unsaved changes of')]).toEqual([
      'Half a sen',
      true,
    ]);
    await second.press('Discard');
    expect(second.field('answer').value).toBe(returns.entry.answer);
    second.element.remove();
    const third = await open('shop/returns', () => saved(12, true));
    expect(third.text()).not.toContain('Your unsaved changes');
    await third.type('answer', 'A sentence.');
    await third.press('Save');
    expect(localStorage.getItem('frontdesk:entries:nobody')).toBe('{}');
  });

  test('suggests an id from the title, until somebody writes another', async () => {
    const { sent, field, type, press } = await open('+', () => saved(12, true));
    await type('title', 'Opening hours');
    expect(field('key').value).toBe('opening-hours');
    await type('key', 'hours');
    await type('title', 'Opening hours in winter');
    expect(field('key').value).toBe('hours');
    await type('answer', 'From 9 to 5.');
    await press('Save');
    expect(sent[0]?.path).toBe('entries/hours');
    expect(sent[0]?.body).not.toHaveProperty('version');
  });

  test('closes a gap that was handed over, and takes it only once', async () => {
    const gap = {
      decisions: [4, 9],
      title: 'Gift cards',
      questions: ['Have you gift cards?', 'voucher'],
      answer: 'Yes.',
    };
    sessionStorage.setItem('frontdesk:gap', JSON.stringify(gap));
    const reply = { status: 200, body: { gap: 1, version: 12, draft: true } };
    const { sent, press, text } = await open('+', () => reply);
    expect(text()).toContain('the gap that it closes: 2.');
    await press('Save');
    expect(sent).toMatchObject([
      {
        method: 'POST',
        path: 'gaps',
        body: {
          decisions: [4, 9],
          draft: 'new',
          entry: { key: 'gift-cards', questions: gap.questions, answer: 'Yes.' },
        },
      },
    ]);
    expect(sessionStorage.getItem('frontdesk:gap')).toBeNull();
    expect(location.hash).toBe('#/knowledge/entries/gift-cards/12');
  });

  test('asks before it deletes, by name, and where', async () => {
    const { root, sent, choose, press } = await open('shop/returns', () => saved(12, true), [11]);
    await press('Delete');
    const dialog = root.querySelector('dialog');
    expect([sent.length, dialog?.open, dialog?.textContent?.includes('“Returns”')]).toEqual([0, true, true]);
    await choose('remove-where', 'new');
    await press('Delete', 'dialog');
    expect(sent.map(({ method, path, query }) => [method, path, query.get('version'), query.get('draft')])).toEqual([
      ['DELETE', 'entries/shop%2Freturns', '7', 'new'],
    ]);
    expect(location.hash).toBe('#/knowledge/entries');
  });
});
