import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isComposed } from './composing.js';

test.each([
  ['Chromium, while a word is chosen', { isComposing: true, keyCode: 229 }, true],
  ['Firefox, the Enter that ends it', { isComposing: true, keyCode: 13 }, true],
  ['Safari, the Enter that ended it', { isComposing: false, keyCode: 229 }, true],
  ['a key by itself', { isComposing: false, keyCode: 13 }, false],
])('%s', (_, event, composed) => expect(isComposed(event)).toBe(composed));

test('no key handler looks for itself, and none that acts on Enter forgets to', () => {
  const files = (readdirSync('widget', { recursive: true }) as string[])
    .map((file) => join('widget', file))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !/\.test\.ts$|e2e|testing|examples|screenshots/.test(file));
  expect(files.length).toBeGreaterThan(100);
  // Asked by the composer, which has looked.
  const asked = /(canned|mention)-list\.ts$/;
  const sources = files.map((file) => ({ file, source: readFileSync(file, 'utf8') }));
  const own = sources.filter(
    ({ file, source }) => /\bevent\.isComposing|keyCode === /.test(source) && !file.endsWith('composing.ts'),
  );
  expect(own.map(({ file }) => file)).toEqual([]);
  const forgets = sources.filter(
    ({ source }) => /\.key [!=]== '(Enter|Escape)'|case 'Enter'/.test(source) && !source.includes('isComposed(event)'),
  );
  expect(forgets.map(({ file }) => file).filter((file) => !asked.test(file))).toEqual([]);
});
