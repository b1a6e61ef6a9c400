import { expect, test } from 'vitest';
import { parseMarkdown } from './markdown.js';

const parse = (text: string, file = 'plans/cancel.md') => parseMarkdown({ file, text }, { key: file.slice(0, -3) });
const problems = (text: string) => parse(text).problems.map(({ line, message }) => `${line}: ${message}`);

test('a canned response as a content team keeps it', () => {
  const text = `---\r
title: "Cancel: your plan"\r
questions:\r
  - How do I cancel?\r
  - 2024\r
tags: [plans, no]\r
locale: en-GB\r
inboxes: [shop]\r
link: https://shop.example/cancel\r
---\r
1. Open **your plan**.\r
\r
--- that is all\r
`;
  expect(parse(text)).toEqual({
    entries: [
      {
        file: 'plans/cancel.md',
        line: 2,
        entry: {
          key: 'plans/cancel',
          title: 'Cancel: your plan',
          questions: ['How do I cancel?', '2024'],
          answer: '1. Open **your plan**.\n\n--- that is all',
          locale: 'en-GB',
          inboxes: ['shop'],
          tags: ['plans', 'no'],
          link: 'https://shop.example/cancel',
          source: 'plans/cancel.md',
        },
      },
    ],
    problems: [],
    notes: [],
  });
});

test('an id in the front matter is the key, whatever the file is called', () => {
  expect(parse('---\nid: cancel-1\ntitle: T\n---\nA').entries[0]?.entry.key).toBe('cancel-1');
});

test('without front matter the first heading is the title', () => {
  expect(parse('# Opening hours #\n\nWe open at nine.').entries[0]?.entry).toMatchObject({
    title: 'Opening hours',
    answer: 'We open at nine.',
  });
});

test('an article of a help centre', () => {
  const text = `---
title: Does it have limits?
nav_title: Usage limits
category: Chat
order: 4
---
[Chat](https://chat.example){:target="\\_blank"}{:rel="noopener"} is free. See [the privacy page]({{ site.baseurl }}/privacy/).

{% include footer.md %}
`;
  expect(parse(text).entries[0]?.entry).toMatchObject({
    title: 'Does it have limits?',
    questions: ['Usage limits'],
    tags: ['Chat'],
    answer: '[Chat](https://chat.example) is free. See the privacy page.',
  });
});

test.each([
  ['---\nlayout: redirect\nredirect: /there\n---\n', 'only redirects'],
  ['---\ntitle: T\nexternal_redirect: https://x.example\n---\nMoved.', 'only redirects'],
  ['---\ntitle: T\nnav_title: T\n---\n{% include nav.md %}\n', 'no text'],
  ['---\ntitle: T\ndraft: true\n---\nSoon.', 'draft'],
  ['\n', 'empty'],
])('stubs are left out with a note: %j', (text, note) => {
  const { entries, problems, notes } = parse(text);
  expect({ entries, problems }).toEqual({ entries: [], problems: [] });
  expect(notes[0]?.message).toContain(note);
});

test.each([
  ['---\ntitle: Cancel: your plan\n---\nA', /^2: the front matter cannot be read: .*quotes/],
  ['---\ntitle: T\nquestions:\n  - [a\n---\nA', /^[45]: the front matter cannot be read/],
  ['---\ntitle: T\ntitle: U\n---\nA', /^3: the front matter cannot be read: .*unique/],
  ['---\ntitle: T\nA', /^1: the front matter is not closed/],
  ['---\n- a\n- b\n---\nA', /^2: the front matter must hold lines such as title:/],
  ['---\nquestions: [q]\n---\nA', /^1: has no title/],
  ['---\ntags: []\ntitle:\n---\nA', /^3: the title is empty/],
  ['---\ntitle: T\nquestions: [q]\n---\n\n', /^5: the answer is empty/],
  ['---\ntitle: T\n---\n', /: the answer is empty/],
  ['---\ntitle: T\nquestions: How?\n---\nA', /^3: questions must be a list of texts .*dash/],
  ['---\ntitle: [a, b]\n---\nA', /^2: the title must be text/],
  ['---\ntitle: T\nlocale: Klingon!\n---\nA', /^3: the locale is not a language tag/],
  ['---\ntitle: T\nlink: /cancel\n---\nA', /^3: the link must be a full address/],
  ['---\ntitle: T\ninboxes: [My Shop]\n---\nA', /^3: inboxes must be named by their slugs/],
  [`---\ntitle: ${'x'.repeat(301)}\n---\nA`, /^2: the title is longer than 300 characters/],
  [`---\ntitle: T\n---\n${'x'.repeat(100_001)}`, /^4: the answer is longer than 100,000 characters/],
  ['---\ntitle: T\n---\nHello {{contact.name}}!', /^4: the answer holds the placeholder \{\{contact.name\}\}/],
])('what is wrong, where, and the mend: %j', (text, expected) => {
  const found = problems(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});
