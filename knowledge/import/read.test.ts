import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKnowledge } from './read.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const page = (title: string) => `---\ntitle: ${title}\n---\nAnswer of ${title}.`;

test('a folder: keys are paths, formats may mix, what is not for reading is left out', () => {
  write('plans/cancel.md', page('Cancel'));
  write('home.markdown', page('Home'));
  write('kb.json', '[{"id": "k", "title": "K", "answer": "A"}]');
  write('faq.csv', 'question,answer\nQ,A');
  write('.git/x.md', page('Hidden'));
  write('README.md', '# For writers');
  write('logo.png', Buffer.from([0x89, 0x50, 0, 0]));
  symlinkSync(folder, join(folder, 'round'));
  const { entries, problems, notes } = readKnowledge(folder);
  expect(problems).toEqual([]);
  expect(entries.map((entry) => entry.key)).toEqual([expect.stringMatching(/^faq-/), 'home', 'k', 'plans/cancel']);
  expect(notes.map((note) => note.file)).toEqual(['README.md', 'logo.png']);
});

test.each([
  ['x.txt', '[{"id": "k", "title": "K", "answer": "A"}]'],
  ['x.json', page('K')],
  ['x.md', 'question;answer\nK;A'],
  ['x', '# K\n\nA'],
  ['x.csv', '\uFEFF[{"id": "k", "title": "K", "answer": "A"}]'],
])('what a file is, is told from its content: %s', (name, content) => {
  const { entries, problems } = readKnowledge(write(name, content));
  expect(problems).toEqual([]);
  expect(entries.map((entry) => entry.title)).toEqual(['K']);
});

test('Markdown that begins with a link is not JSON', () => {
  const { problems } = readKnowledge(write('x.md', '[link](https://x.example)\n'));
  expect(problems).toMatchObject([{ file: 'x.md', line: 1, message: expect.stringContaining('has no title') }]);
});

test.each([
  ['UTF-8 with a mark', Buffer.from('\uFEFFquestion,answer\nGrüße?,So')],
  ['UTF-16 with a mark', Buffer.from('\uFEFFquestion,answer\nGrüße?,So', 'utf16le')],
  ['UTF-16 without one', Buffer.from('question,answer\nGrüße?,So', 'utf16le')],
  ['UTF-16 big-endian', Buffer.from('\uFEFFquestion,answer\nGrüße?,So', 'utf16le').swap16()],
])('%s', (_, bytes) => {
  expect(readKnowledge(write('faq.csv', bytes))).toMatchObject({ problems: [], entries: [{ title: 'Grüße?' }] });
});

test.each([
  ['Latin-1', Buffer.from('question,answer\nGrüße?,So', 'latin1'), 'this is not UTF-8 text; save it as UTF-8'],
  ['a NUL', Buffer.from('question,answer\nA\0,So'), 'holds a NUL character', 2],
  ['prose', Buffer.from('Just some words.'), 'is not Markdown, JSON, CSV or another format'],
  ['nothing', Buffer.from('[]'), 'there is nothing to load here'],
])('refused with a sentence: %s', (_, bytes, message, line?: number) => {
  const { problems } = readKnowledge(write('x.txt', bytes));
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain(message);
  if (line !== undefined) expect(problems[0]?.line).toBe(line);
});

test('a file over 50 MB is refused without being read', () => {
  const path = write('kb.json', '[');
  truncateSync(path, 50 * 1024 * 1024 + 1);
  expect(readKnowledge(path).problems[0]?.message).toContain('larger than 50 MB');
});

test('the same id twice names both places', () => {
  write('a.json', '[\n{"id": "k", "title": "K", "answer": "A"}\n]');
  write('b.md', '---\nid: k\ntitle: T\n---\nA');
  expect(readKnowledge(folder).problems).toEqual([
    { file: 'b.md', line: 3, message: 'the id "k" is already used in a.json:2; give it another' },
  ]);
});

test('a path that is not there', () => {
  expect(readKnowledge(join(folder, 'none')).problems[0]?.message).toContain('no such file or folder');
});
