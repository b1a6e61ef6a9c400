// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { opened, type Replies, refusedWith, server } from '../../../testing/knowledge.js';
import { FdVersion } from './version.js';
import { FdVersions } from './versions.js';

const at = (day: number) => `2026-11-0${day}T09:00:00.000Z`;
const changes = { created: 1, updated: 2, unchanged: 3, removed: 1 };
const draft = {
  id: 9,
  state: 'draft',
  current: false,
  author: 'Lena',
  note: 'Returns',
  base: 2,
  createdAt: at(5),
  entries: 7,
  changes,
};
const published = (id: number, current: boolean) => ({
  id,
  state: 'published',
  current,
  createdAt: at(id),
  publishedAt: at(id),
  base: 1,
  entries: 6,
  changes,
  model: 'm',
});
const history = {
  encoder: { model: 'm', languages: ['en'], unknown: [] as string[] },
  current: 2,
  versions: [draft, published(3, false), published(2, true)],
  publications: [{ version: 2, kind: 'rollback', author: 'Ana', note: 'Too bold', at: at(4) }],
};
const line = (kind: string, text: string) => ({ kind, text });
const diff = {
  from: 2,
  to: 9,
  added: 0,
  removed: 0,
  changed: 1,
  entries: [
    {
      key: 'returns',
      title: 'Returns',
      kind: 'changed',
      fields: ['answer'],
      lines: [line('removed', '30 days'), line('added', '60 days')],
    },
  ],
};
const run = {
  current: 2,
  draft: 12,
  rows: [
    { verdict: 'contradicts', key: 'returns', title: 'Returns', of: 'refunds', why: '"60 days" against "30 days"' },
  ],
  counts: { ...changes, invalid: 0 },
  removed: ['old'],
  questions: {
    tried: 40,
    better: 1,
    worse: 1,
    failed: 1,
    changed: [
      {
        question: 'nicer',
        from: 'set',
        after: { verdict: 'answer', entries: ['returns'], confidence: 0.9 },
        change: 'better',
      },
      {
        question: 'how long',
        from: 'set',
        before: { verdict: 'answer', entries: ['returns'], confidence: 0.9, is: 'right' },
        after: { verdict: 'handoff', entries: [], confidence: 0.4, is: 'none' },
        change: 'worse',
      },
    ],
  },
  budgets: {
    before: [{ budget: 0.05, threshold: 0.8, answered: 0.3 }],
    after: [{ budget: 0.05, threshold: 0.7, answered: 0.4 }],
  },
  embedded: 2,
  ok: false,
};

const usual: Replies = { 'GET knowledge/versions': { body: history }, 'GET knowledge/diff': { body: diff } };

afterEach(() => {
  document.body.replaceChildren();
  location.hash = '';
  vi.unstubAllGlobals();
});

async function version(number: number, replies: Replies = {}) {
  const asked = server({ ...replies, ...usual, ...replies });
  const element = new FdVersion();
  element.number = number;
  return { asked, ...(await opened(element)) };
}

test('the first version of all says that everything in it is new, and asks for no comparison', async () => {
  const { base: _, ...one } = published(1, true);
  const { asked, said } = await version(1, { 'GET knowledge/versions': { body: { ...history, versions: [one] } } });
  expect(said()).toContain('all of it is new');
  expect(asked.filter(({ path }) => path.startsWith('knowledge/diff'))).toEqual([]);
});

test('the list has drafts on top, says what is current, and a rollback where it happened', async () => {
  server(usual);
  const { said, element } = await opened(new FdVersions());
  const names = [...element.renderRoot.querySelectorAll('.name')].map((one) => one.textContent);
  expect(names).toEqual(['Draft 9', 'Version 2 was made current again', 'Version 3', 'Version 2']);
  for (const part of ['not checked', 'Returns', 'Too bold', '1 new, 2 changed, 1 removed', '6 entries'])
    expect(said()).toContain(part);
  expect(element.renderRoot.querySelectorAll('.current')).toHaveLength(1);
  expect(element.renderRoot.querySelector('.name')?.getAttribute('href')).toBe('#/knowledge/versions/9');
});

test('the list says which model compares questions and what it knows, and what it does not', async () => {
  const page = async (encoder: object) => {
    document.body.replaceChildren();
    server({ 'GET knowledge/versions': { body: { ...history, encoder: { model: 'm', unknown: [], ...encoder } } } });
    return opened(new FdVersions());
  };
  expect((await page({ languages: ['en'] })).said()).toContain('with the model m. It knows English.');
  expect((await page({})).said()).toContain('Which languages it knows is not said.');
  expect((await page({ languages: ['en'], unknown: ['de', 'pt'] })).said()).toContain(
    'You also have answers in German and Portuguese',
  );
  const many = await page({ languages: ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt'] });
  expect(many.said()).toContain('It knows 9 languages.');
  expect(many.element.renderRoot.querySelector('details')?.textContent).toContain('Arabic, German, English');
  expect(many.said()).not.toContain('being made anew');
  expect((await page({ model: 'new' })).said()).toContain('Version 2 was made with another model');
});

test('a draft shows its lines with signs, and links to its entries', async () => {
  const { asked, element } = await version(9);
  expect(asked.map(({ path }) => path)).toContain('knowledge/diff?from=9');
  const lines = [...element.renderRoot.querySelectorAll('.lines-of li')].map((one) => one.textContent);
  expect(lines).toEqual(['−removed: 30 days', '+added: 60 days']);
  expect(element.renderRoot.querySelector('details a')?.getAttribute('href')).toBe('#/knowledge/entries/returns/9');
  expect((await version(3)).asked.map(({ path }) => path)).toContain('knowledge/diff?to=3');
});

test('a check shows its report, the worse first, and follows the draft to its new number', async () => {
  const { element, settle, press, said } = await version(9, {
    'POST knowledge/versions/9/check': {
      lines: [{ progress: { done: 1, total: 2, step: 'fitting' } }, { result: run }],
    },
  });
  await press('Check');
  expect(location.hash).toBe('#/knowledge/versions/12');
  element.number = 12;
  await settle();
  element.history = { ...history, versions: [{ ...draft, id: 12, model: 'm' }] } as unknown as FdVersion['history'];
  await settle();
  for (const part of ['lose its right answer', '30 % → 40 %', '"60 days" against "30 days"', 'Handed off (no answer)'])
    expect(said()).toContain(part);
  expect(said().indexOf('how long')).toBeLessThan(said().indexOf('nicer'));
  element.number = 3;
  await settle();
  expect(said()).not.toContain('lose its right answer');
});

test('publishing asks first, says whether it was checked, and sends the note', async () => {
  const { asked, press, dialog, agree, said } = await version(9, {
    'POST knowledge/versions/9/publish': { lines: [{ result: { ...changes, version: 13, embedded: 0 } }] },
  });
  await press('Publish');
  expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
  expect(dialog()?.textContent).toContain('1 entry changes');
  expect(dialog()?.textContent).toContain('was not checked');
  await agree('Longer returns');
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ note: 'Longer returns' });
  expect(said()).toContain('Published. Visitors get this version');
  expect(said()).toContain('See version 13');
});

test('what was asked can be left without effect; discarding asks, too', async () => {
  const { asked, press, dialog, agree, said } = await version(9, { 'DELETE knowledge/versions/9': { status: 204 } });
  await press('Discard');
  await press('Cancel', dialog() as HTMLElement);
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false);
  await press('Discard');
  await agree();
  expect(asked.some(({ method, path }) => method === 'DELETE' && path === 'knowledge/versions/9')).toBe(true);
  expect(said()).toContain('The draft is discarded.');
});

test('an older version becomes current again, against the one that is', async () => {
  const { asked, press, dialog, agree, said } = await version(3, {
    'POST knowledge/versions/3/rollback': { body: { version: 3 } },
  });
  await press('Make this current again');
  expect(dialog()?.textContent).toContain('version 3 instead of version 2');
  await agree('Safer');
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ current: 2, note: 'Safer' });
  expect(said()).toContain('Version 3 is current again.');
  expect((await version(2)).button('Make this current again')).toBeUndefined();
});

test('what moved on is said, and loaded again', async () => {
  const { asked, press, agree, said } = await version(3, {
    'POST knowledge/versions/3/rollback': refusedWith(409, 'moved_on', 'x'),
  });
  await press('Make this current again');
  await agree();
  expect(said()).toContain('Somebody published something in the meantime');
  const before = asked.length;
  await press('Load what is current');
  expect(asked[before]?.path).toBe('knowledge/versions');
  expect(said()).not.toContain('in the meantime');
});

test('every mistake that the server names is a line of its own', async () => {
  const message = 'a.md:3: no title\nb.md:9: no answer';
  const { element, press } = await version(9, {
    'POST knowledge/versions/9/check': { lines: [{ error: { code: 'invalid', message } }] },
  });
  await press('Check');
  expect([...element.renderRoot.querySelectorAll('.problem li')].map((one) => one.textContent)).toEqual(
    message.split('\n'),
  );
});
