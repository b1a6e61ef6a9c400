// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConsoleClient } from '../../link/client.js';
import { FdEntries } from './entries.js';

const entry = (n: number, title: string) => ({
  key: `key/${n}`,
  title,
  questions: [],
  locale: 'en',
  inboxes: [],
  tags: ['parcels'],
  excerpt: 'Open the link.',
  updatedAt: new Date().toISOString(),
  use: { answers: 12, helpful: 3, notHelpful: 0, sent: 4 },
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** The list, with a server of so many entries for each search. */
async function list(total: (query: URLSearchParams) => number) {
  const asked: URLSearchParams[] = [];
  const server = { status: 200 };
  vi.stubGlobal('fetch', async (url: string) => {
    const query = new URL(url, 'http://x').searchParams;
    asked.push(query);
    if (server.status !== 200) return new Response('{}', { status: server.status });
    const all = total(query);
    const from = Number(query.get('cursor'));
    const entries = Array.from({ length: Math.max(0, Math.min(100, all - from)) }, (_, i) =>
      entry(from + i, `${query.get('q') ?? 'Entry'} ${from + i}`),
    );
    return new Response(JSON.stringify({ entries, total: all }), { status: 200 });
  });
  const element = new FdEntries();
  element.client = new ConsoleClient({
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  });
  document.body.append(element);
  const settle = async (ms = 30) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await element.updateComplete;
  };
  const root = element.renderRoot;
  const links = () => [...root.querySelectorAll<HTMLAnchorElement>('a.row')];
  const scroll = async (top: number) => {
    const box = root.querySelector('.list') as HTMLElement;
    box.scrollTop = top;
    box.dispatchEvent(new Event('scroll'));
    await element.updateComplete;
  };
  const text = () => (root.textContent ?? '').replace(/\s+/g, ' ');
  return { element, root, asked, server, settle, links, scroll, text };
}

describe('the list of entries', () => {
  test('draws the rows in view, and fetches their page alone', async () => {
    const { asked, settle, links, text } = await list(() => 10_000);
    await settle();
    expect(asked.map((query) => query.get('cursor'))).toEqual(['0']);
    expect(links().length).toBeGreaterThan(5);
    expect(links().length).toBeLessThan(40);
    expect(links()[0]?.getAttribute('href')).toBe('#/knowledge/entries/key%2F0');
    expect(links()[2]?.closest('li')?.getAttribute('aria-posinset')).toBe('3');
    expect(links()[2]?.closest('li')?.getAttribute('aria-setsize')).toBe('10000');
    for (const part of ['10,000 entries', '12 answers, 3 helpful', 'sent 4 times', 'parcels'])
      expect(text()).toContain(part);
  });

  test('shows placeholders where it has flown to, until their page is there', async () => {
    const { root, asked, settle, links, scroll } = await list(() => 10_000);
    await settle();
    await scroll(60 * 5_020);
    expect([links().length, root.querySelectorAll('.skeletons').length > 5]).toEqual([0, true]);
    await settle(150);
    expect(asked.map((query) => query.get('cursor'))).toEqual(['0', '5000']);
    expect(links().map((link) => link.querySelector('b')?.textContent)).toContain('Entry 5020');
  });

  test('a search waits for the last letter and begins at the top', async () => {
    const { root, asked, settle, links, scroll } = await list(() => 10_000);
    await settle();
    await scroll(60 * 300);
    const field = root.querySelector<HTMLInputElement>('input[type=search]');
    for (const typed of ['p', 'pa', 'par']) {
      if (field) field.value = typed;
      field?.dispatchEvent(new Event('input'));
    }
    await settle(300);
    expect(asked.filter((query) => query.has('q')).map((query) => [query.get('q'), query.get('cursor')])).toEqual([
      ['par', '0'],
    ]);
    expect(links()[0]?.querySelector('b')?.textContent).toBe('par 0');
  });

  test('keys walk through it and lead to the search', async () => {
    const { element, root, settle, links } = await list(() => 10_000);
    await settle();
    for (const means of ['down', 'down', 'up'] as const) {
      element.key(means);
      await settle();
    }
    expect((root as ShadowRoot).activeElement).toBe(links()[0]);
    element.key('search');
    expect((root as ShadowRoot).activeElement?.getAttribute('name')).toBe('q');
  });

  test('nothing there, nothing found and no answer are told apart', async () => {
    const { element, server, settle, text } = await list(() => 0);
    await settle();
    expect(text()).toContain('There are no entries yet');
    const only = element.renderRoot.querySelector<HTMLSelectElement>('select[name=only]');
    if (only) only.value = 'stale';
    only?.dispatchEvent(new Event('change'));
    await settle();
    expect(text()).toContain('Nothing fits');
    server.status = 503;
    only?.dispatchEvent(new Event('change'));
    await settle();
    expect(text()).toContain('We could not load the entries');
    server.status = 200;
    element.renderRoot.querySelector<HTMLButtonElement>('.blank button')?.click();
    await settle();
    expect(text()).toContain('Nothing fits');
  });
});
