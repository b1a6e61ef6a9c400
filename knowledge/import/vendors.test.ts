import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readKnowledge } from './read.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vendors-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Expected = {
  file: string;
  /** Keys with the answers that they hold. */
  entries: Record<string, string>;
  /** What is left out or flagged, in order. */
  notes?: string[];
};

const faq = { 'faq-2799e9d51f86368c': 'By parcel', 'faq-f471513ae09ed33e': 'Nine to five.' };
const shapes: Expected[] = [
  {
    file: 'chatwoot-canned.json',
    entries: {
      'chatwoot/refund_policy':
        'Hi {{visitor.name|there}}, refunds arrive within **five days**. Best, {{agent.name|our team}}',
      'chatwoot/order_status': 'Your order {{conversation.custom_attribute.order}}',
    },
    notes: ['for agents only: the bot cannot fill {{conversation.custom_attribute.order}}'],
  },
  {
    file: 'chatwoot-canned.csv',
    entries: { 'chatwoot/refund_policy': 'Hi {{visitor.name|there}}', 'chatwoot/hours': 'We open at nine.' },
  },
  { file: 'chatwoot-faq.csv', entries: faq },
  {
    file: 'chatwoot-responses.json',
    entries: { 'chatwoot-response/5': 'Yes, to all of Europe.' },
    notes: ['nobody has approved it yet'],
  },
  {
    file: 'chatwoot-articles.json',
    entries: { 'chatwoot-article/7': 'Use a **dry** brush.' },
    notes: ['the article is draft'],
  },
  {
    file: 'tiledesk-faq.csv',
    entries: { a1b2: 'By parcel; within 30 days.', c3d4: 'Nine to five.' },
    notes: ['has no header'],
  },
  {
    file: 'tiledesk-faq-export.csv',
    entries: { a1b2: 'By parcel; within 30 days.', c3d4: 'Nine to five.' },
    notes: ['"intent_display_name" is not used', '"webhook_enabled" is not used'],
  },
  { file: 'tiledesk-kb.csv', entries: faq, notes: ['has no header'] },
  {
    file: 'tiledesk-kb.json',
    entries: {
      'tiledesk/46b09780556f754c': 'Nine to five.',
      'tiledesk/76583f31d530c919': 'We ship to all of Europe.',
      'tiledesk/b4b580a9ad8c344f': 'We roast coffee.',
    },
    notes: ['it only names an address'],
  },
  {
    file: 'tiledesk-canned.json',
    entries: { 'tiledesk-canned/65a1': 'Hello {{visitor.name|there}}, how can we help?' },
    notes: ['belongs to one agent'],
  },
  {
    file: 'zendesk-articles.json',
    entries: {
      'zendesk/360001-en-us':
        '## First\n\nChoose **Forgot password** on the [sign-in page](https://shop.example/login).\n\n1. Open the mail\n2. Press the link',
    },
    notes: ['held a script', 'is a draft', 'restricted', 'has no text', 'more pages follow'],
  },
  {
    file: 'zendesk-macros.json',
    entries: {
      'zendesk-macro/25': 'Hello {{visitor.name|there}}, thank you for writing. {{agent.name|our team}}',
      'zendesk-macro/26': 'Your ticket is **{{ticket.id}}**.',
      'zendesk-macro/30': 'We are on it.',
    },
    notes: ['cannot fill {{ticket.id}}', 'not active', 'some agents only', 'writes nothing'],
  },
  {
    file: 'zendesk-shortcuts.json',
    entries: { 'zendesk-shortcut/opening_hours': 'We open at nine.' },
    notes: ['for one agent only'],
  },
  {
    file: 'intercom-articles.json',
    entries: { 'intercom/6001': 'Open **Plan** and press _Pause_.', 'intercom/6001-de': 'Unter **Abo** auf _Pause_.' },
    notes: ['is a draft', 'is internal'],
  },
  {
    file: 'intercom-pages.json',
    entries: { 'intercom-page/ship': 'We ship to all of Europe.' },
    notes: ['not for the bot'],
  },
  {
    file: 'intercom-macros.json',
    entries: {
      'intercom-macro/m1': 'Hi {{visitor.name|friend}}, how can we help?',
      'intercom-macro/m3': 'Your plan is {{company.plan}}.',
    },
    notes: ['some teams only', 'cannot fill {{company.plan}}', 'more pages follow'],
  },
  {
    file: 'freshdesk.json',
    entries: { 'freshdesk/80': 'Hello {{visitor.name|there}},\nsorry for the **wait**.' },
    notes: ['some agents only'],
  },
  {
    file: 'rocket-chat.json',
    entries: {
      'rocketchat/hello': 'Hello {{visitor.name|there}}, I am {{agent.name|our team}}.',
      'rocketchat/phone': 'We will call {{contact.phone}}.',
    },
    notes: ['for one department only', 'cannot fill {{contact.phone}}'],
  },
  {
    file: 'help-scout-docs.json',
    entries: {
      'helpscout/5f01': 'Fine for **espresso**.\n\n| Brew | Size |\n| --- | --- |\n| Filter | Medium |',
    },
    notes: ['not published'],
  },
  {
    file: 'help-scout-replies.json',
    entries: { 'helpscout-reply/31': 'Hi {{visitor.name|there}}, thanks! {{agent.name|our team}}' },
  },
  {
    file: 'qnabot.json',
    entries: {
      'qnabot/Returns.001': 'By **parcel**, within 30 days.\n\n- [Print a label](https://shop.example/label)',
    },
    notes: ['it is a quiz', 'for some clients only'],
  },
  { file: 'dify.csv', entries: { 'faq-2799e9d51f86368c': 'By parcel.' } },
  { file: 'dify.json', entries: { '69d48336': 'By parcel.' } },
  {
    file: 'live-helper-chat.csv',
    entries: {
      'livehelperchat/u-1': 'Hello {{visitor.name|there}}, I am {{agent.name|our team}}.',
      'livehelperchat/u-3': 'Merry Christmas.',
      'livehelperchat/u-4': 'Your chat is {{chat_id}}.',
    },
    notes: ['belongs to one agent', 'cannot fill {{chat_id}}'],
  },
  {
    file: 'zammad.csv',
    entries: { 'zammad/3': 'Hello {{visitor.name|there}},\nsorry for the wait. {{agent.name|our team}}' },
    notes: ['not active', 'some groups only'],
  },
  {
    file: 'libredesk-macros.json',
    entries: { 'libredesk-macro/1': 'Hello **{{visitor.name|there}}**' },
    notes: ['some agents only'],
  },
  { file: 'libredesk-kb.json', entries: { 'libredesk/9': 'We ship to all of Europe.' }, notes: ['not enabled'] },
  { file: 'libredesk-mined.json', entries: { 'faq-f471513ae09ed33e': 'Nine to five.' } },
  { file: 'helper.json', entries: { 'helper/h1': 'Refunds take five days. They go' }, notes: ['only suggested'] },
  { file: 'papercups.json', entries: { 'papercups/p1': 'We open at nine.' } },
  { file: 'frontdesk.yaml', entries: { returns: 'By parcel.\n\nWithin 30 days.', hours: 'Nine to five.' } },
];

test.each(shapes)('$file', ({ file, entries, notes = [] }) => {
  const read = readKnowledge(fixture(file));
  expect(read.problems).toEqual([]);
  expect(read.entries.map(({ key }) => key)).toEqual(Object.keys(entries));
  for (const entry of read.entries) expect(entry.answer).toContain(entries[entry.key]);
  expect(read.notes.map(({ message }) => message)).toEqual(notes.map((note) => expect.stringContaining(note)));
  // What the bot cannot fill is for agents; nothing else is.
  for (const { answer, audience } of read.entries) expect(audience === 'agents').toBe(/\{\{[^|{}]+\}\}/.test(answer));
});

test.each(shapes)('what $file is, its name does not matter', ({ file }) => {
  const strip = ({ entries, problems }: ReturnType<typeof readKnowledge>) => ({
    problems,
    entries: entries.map(({ source: _, ...entry }) => entry),
  });
  for (const name of ['x.txt', file.endsWith('.json') ? 'x.csv' : 'x.json', 'x']) {
    copyFileSync(fixture(file), join(folder, name));
    expect(strip(readKnowledge(join(folder, name)))).toEqual(strip(readKnowledge(fixture(file))));
  }
});

test('when it was changed comes along, however that is written', () => {
  const changed = (file: string) => readKnowledge(fixture(file)).entries.map(({ updatedAt }) => updatedAt?.slice(0, 4));
  for (const file of [
    'zendesk-articles.json',
    'intercom-articles.json',
    'chatwoot-canned.json',
    'help-scout-docs.json',
  ])
    expect(changed(file)[0], file).toMatch(/^20[12]\d$/);
  expect(changed('dify.csv')[0]).toBeUndefined();
});

test('the days on which it may be used come along', () => {
  const { entries } = readKnowledge(fixture('live-helper-chat.csv'));
  expect(entries.map(({ validFrom, validUntil }) => [validFrom, validUntil])).toEqual([
    [undefined, undefined],
    ['2024-11-30', '2024-12-30'],
    [undefined, undefined],
  ]);
});

test('a row that is left out or flagged is named by its line', () => {
  const { notes } = readKnowledge(fixture('live-helper-chat.csv'));
  expect(notes.map(({ line }) => line)).toEqual([3, 5]);
});

test('the whole of what is kept: title, questions, language, tags, link', () => {
  const entry = (file: string) => readKnowledge(fixture(file)).entries[0];
  expect(entry('zendesk-articles.json')).toMatchObject({
    title: 'Reset your password',
    locale: 'en-us',
    tags: ['account'],
    link: 'https://shop.zendesk.example/hc/en-us/articles/360001',
  });
  expect(entry('qnabot.json')).toMatchObject({
    title: 'How do I return something?',
    questions: ['How do I return something?', 'send it back'],
    tags: ['returns'],
  });
  expect(entry('intercom-articles.json')).toMatchObject({ tags: ['plans'], locale: 'en' });
  expect(entry('zammad.csv')).toMatchObject({ title: 'Late parcel', tags: ['late', 'parcel'] });
  expect(entry('helper.json')).toMatchObject({ title: 'Refunds take five days.', questions: [] });
  expect(entry('rocket-chat.json')).toMatchObject({ title: 'Hello', tags: ['greeting'] });
});
