import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from '../../services/platform/root.js';
import { checkEntry } from '../check.js';
import type { Entry } from '../entry.js';
import { parse } from '../import/formats.js';
import { merged, readKnowledge } from '../import/read.js';
import { contentHash } from '../rows.js';
import { formatFor, writers } from './write.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (format: string, entries: Entry[]) => writers[format]?.(entries) ?? { files: [] };

/** Writes, reads again, and gives what came back. */
function roundTrip(format: string, entries: Entry[]) {
  const to = mkdtempSync(join(folder, 'x-'));
  for (const { path, text } of write(format, entries).files) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text);
  }
  return readKnowledge(to);
}

const hashes = (entries: Entry[]) => Object.fromEntries(entries.map((entry) => [entry.key, contentHash(entry)]));

const entry = (fields: Partial<Entry>): Entry => ({
  key: 'a',
  title: 'T',
  questions: [],
  answer: 'A',
  locale: 'en',
  inboxes: [],
  tags: [],
  ...fields,
});

/** What makes formats stumble. */
const odd: Entry[] = [
  entry({ key: 'plans/cancel', title: 'Cancel: your "plan"', questions: ['no', '2024', '# x', '- y', "it's"] }),
  entry({ key: 'Plans/Cancel', title: 'null', answer: '---\nid: z\n---\n\n```\n<p>{{ x }}</p>\n```' }),
  entry({ key: '../../etc/passwd', answer: '<p>HTML <b>stays</b></p>\n{: .note}', tags: ['a,b', 'c;d', '[x'] }),
  entry({ key: 'README', title: 'Multi\nline', questions: ['two\nlines', 'a;b\tc', '"q"'], locale: 'pt-BR' }),
  entry({ key: '_draft', link: 'https://shop.example/a?b=c#d', inboxes: ['default', 'my-shop'] }),
  entry({ key: 'zendesk-macro/26', answer: 'Ticket {{ticket.id}}, {{visitor.name|there}}', audience: 'agents' }),
  entry({ key: '日本語/質問', title: 'é', answer: '| a | b |\n| --- | --- |\n| 1 | 2 |\n\n    code\n\n1. x\n   - y' }),
  entry({ key: '…', answer: 'See [a]({{ site.baseurl }}/x)', audience: 'agents', tags: ['x'] }),
  entry({ key: 'sale', validFrom: '2026-11-27', validUntil: '2026-11-30' }),
  entry({ key: 'sale/over', validUntil: '2026-11-30', audience: 'agents', updatedAt: '2026-01-02T03:04:05.000Z' }),
];

test.each(['markdown', 'json', 'yaml', 'csv'])('%s: loading what was written changes nothing', (format) => {
  const shipped = readKnowledge(join(root, 'knowledge/content')).entries;
  const all = [...shipped, ...odd];
  const { entries, problems, notes } = roundTrip(format, all);
  expect(problems).toEqual([]);
  expect(notes).toEqual([]);
  expect(hashes(entries)).toEqual(hashes(all));
  expect(entries.find(({ key }) => key === 'sale/over')?.updatedAt).toBe('2026-01-02T03:04:05.000Z');
});

const words = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        '\n',
        '"',
        "'",
        ',',
        ';',
        '|',
        ':',
        '#',
        '-',
        '---',
        '{',
        '}',
        '<b>',
        '&',
        '`',
        '*',
        '%',
        '[',
        ']',
        '\\',
        'é',
        '=',
        '!',
      ),
      { minLength: 1, maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);
const entries = fc
  .uniqueArray(
    fc.record({
      key: words,
      title: words,
      questions: fc.array(words, { maxLength: 4 }),
      answer: words,
      locale: fc.constantFrom('en', 'de-AT'),
      inboxes: fc.subarray(['default', 'shop']),
      tags: fc.array(words, { maxLength: 3 }),
    }),
    { selector: ({ key }) => key, minLength: 1, maxLength: 5 },
  )
  .map((list) => {
    // As they would be stored; what may not be stored need not come back.
    const checked = list.flatMap((it) => {
      const result = checkEntry(it);
      return 'entry' in result ? [result.entry] : [];
    });
    return checked.filter(({ key }, i) => checked.findIndex((it) => it.key === key) === i);
  })
  .filter((list) => list.length > 0);

test.each(['markdown', 'json', 'yaml', 'csv'])('%s: any entries', (format) => {
  fc.assert(
    fc.property(entries, (list) => {
      // Its notes say what CSV cannot hold.
      fc.pre(!write(format, list).notes?.length);
      const files = write(format, list).files.map(({ path, text }) => parse({ file: path, text }, { folder: true }));
      const read = merged('x', files);
      expect(read.problems).toEqual([]);
      expect(hashes(read.entries)).toEqual(hashes(list));
    }),
    { numRuns: 80 },
  );
});

test('no path leads out of the folder, or is the same as another where case makes no difference', () => {
  const paths = write('markdown', odd).files.map(({ path }) => path);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(odd.length);
  expect(paths).toHaveLength(odd.length);
  for (const path of paths) expect(path).toMatch(/^(?!.*\.\.)[^/._-][^\\:*?"<>|]*\.md$/);
});

test.each(Object.keys(writers).slice(4))('%s: what it wrote is recognised and loads again', (format) => {
  const list = [
    entry({
      key: 'macros/hello',
      title: 'Hello',
      questions: ['hi there', 'hello'],
      answer: 'Hello {{visitor.name|there}}, **welcome**.',
    }),
    entry({
      key: 'hours',
      title: 'Opening hours',
      answer: '- Monday\n- Tuesday',
      tags: ['hours'],
      link: 'https://shop.example/hours',
    }),
    entry({ key: 'macros/ticket', title: 'Ticket', answer: 'Ticket {{ticket.id}}', audience: 'agents' }),
  ];
  const { entries, problems } = roundTrip(format, list);
  expect(problems).toEqual([]);
  const answers = entries.map(({ answer }) => answer).join('\n');
  expect(answers).toMatch(/Hello (?:\{\{visitor\.name\|there\}\}|there), \*\*welcome\*\*\./);
  expect(answers).toContain('- Monday\n- Tuesday');
});

test('Chatwoot takes a thousand rows at once', () => {
  const many = Array.from({ length: 1_001 }, (_, i) => entry({ key: `k${i}`, title: `Question ${i}` }));
  const { files, notes } = write('chatwoot', [...many, entry({ key: 'long', title: 'x'.repeat(300) })]);
  expect(files.map(({ path }) => path)).toEqual(['chatwoot-faq-1.csv', 'chatwoot-faq-2.csv']);
  expect(notes).toEqual(['1 questions are left out: Chatwoot takes up to 255 characters']);
});

test('a path says the format', () => {
  expect(['out', 'kb.json', 'x/KB.CSV', 'kb.yml'].map(formatFor)).toEqual(['markdown', 'json', 'csv', 'yaml']);
});
