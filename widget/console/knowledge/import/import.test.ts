// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { opened, server } from '../../../testing/knowledge.js';
import { FdImport } from './import.js';
import { base64, MOST_BYTES, tooMuch } from './upload.js';

const counts = { created: 2, updated: 0, unchanged: 1, removed: 0, invalid: 0 };
const run = {
  rows: Array.from({ length: 25 }, (_, i) => ({
    verdict: 'new',
    key: `k${i}`,
    title: `Entry ${i}`,
    file: 'a.md',
    line: i,
  })),
  counts,
  removed: [],
  questions: { tried: 0, better: 0, worse: 0, failed: 0, changed: [] },
  budgets: {},
  embedded: 2,
  ok: true,
  notes: [{ file: 'a.md', message: 'A picture was left out.' }],
};
const loaded = { ...counts, version: 14, embedded: 2, draft: true };

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function page(reply: object = run) {
  const asked = server({ 'POST knowledge/import': [{ lines: [{ result: reply }] }, { lines: [{ result: loaded }] }] });
  const opening = await opened(new FdImport());
  const choose = async (...files: File[]) => {
    const field = opening.element.renderRoot.querySelector('input[type=file]') as HTMLInputElement;
    Object.defineProperty(field, 'files', { value: files, configurable: true });
    field.dispatchEvent(new Event('change'));
    await opening.settle();
  };
  return { asked, choose, ...opening };
}

test('too much is refused before anything is sent, and the other way is named', async () => {
  const { asked, choose, said, button } = await page();
  const large = new File(['x'], 'large.pdf');
  Object.defineProperty(large, 'size', { value: MOST_BYTES + 1 });
  await choose(large);
  expect(said()).toContain('npm run knowledge:load');
  expect(button('See what it would do')).toBeUndefined();
  expect(asked).toEqual([]);
  expect([tooMuch([{ size: MOST_BYTES }]), tooMuch([{ size: MOST_BYTES }, { size: 1 }])]).toEqual([
    undefined,
    'importTooLarge',
  ]);
  expect(tooMuch(Array(1_001).fill({ size: 1 }))).toBe('importTooMany');
});

test('a dry run comes before anything else, and a draft only after it', async () => {
  const { asked, choose, said, button, press, element, settle } = await page();
  await choose(new File(['# Hello'], 'a.md'));
  expect(button('Keep as a draft')).toBeUndefined();
  const prune = element.renderRoot.querySelector('input[name=prune]') as HTMLInputElement;
  prune.checked = true;
  prune.dispatchEvent(new Event('change'));
  await settle();
  await press('See what it would do');
  const files = [{ name: 'a.md', base64: btoa('# Hello') }];
  expect(asked.map(({ body }) => body)).toEqual([{ files, prune: true, mode: 'dry_run' }]);
  for (const part of ['Nothing speaks against it', 'Entry 19', 'A picture was left out.'])
    expect(said()).toContain(part);
  expect(said()).not.toContain('Entry 20');
  await press('Show all 25');
  expect(said()).toContain('Entry 24');
  await press('Keep as a draft');
  expect(asked[1]?.body).toEqual({ files, prune: true, mode: 'draft' });
  expect(said()).toContain('See draft 14');
});

test('other files make the report void, and publishing asks first', async () => {
  const { asked, choose, button, press, dialog, agree } = await page();
  await choose(new File(['a'], 'a.md'), new File(['b'], 'b.md'));
  await press('See what it would do');
  await press('Publish');
  expect(asked).toHaveLength(1);
  expect(dialog()?.textContent).toContain('2 entries are new');
  await agree('Autumn');
  expect(asked[1]?.body).toMatchObject({ mode: 'publish', note: 'Autumn' });
  await choose(new File(['c'], 'c.md'));
  expect(button('Publish')).toBeUndefined();
});

test('what cannot be read cannot be loaded', async () => {
  const rows = [{ verdict: 'invalid', file: 'a.md', line: 3, why: 'There is no title.' }];
  const { choose, press, said, button } = await page({ ...run, rows, counts: { ...counts, invalid: 1 }, ok: false });
  await choose(new File(['a'], 'a.md'));
  await press('See what it would do');
  for (const part of ['One place cannot be read', 'a.md, line 3', 'There is no title.']) expect(said()).toContain(part);
  expect(button('Keep as a draft')).toBeUndefined();
});

test('bytes of any number survive base64', () => {
  for (const length of [0, 1, 24_575, 24_576, 24_577, 60_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
    expect(Buffer.from(base64(bytes), 'base64').equals(Buffer.from(bytes))).toBe(true);
  }
});
