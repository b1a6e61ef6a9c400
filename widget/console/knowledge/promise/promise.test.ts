// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StaffRole } from '../../../../services/wire/conversation.js';
import type { PromiseReply } from '../../../../services/wire/knowledge.js';
import { ConsoleClient } from '../../link/client.js';
import { FdPromise } from './promise.js';

const inbox = {
  slug: 'default',
  name: 'Support',
  maxWrongAnswers: 0.05,
  answerThreshold: null,
  derivedThreshold: 0.84,
};
const promise: PromiseReply = {
  version: 3,
  foreign: false,
  own: 0.87,
  trials: 1062,
  wanting: [{ key: 'orders/gift-note', title: 'Add a gift note' }],
  outsideShare: 0.35,
  budgets: [
    { budget: 0.05, threshold: 0.84, answered: 0.31 },
    { budget: 0.1, threshold: 0.6, answered: 0.5 },
  ],
  curve: [
    { confidence: 0.95, answered: 0.1, wrong: 0.01 },
    { confidence: 0.84, answered: 0.31, wrong: 0.048 },
    { confidence: 0.6, answered: 0.5, wrong: 0.09 },
    { confidence: 0.2, answered: 1, wrong: 0.4 },
  ],
  inboxes: [inbox],
  drift: { answers: 0, promised: 0, observed: 0, alarm: false },
};

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

type Answer = { status: number; body: unknown };
const fine = (body: PromiseReply): Answer => ({ status: 200, body });
const refused = (status: number): Answer => ({
  status,
  body: { error: { code: 'no', message: 'No.', requestId: 'r' } },
});

/** The page over a server that gives these answers in turn. */
async function page(
  answers: Answer[],
  { staff = 'manager' as StaffRole, slug = undefined as string | undefined } = {},
) {
  const asked: { method: string; url: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ method: init.method ?? 'GET', url, body: init.body ? JSON.parse(String(init.body)) : undefined });
    const { status, body } = answers.length > 1 ? (answers.shift() as Answer) : (answers[0] as Answer);
    return new Response(JSON.stringify(body), { status });
  });
  const element = new FdPromise();
  element.client = new ConsoleClient({
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  });
  element.staff = staff;
  element.slug = slug;
  document.body.append(element);
  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await element.updateComplete;
  };
  await settle();
  const text = () => (element.renderRoot.textContent ?? '').replace(/\s+/g, ' ');
  const terms = () => element.renderRoot.querySelector('fd-terms')?.renderRoot as ShadowRoot;
  const termsText = () => (terms().textContent ?? '').replace(/\s+/g, ' ');
  const type = async (name: string, value: string) => {
    const field = terms().querySelector<HTMLInputElement>(`input[name=${name}]`);
    if (field) field.value = value;
    field?.dispatchEvent(new Event('input'));
    await settle();
  };
  const save = async () => {
    terms()
      .querySelector('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    await settle();
  };
  return { element, asked, settle, text, terms, termsText, type, save };
}

describe('how sure the bot is', () => {
  test('says in plain words what is promised, and draws it', async () => {
    const { text, element } = await page([fine(promise)]);
    expect(text()).toContain(
      'at most 5 % should be wrong. The bot then answers about 31 % of the questions, from a confidence of 0.84.',
    );
    expect(text()).toContain('1,062 trials');
    const curve = element.renderRoot.querySelector('fd-curve');
    expect(curve?.renderRoot.querySelectorAll('.here, .budget')).toHaveLength(2);
    expect(curve?.shadowRoot?.innerHTML).not.toContain('NaN');
  });

  test('the curve is read point by point with the arrow keys', async () => {
    const { element } = await page([fine(promise)]);
    const curve = element.renderRoot.querySelector('fd-curve');
    const slider = curve?.renderRoot.querySelector('[role=slider]');
    expect(slider?.getAttribute('aria-valuenow')).toBe('1');
    slider?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    await curve?.updateComplete;
    expect(slider?.getAttribute('aria-valuenow')).toBe('2');
    expect(slider?.getAttribute('aria-valuetext')).toContain('50');
  });

  test('what it rests on, and what would make it surer', async () => {
    const { text, element } = await page([fine(promise)]);
    expect(text()).toContain('say 87 % of it');
    const link = [...element.renderRoot.querySelectorAll('a')].find((one) => one.textContent === 'Add a gift note');
    expect(link?.getAttribute('href')).toContain('gift-note');
    const bare = await page([fine({ ...promise, trials: 0, own: 0, wanting: [] })]);
    expect(bare.text()).toContain('too few example questions for trials of its own');
    expect(bare.text()).not.toContain('first guess');
    expect((await page([fine({ ...promise, foreign: true })])).text()).toContain('Take it as a first guess');
    // There is a curve all the same.
    expect(bare.element.renderRoot.querySelector('fd-curve')).not.toBeNull();
  });

  test('a broken promise says so, and what to do', async () => {
    const drift = { answers: 140, promised: 0.04, observed: 0.12, alarm: true };
    const { text } = await page([fine({ ...promise, drift, learned: { shift: -1, slope: 1, labels: 214 } })]);
    for (const part of ['not by chance', '12 %', 'knowledge:calibrate', '214 labels', 'more careful'])
      expect(text()).toContain(part);
  });

  test('nothing published, forbidden, and failed each say what to do next', async () => {
    expect((await page([refused(404)])).text()).toContain('Nothing is published yet');
    expect((await page([refused(403)])).text()).toContain('not part of your account');
    const { text, element, settle } = await page([refused(500), fine(promise)]);
    expect(text()).toContain('could not load');
    element.renderRoot.querySelector('button')?.click();
    await settle();
    expect(text()).toContain('about 31 %');
  });

  test('with several inboxes each has its address', async () => {
    const shop = { ...inbox, slug: 'shop', name: 'Shop', answerThreshold: 0.6 };
    const { element, text } = await page([fine({ ...promise, inboxes: [inbox, shop] })], { slug: 'shop' });
    expect(element.renderRoot.querySelector('[aria-current]')?.getAttribute('href')).toBe(
      '#/knowledge/confidence/shop',
    );
    expect(text()).toContain('set by hand: the bot answers from a confidence of 0.60');
    expect(text()).toContain('more than the 5 % that may be');
  });
});

describe('what the owner decides', () => {
  const wider = { ...promise, inboxes: [{ ...inbox, maxWrongAnswers: 0.1, derivedThreshold: 0.6 }] };

  test('is saved, shows what it changed, and can be taken back', async () => {
    const { asked, terms, termsText, type, save, settle } = await page([fine(promise), fine(wider), fine(promise)]);
    expect(terms().querySelector<HTMLButtonElement>('[type=submit]')?.disabled).toBe(true);
    await type('budget', '10');
    await save();
    expect(asked[1]).toEqual({
      method: 'PUT',
      url: '/v1/agent/inboxes/default/confidence',
      body: { maxWrongAnswers: 0.1 },
    });
    for (const part of ['Saved', '5 % → 10 %', '0.84 → 0.60', '31 % → 50 %']) expect(termsText()).toContain(part);
    terms().querySelector<HTMLButtonElement>('.done button')?.click();
    await settle();
    expect(asked[2]?.body).toEqual({ maxWrongAnswers: 0.05, answerThreshold: null });
  });

  test('a threshold by hand is foretold, saved, and given back to the derived one', async () => {
    const byHand = { ...promise, inboxes: [{ ...inbox, answerThreshold: 0.6 }] };
    const { asked, terms, termsText, type, save, settle } = await page([fine(promise), fine(byHand), fine(promise)]);
    await type('threshold', '0.6');
    expect(termsText()).toContain('Would answer about 50 % of the questions');
    await save();
    expect(asked[1]?.body).toEqual({ answerThreshold: 0.6 });
    terms().querySelector<HTMLInputElement>('[type=radio]')?.dispatchEvent(new Event('change'));
    await settle();
    await save();
    expect(asked[2]?.body).toEqual({ answerThreshold: null });
  });

  test('what is refused keeps what was typed and says why', async () => {
    const { terms, termsText, type, save } = await page([fine(promise), refused(400)]);
    await type('budget', '7');
    await save();
    expect(termsText()).toContain('No.');
    expect(terms().querySelector<HTMLInputElement>('input[name=budget]')?.value).toBe('7');
  });

  test('content accounts read it, and are told who may change it', async () => {
    const { terms, termsText } = await page([fine(promise)], { staff: 'content' });
    expect(terms().querySelector('fieldset')?.disabled).toBe(true);
    expect(terms().querySelector('[type=submit]')).toBeNull();
    expect(termsText()).toContain('Only managers and admins can change this.');
  });
});
