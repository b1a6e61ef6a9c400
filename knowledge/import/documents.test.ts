import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utils, write } from '@e965/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipOf } from '../../services/testing/zip.js';
import { type Read, readKnowledge } from './read.js';
import { sectionsOf } from './sections.js';
import { checkZip } from './zip.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const megabyte = Buffer.alloc(1024 * 1024);

const pdf = (trailer: string, body = '') => `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>>>endobj
${body}
trailer<</Root 1 0 R${trailer}>>
`;

function workbook(rows: unknown[][], change: (sheet: Record<string, unknown>) => void = () => {}): Buffer {
  const sheet = utils.aoa_to_sheet(rows);
  change(sheet);
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'faq');
  return write(book, { type: 'buffer', bookType: 'xlsx' });
}

const files: Record<string, Buffer | string> = {
  'bomb.docx': zipOf([{ name: 'word/document.xml', data: Buffer.alloc(201 * 1024 * 1024) }]),
  'lies.xlsx': zipOf([{ name: 'xl/workbook.xml', data: megabyte, size: 10 }]),
  'archive.zip.txt': zipOf([{ name: 'notes.txt', data: 'hello' }]),
  'broken.docx': Buffer.from('PK\x03\x04 and nothing else'),
  'no-words.docx': zipOf([{ name: 'word/document.xml', data: '<oops' }]),
  'locked.xlsx': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), megabyte]),
  'locked.pdf': pdf(
    `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>/P -4>>`,
  ),
  'scan.pdf': pdf(''),
  'broken.pdf': '%PDF-1.7\nnothing here',
  'formula.xlsx': workbook(
    [
      ['question', 'answer'],
      ['How?', 'So.'],
      ['Why?', 'x'],
    ],
    (sheet) => {
      sheet.B3 = { t: 's', v: 'x', f: 'HYPERLINK("http://evil.example")' };
    },
  ),
  'wide.xlsx': workbook([Array.from({ length: 200 }, (_, i) => (i ? `c${i}` : 'question'))]),
  'strange.xlsx': workbook([
    ['a', 'b'],
    [1, 2],
  ]),
  'renamed.md': workbook([
    ['Question', 'Answer'],
    ['How?', 'So.'],
  ]),
};

let folder: string;
let read: Read;
const entriesOf = (name: string) => read.entries.filter(({ source }) => source === name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  for (const name of ['faq.docx', 'policy.pdf', 'qnabot.xlsx']) copyFileSync(fixture(name), join(folder, name));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  read = readKnowledge(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['bomb.docx', 'would unpack to 201 MB'],
  ['lies.xlsx', 'unpacks to more than it says'],
  ['archive.zip.txt', 'is an archive; unpack it'],
  ['broken.docx', 'the file is damaged'],
  ['no-words.docx', 'cannot be read'],
  ['locked.xlsx', 'is protected by a password'],
  ['locked.pdf', 'is protected by a password'],
  ['scan.pdf', 'holds no text, as scans do'],
  ['broken.pdf', 'the PDF is damaged'],
  ['formula.xlsx', 'the cell B3 holds a formula'],
  ['wide.xlsx', 'has 200 columns, more than 100'],
  ['strange.xlsx', 'no sheet names its columns'],
])('refused with a sentence: %s', (name, message) => {
  expect(read.problems.filter(({ file }) => file === name)).toEqual([
    expect.objectContaining({ message: expect.stringContaining(message) }),
  ]);
});

test('a formula is named by its row, and what a file is does not hang on its name', () => {
  expect(read.problems.find(({ file }) => file === 'formula.xlsx')?.line).toBe(3);
  expect(read.entries.map(({ source, answer }) => [source, answer])).toContainEqual(['renamed.md', 'So.']);
});

test('a document is cut at its headings, and each part keeps its id', () => {
  expect(
    entriesOf('faq.docx').map(({ key, title, questions, answer }) => [key, title, questions.length, answer]),
  ).toEqual([
    ['faq', 'Shop FAQ', 0, 'Intro words.'],
    ['faq#are-you-open', 'Are you open?', 1, 'Nine to five.'],
    ['faq#ship-abroad', 'Ship abroad?', 1, 'To Europe.'],
  ]);
});

test('a PDF', () => {
  expect(entriesOf('policy.pdf')).toMatchObject([
    { key: 'policy', title: 'policy', answer: 'Returns policy\n30 days' },
  ]);
});

test("QnABot's spreadsheet, beside a sheet that is none", () => {
  expect(entriesOf('qnabot.xlsx')).toMatchObject([
    { key: 'qnabot/A.1', questions: ['How do I return?', 'send back'], answer: 'By **parcel**.', tags: ['returns'] },
    { key: 'qnabot/A.2', questions: ['Open?'], answer: 'Nine.' },
  ]);
  const notes = read.notes.filter(({ file }) => file === 'qnabot.xlsx');
  expect(notes).toMatchObject([{ message: expect.stringContaining('the sheet "other" is left out') }]);
});

test('headings that are the same get different ids', () => {
  expect(sectionsOf('# A\n\nx\n\n# A\n\ny', 'T').map(({ slug }) => slug)).toEqual(['a', 'a-2']);
  expect(sectionsOf('# Only one\n\nx', 'T')).toEqual([{ title: 'T', slug: '', body: '# Only one\n\nx' }]);
});

test('many files inside are refused as well', () => {
  const many = Array.from({ length: 5_001 }, (_, i) => ({ name: `${i}`, data: '' }));
  expect(checkZip(zipOf(many))).toEqual({ problem: expect.stringContaining('holds 5001 files') });
});
