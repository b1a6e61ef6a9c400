// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StaffRole } from '../../services/wire/conversation.js';
import './console.js';
import { me, row } from '../testing/console.js';

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  localStorage.clear();
});

/**
 * The console as somebody of that role finds it at this address, with a stream that says who is there and then stays
 * open.
 */
async function visit(role: StaffRole, hash: string) {
  location.hash = hash;
  const asked: string[] = [];
  const agent = { ...me, role };
  const mine = row('c1', { state: 'assigned', agentId: me.id, lastVisitorSeq: 3, seq: 3 });
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (url === '/v1/agent/me') return Response.json({ agent });
    if (url === '/v1/agent/events') {
      const snapshot = `event: snapshot\ndata: ${JSON.stringify({ agent, conversations: [mine] })}\n\n`;
      const body = new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode(snapshot)) });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    }
    if (url.startsWith('/v1/agent/conversations/c1'))
      return Response.json({ conversation: mine, events: [], decisions: [] });
    return Response.json({ error: { code: 'not_found', message: 'No.', requestId: 'r' } }, { status: 404 });
  });
  // Keys unlock the sound.
  vi.stubGlobal('AudioContext', class {});
  const element = document.createElement('frontdesk-console');
  document.body.append(element);
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await element.updateComplete;
  };
  await settle();
  const go = async (to: string) => {
    location.hash = to;
    window.dispatchEvent(new Event('hashchange'));
    await settle();
  };
  const press = async (key: string) => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await settle();
    window.dispatchEvent(new Event('hashchange'));
    await settle();
  };
  /** The keys of the commands that Ctrl K lists. */
  const commands = async () => {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }));
    await settle();
    const palette = element.renderRoot.querySelector('fd-palette');
    const keys = [...(palette?.renderRoot.querySelectorAll('[role=option] kbd') ?? [])].map((key) => key.textContent);
    // As a browser does it: the focus goes back to where it was.
    palette?.renderRoot.querySelector('input')?.blur();
    palette?.renderRoot.querySelector('dialog')?.close();
    return keys;
  };
  const header = () => element.renderRoot.querySelector('fd-header')?.renderRoot;
  const links = () => [...(header()?.querySelectorAll('nav a') ?? [])];
  const has = (name: string) => element.renderRoot.querySelector(name) !== null;
  return { asked, go, press, commands, header, links, has };
}

describe('sections', () => {
  test('an agent has conversations only, and no navigation', async () => {
    const { links, has, header } = await visit('agent', '#/knowledge/confidence');
    expect(links()).toEqual([]);
    expect([has('fd-conversations'), has('fd-knowledge')]).toEqual([true, false]);
    expect(header()?.querySelector('[role=switch]')).not.toBeNull();
  });

  test('a content account has knowledge only: no stream, nothing to be available for', async () => {
    const { asked, links, has, header } = await visit('content', '#/conversations/c1');
    expect(links()).toEqual([]);
    expect([has('fd-conversations'), has('fd-knowledge')]).toEqual([false, true]);
    expect(header()?.querySelector('[role=switch], .link')).toBeNull();
    expect(asked).not.toContain('/v1/agent/events');
    expect(asked.some((url) => url.includes('conversations'))).toBe(false);
  });

  test.each(['manager', 'admin'] as const)('a %s has what is theirs, by address and by key', async (role) => {
    const { links, has, go, press } = await visit(role, '');
    const current = () => links().map((link) => link.getAttribute('aria-current'));
    const others = Array(role === 'admin' ? 4 : 3).fill(null);
    expect(current()).toEqual(['page', null, ...others]);
    await go('#/knowledge/confidence');
    expect([has('fd-knowledge'), ...current()]).toEqual([true, null, 'page', ...others]);
    await press('1');
    expect([has('fd-conversations'), location.hash]).toEqual([true, '#/conversations']);
    await press('2');
    expect([has('fd-knowledge'), location.hash]).toEqual([true, '#/knowledge/entries']);
    await press('3');
    expect([has('fd-reports'), location.hash]).toEqual([true, '#/reports/overview']);
    await press('4');
    expect([has('fd-inboxes'), location.hash]).toEqual([true, '#/inboxes']);
    await press('5');
    expect([has('fd-team'), location.hash]).toEqual([true, '#/team']);
    await press('6');
    expect([has('fd-operations'), location.hash]).toEqual(
      role === 'admin' ? [true, '#/operations/jobs'] : [false, '#/team'],
    );
  });

  test('while knowledge is open, conversations go on, count, and nothing is taken for read', async () => {
    const { asked, links, go, press, has } = await visit('manager', '#/conversations/c1');
    await go('#/knowledge/confidence');
    expect(asked.filter((url) => url === '/v1/agent/events')).toHaveLength(1);
    expect(has('fd-conversations')).toBe(false);
    expect(links()[0]?.getAttribute('href')).toBe('#/conversations/c1');
    await press('1');
    expect([has('fd-conversations'), location.hash]).toEqual([true, '#/conversations/c1']);
    await go('#/conversations');
    await go('#/knowledge');
    expect(links()[0]?.getAttribute('href')).toBe('#/conversations');
  });

  test('the palette lists what would do something here and now, and nothing else', async () => {
    const { go, commands } = await visit('manager', '#/conversations/c1');
    const places = [
      'Shift Enter',
      't',
      'r',
      'n',
      '/',
      'e',
      's',
      'l',
      'p',
      'f',
      'g q',
      'g m',
      'g a',
      'g p',
      '1',
      '2',
      '3',
      '4',
      '5',
      '?',
    ];
    const without = (...keys: string[]) => places.filter((key) => !keys.includes(key));
    // It is ours already, and no row is in focus.
    expect(await commands()).toEqual(without('Shift Enter', 't', '1'));
    await go('#/conversations');
    expect(await commands()).toEqual(['f', 'g q', 'g m', 'g a', 'g p', '2', '3', '4', '5', '?']);
    await go('#/knowledge');
    expect(await commands()).toEqual(['1', '3', '4', '5', '/', '?']);
    await go('#/team');
    expect(await commands()).toEqual(['1', '2', '3', '4', '?']);
  });

  test('what needs the reader is counted at the link', async () => {
    const { links } = await visit('manager', '#/knowledge/confidence');
    expect(links()[0]?.textContent).toContain('1');
    expect(links()[0]?.querySelector('.hidden')?.textContent).toBe('1 waiting for you');
  });
});
