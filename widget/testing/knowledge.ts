/** For tests of pages: a server in place of `fetch`, by method and address, and a page over it. */
import { vi } from 'vitest';
import { ConsoleClient } from '../console/link/client.js';

export type Asked = { method: string; path: string; body: unknown };
type Reply = { status?: number; body?: unknown; lines?: unknown[] };
/**
 * The reply to the first request that a key (`GET knowledge/versions`) begins; a list is used up in turn, the last
 * stays.
 */
export type Replies = Record<string, Reply | Reply[]>;

export function server(replies: Replies): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET';
    const path = url.replace('/v1/agent/', '');
    asked.push({ method, path, body: init.body ? JSON.parse(String(init.body)) : undefined });
    const key = Object.keys(replies).find((one) => `${method} ${path}`.startsWith(one));
    const given = key === undefined ? { status: 404 } : (replies[key] as Reply | Reply[]);
    const {
      status = 200,
      body,
      lines,
    } = Array.isArray(given) ? ((given.length > 1 ? given.shift() : given[0]) as Reply) : given;
    const text = lines ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body ?? {});
    return new Response(status === 204 ? null : text, { status });
  });
  return asked;
}

export const refusedWith = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message, requestId: 'r' } },
});

type Page = HTMLElement & { client: ConsoleClient; renderRoot: ParentNode; updateComplete: Promise<boolean> };

export async function opened<T extends Page>(element: T) {
  element.client = new ConsoleClient({
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  });
  document.body.append(element);
  const settle = async () => {
    for (let i = 0; i < 2; i++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      await element.updateComplete;
    }
  };
  await settle();
  const said = (root: ParentNode = element.renderRoot) => ((root as ShadowRoot).textContent ?? '').replace(/\s+/g, ' ');
  const button = (words: string, root: ParentNode = element.renderRoot) =>
    [...root.querySelectorAll('button')].find((one) => one.textContent?.includes(words));
  const press = async (words: string, root?: ParentNode) => {
    const found = button(words, root);
    if (!found) throw new Error(`no button "${words}" in: ${said(root)}`);
    found.click();
    await settle();
  };
  /** The open question of a page. */
  const dialog = (root: ParentNode = element.renderRoot) => {
    const shadow = root.querySelector('fd-confirm')?.renderRoot as ShadowRoot;
    return shadow.querySelector('dialog[open]') as HTMLElement | null;
  };
  const agree = async (note?: string, root?: ParentNode) => {
    const asks = dialog(root);
    const field = asks?.querySelector('textarea');
    if (field && note !== undefined) field.value = note;
    asks?.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
  };
  return { element, settle, said, button, press, dialog, agree };
}
