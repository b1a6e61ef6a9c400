// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConsoleClient } from '../../link/client.js';
import type { Tried } from '../acts.js';
import { FdTry } from './try.js';

const tried: Tried = {
  verdict: 'answer',
  confidence: 0.93,
  thresholds: { answer: 0.84, suggest: 0.5 },
  candidates: [
    { key: 'parcel', title: 'Where is my parcel', text: 'Open the link.', score: 0.9, signals: { dense: 0.8 } },
  ],
  best: [
    { key: 'parcel', title: 'Where is my parcel', answer: 'Open the **tracking link**.', link: 'javascript:alert(1)' },
  ],
  version: 3,
  ms: 21,
};

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** The page at an address that holds a question; the server's answers come when `answer` is called. */
async function page(question: string) {
  const waiting: { body: unknown; answer: (status: number, body: unknown) => void }[] = [];
  vi.stubGlobal(
    'fetch',
    (_url: string, init: RequestInit) =>
      new Promise<Response>((resolve) =>
        waiting.push({
          body: JSON.parse(String(init.body)),
          answer: (status, body) => resolve(new Response(JSON.stringify(body), { status })),
        }),
      ),
  );
  const element = new FdTry();
  element.client = new ConsoleClient({
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  });
  element.question = question;
  document.body.append(element);
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await element.updateComplete;
  };
  await settle();
  const text = () => (element.renderRoot.textContent ?? '').replace(/\s+/g, ' ');
  return { element, waiting, settle, text };
}

describe('try it', () => {
  test('shows the verdict, the answer as a visitor reads it, and why', async () => {
    const { element, waiting, settle, text } = await page('where is it');
    expect(waiting[0]?.body).toEqual({ question: 'where is it' });
    waiting[0]?.answer(200, tried);
    await settle();
    for (const part of ['The bot would answer.', 'Sure, 93 %', 'Version 3, 21 ms', 'Where is my parcel'])
      expect(text()).toContain(part);
    expect(element.renderRoot.querySelector('.prose strong')?.textContent).toBe('tracking link');
    expect(element.renderRoot.querySelector('.answer a')).toBeNull();
  });

  test('a handoff says its reason, and shows no answer', async () => {
    const { waiting, settle, text } = await page('odd');
    waiting[0]?.answer(200, { ...tried, verdict: 'handoff', reason: 'low_confidence', confidence: 0.5 });
    await settle();
    for (const part of ['hand this to a person', 'not sure enough']) expect(text()).toContain(part);
    expect(text()).not.toContain('tracking link');
  });

  test('a late answer to an earlier question is not shown for the last', async () => {
    const { element, waiting, settle, text } = await page('first');
    element.question = 'second';
    await settle();
    waiting[1]?.answer(200, { ...tried, verdict: 'small_talk', candidates: [], best: [] });
    await settle();
    waiting[0]?.answer(200, tried);
    await settle();
    expect(text()).toContain('small talk');
    expect(text()).not.toContain('The bot would answer.');
  });

  test('a refusal says what to do', async () => {
    const { waiting, settle, text } = await page('again');
    waiting[0]?.answer(503, { error: { code: 'busy', message: 'x', requestId: 'r' } });
    await settle();
    expect(text()).toContain('We cannot reach the server.');
  });
});
