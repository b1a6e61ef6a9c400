// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import type { FileLink } from '../../services/wire/files.js';
import { FileList } from './file-list.js';
import { isImage, sizeText } from './file-look.js';

afterEach(() => document.body.replaceChildren());
const file = (id: string, type: string, size = 2_048): FileLink => ({
  id,
  name: `${id}.x`,
  type,
  size,
  url: `/f/${id}`,
});

async function screen(files: FileLink[]) {
  const list = new FileList();
  Object.assign(list, { files, server: 'https://a.example' });
  document.body.append(list);
  await list.updateComplete;
  const all = (what: string) => [...list.renderRoot.querySelectorAll(what)];
  return { list, all, links: (what: string) => all(what).map((it) => it.getAttribute('href')) };
}

test('images are shown, the rest are rows; each opens beside the page', async () => {
  const { all, links } = await screen([
    file('a', 'image/png'),
    file('b', 'application/pdf'),
    file('c', 'image/svg+xml'),
  ]);
  expect(links('a.image')).toEqual(['https://a.example/f/a']);
  expect(links('a.row')).toEqual(['https://a.example/f/b', 'https://a.example/f/c']);
  expect(all('img').map((it) => [it.getAttribute('src'), it.getAttribute('alt')])).toEqual([
    ['https://a.example/f/a', 'a.x'],
  ]);
  expect(all('a').map((it) => [it.getAttribute('target'), it.getAttribute('rel')])).toEqual(
    Array.from({ length: 3 }, () => ['_blank', 'noopener noreferrer']),
  );
  expect(all('.row .name').map((it) => it.textContent)).toEqual(['b.x', 'c.x']);
  expect(all('.row .size')[0]?.textContent).toBe('2 kB');
});

test('several images are a grid; none are no box', async () => {
  const { all } = await screen([file('a', 'image/png'), file('b', 'image/jpeg')]);
  expect(all('.images.several')).toHaveLength(1);
  expect((await screen([file('a', 'image/png')])).all('.images.several')).toHaveLength(0);
  expect((await screen([file('a', 'text/plain')])).all('.images')).toHaveLength(0);
  const empty = new FileList();
  expect([empty.files, empty.server, empty.locale, empty.broken.size]).toEqual([[], '', 'en', 0]);
});

test('an image that does not load becomes a row, and those before it stay rows', async () => {
  const { list, all, links } = await screen([file('a', 'image/png'), file('b', 'image/gif'), file('c', 'image/webp')]);
  for (const rows of [['a'], ['a', 'b']]) {
    all('img')[0]?.dispatchEvent(new Event('error'));
    await list.updateComplete;
    expect(links('a.row')).toEqual(rows.map((id) => `https://a.example/f/${id}`));
  }
  expect(links('a.image')).toEqual(['https://a.example/f/c']);
});

test('a size is never told smaller than it is', () => {
  const MB = 1024 * 1024;
  expect([0, 1, 1_024, 1_025, MB - 1, MB, MB + 1, 1.41 * MB].map((bytes) => sizeText(bytes, 'en'))).toEqual([
    ...['0 kB', '1 kB', '1 kB', '2 kB', '1,024 kB', '1 MB', '1.1 MB', '1.5 MB'],
  ]);
  expect(['image/png', 'image/pngx', 'ximage/png', 'image/bmp'].map((type) => isImage({ type }))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
