// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { opened, server } from '../../../testing/knowledge.js';
import { FdGaps } from './gaps.js';
import { type Closed, measured } from './measured.js';

const at = '2026-11-05T09:00:00.000Z';
const asks = (text: string, conversationId: string, times = 1) => ({ text, conversationId, at, times });
const gap = {
  question: 'Do you ship to Norway',
  decisions: [4, 7],
  asked: 3,
  conversations: 2,
  handoffs: 2,
  minutes: 11.6,
  unanswered: 2,
  badlyAnswered: 1,
  reasons: { nothing_found: 2 },
  nearest: { key: 'shipping', title: 'Where we ship', share: 0.6 },
  questions: [asks('Do you ship to Norway', 'c1', 2), asks('norway?', 'c2'), asks('norway?', 'c3')],
  replies: [{ text: 'Yes, in five days.', agent: 'Lena', conversationId: 'c1', at }],
};
const other = { ...gap, question: 'Gift cards', decisions: [9], nearest: undefined };
const figures = (days: number, asked: number, handedOff: number) => ({
  days,
  asked,
  handedOff,
  answered: asked - handedOff,
});
const closed: Closed = {
  id: 1,
  question: 'Opening hours',
  state: 'published',
  key: 'hours',
  by: 'Ana',
  at,
  publishedAt: at,
  before: figures(9, 12, 11),
  after: figures(9, 8, 1),
};

afterEach(() => {
  document.body.replaceChildren();
  sessionStorage.clear();
  location.hash = '';
  vi.unstubAllGlobals();
});

async function page(reply: object = { gaps: [gap, other], closed: [closed] }, staff: FdGaps['staff'] = 'manager') {
  const asked = server({
    'GET knowledge/gaps': { body: { read: 5, more: false, days: 30, ...reply } },
    'GET knowledge/versions': { body: { versions: [{ id: 9, state: 'draft', note: 'Winter' }], publications: [] } },
    'POST knowledge/gaps': { body: { gap: 2, version: 9, draft: true } },
  });
  const element = new FdGaps();
  element.staff = staff;
  const opening = await opened(element);
  const first = () => element.renderRoot.querySelector('fd-gap')?.renderRoot as ShadowRoot;
  const sent = () => asked.find(({ method }) => method === 'POST')?.body;
  return { asked, first, sent, ...opening };
}

test('says what a gap costs, and links its conversations for those who have them', async () => {
  const { first, said, asked } = await page();
  expect(asked[0]?.path === 'knowledge/gaps?days=30' || asked[1]?.path === 'knowledge/gaps?days=30').toBe(true);
  for (const part of ['asked 3 times', '2 handoffs', '12 minutes', 'Nothing found: 2', '1 badly answered'])
    expect(said(first())).toContain(part);
  expect(first().querySelector('.found a')?.getAttribute('href')).toBe('#/conversations/c1');
  const content = await page(undefined, 'content');
  expect(content.first().querySelector('.found a')).toBeNull();
});

test('an answer is written in the editor, which begins with what an agent replied', async () => {
  const { first, press } = await page();
  await press('Write an answer', first());
  expect(JSON.parse(sessionStorage.getItem('frontdesk:gap') ?? '')).toEqual({
    decisions: [4, 7],
    title: 'Do you ship to Norway',
    questions: ['Do you ship to Norway', 'norway?'],
    answer: 'Yes, in five days.',
  });
  expect(location.hash).toBe('#/knowledge/entries/%2B');
});

test('questions go to the entry they ask for, into the draft that was chosen; then the group leaves', async () => {
  const { first, press, settle, sent, said, element } = await page();
  await press('These ask for', first());
  const boxes = [...first().querySelectorAll<HTMLInputElement>('input[name=question]')];
  expect(boxes.map(({ checked }) => checked)).toEqual([true, true]);
  if (boxes[0]) boxes[0].checked = false;
  const select = first().querySelector('select') as HTMLSelectElement;
  expect([...select.options].map(({ value }) => value)).toEqual(['new', '9', '']);
  select.value = '9';
  first()
    .querySelector('form')
    ?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect(sent()).toEqual({ decisions: [4, 7], key: 'shipping', questions: ['norway?'], draft: 9 });
  expect(element.renderRoot.querySelectorAll('fd-gap')).toHaveLength(1);
  expect(element.renderRoot.querySelector('[role=status]')?.textContent).toContain('The questions are in draft 9.');
  expect(said(first())).toContain('Gift cards');
});

test('nothing to answer asks first', async () => {
  const { first, press, sent, dialog, agree, element } = await page();
  await press('Nothing to answer', first());
  expect(sent()).toBeUndefined();
  expect(dialog(first())?.textContent).toContain('The conversations stay.');
  await agree(undefined, first());
  expect(sent()).toEqual({ decisions: [4, 7], dismiss: true });
  expect(element.renderRoot.querySelectorAll('fd-gap')).toHaveLength(1);
});

test('where there are none, that is said, and no more than that', async () => {
  expect((await page({ gaps: [], closed: [] })).said()).toContain('No gaps in the last 30 days');
});

test('what became of a closed gap is told in figures', async () => {
  const { said, element } = await page();
  expect(said()).toContain('Before: 12 asked in 9 days, 11 handed to a person.');
  expect(said()).toContain('Since: 8 asked, 1 handed to a person.');
  expect(element.renderRoot.querySelector('.bars')?.getAttribute('aria-label')).toContain('92\u00a0% before');
});

test.each([
  [0.5, 9, 'less than a day ago'],
  [1.5, 9, 'yesterday; too early to tell'],
  [5, 0, 'Nobody has asked since'],
  [5, 1, 'once since; too few'],
  [5, 4, '4 times since; too few'],
])('after %d days and %d questions it is too early to tell', (days, asked, words) => {
  const found = measured({ ...closed, after: figures(days, asked, 0) });
  expect(found && 'early' in found ? found.early : found).toContain(words);
  expect(measured({ ...closed, state: 'dismissed' })).toBeUndefined();
});
