import { describe, expect, test } from 'vitest';
import { cpuMs } from '../testing/cpu.js';
import { bomb, docx, gif, jpeg, pdf, png, webp, xlsx, zip } from '../testing/files.js';
import { failure } from '../testing/verbs.js';
import { fileTypes, kindOf } from './file-kinds.js';

const text = (said: string) => Buffer.from(said);

describe('what a file is', () => {
  test.each([
    ['photo.png', png, 'image/png', 'photo.png'],
    ['photo.JPG', jpeg, 'image/jpeg', 'photo.jpg'],
    ['a.gif', gif, 'image/gif', 'a.gif'],
    ['a.webp', webp, 'image/webp', 'a.webp'],
    ['invoice.pdf', pdf, 'application/pdf', 'invoice.pdf'],
    ['letter.docx', docx, fileTypes[7], 'letter.docx'],
    ['prices.xlsx', xlsx, fileTypes[8], 'prices.xlsx'],
    ['notes.txt', text('Grüße'), 'text/plain', 'notes.txt'],
    ['table.csv', text('a,b\n1,2\n'), 'text/csv', 'table.csv'],
    ['notes', text('hello'), 'text/plain', 'notes.txt'],
    // A text may begin like something else.
    ['cars.txt', text('BMW and MZ'), 'text/plain', 'cars.txt'],
    // A wrong name is put right.
    ['photo.jpg', png, 'image/png', 'photo.png'],
    ['photo', png, 'image/png', 'photo.png'],
    ['invoice.pdf.exe', pdf, 'application/pdf', 'invoice.pdf'],
    ['letter.zip', docx, fileTypes[7], 'letter.docx'],
  ])('%s', async (name, bytes, type, right) => {
    expect(await kindOf(bytes, name)).toEqual({ type, name: right });
  });

  test.each([
    ['photo.png', text('<!doctype html><script>alert(1)</script>')],
    ['drawing.svg', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['drawing.png', text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['page.html', text('<p>hello</p>')],
    ['run.sh', text('#!/bin/sh\nrm -rf /\n')],
    ['run.exe', Buffer.concat([text('MZ'), Buffer.alloc(200)])],
    ['archive.zip', zip],
    ['letter.docx', zip],
    ['notes.txt', Buffer.from([0x48, 0x69, 0, 0x21])],
    ['notes.txt', Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65])],
  ])('%s of another content is refused, with the mend', async (name, bytes) => {
    expect(await failure(kindOf(bytes, name))).toMatchObject({
      status: 400,
      code: 'file_type',
      message: expect.stringMatching(/Send this one as|Save it as UTF-8/),
    });
  });

  test('an empty file is refused', async () => {
    expect(await failure(kindOf(Buffer.alloc(0), 'a.txt'))).toMatchObject({ status: 400, code: 'file_empty' });
  });

  test('a zip that would be huge is not unpacked', async () => {
    const sent = bomb();
    const before = process.memoryUsage().rss;
    expect(await cpuMs(() => kindOf(sent, 'letter.docx').catch(() => {}))).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
});

describe('the name of a file', () => {
  test.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\Users\\anna\\secret.txt', 'secret.txt'],
    ['a\u0000b\nc\u0007.txt', 'abc.txt'],
    ['invoice\u202etxt.exe.txt', 'invoicetxt.exe.txt'],
    ['..txt', 'txt.txt'],
    ['...', 'file.txt'],
    ['a"b<c>|d?.txt', 'a_b_c__d_.txt'],
    ['  much   room .txt', 'much room.txt'],
    ['Überweisung März.txt', 'Überweisung März.txt'],
    ['請求書.txt', '請求書.txt'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(100)}.txt`],
    ['\ud800.txt', 'txt.txt'],
  ])('%j', async (named, name) => {
    expect((await kindOf(text('hi'), named)).name).toBe(name);
  });
});
