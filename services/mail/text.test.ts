/** A mail's words, to the letter: what stands in it, what is escaped, and what only the web may be linked to. */
import { describe, expect, test } from 'vitest';
import { eventRow } from '../testing/events.js';
import { type Letter, type LetterProps, missedLetter, transcriptLetter, unclaimedLetter } from './text.js';

const createdAt = new Date('2026-01-12T10:00:00Z');
const event = (it: Parameters<typeof eventRow>[0] = {}) => eventRow({ text: 'Hello', createdAt, ...it });
const file = (name: string) => ({ id: name, name, type: '', size: 1, key: '' });
const props = (it: Partial<LetterProps> = {}): LetterProps => ({
  locale: 'en',
  name: 'Shop',
  events: [event()],
  link: undefined,
  ...it,
});
/** Which space stands before AM depends on the language data. */
const plain = ({ subject, text, html }: Letter) => ({
  subject,
  text: text.replaceAll('\u202f', ' '),
  html: html.replaceAll('\u202f', ' '),
});
const [why, noReply] = [
  'Somebody asked for this copy on our website. If it was not you, you can ignore it.',
  'An answer to this e-mail does not reach the chat. Please write there instead.',
];
const when = 'Jan 12, 2026, 10:00 AM UTC';

describe('a transcript', () => {
  test('names each who spoke', () => {
    const events = [
      event({ text: 'Where is it?' }),
      event({ role: 'bot', text: 'On its way.' }),
      event({ role: 'agent', agentName: 'Lena', text: 'I look.' }),
      event({ role: 'agent', text: 'Gone.' }),
      event({ role: 'system', text: 'By us.' }),
      event({ role: null, text: 'By nobody.' }),
    ];
    expect(plain(transcriptLetter(props({ events }))).text.split('\n\n')).toEqual([
      `You, ${when}:\nWhere is it?`,
      `Assistant, ${when}:\nOn its way.`,
      `Lena, ${when}:\nI look.`,
      `Shop, ${when}:\nGone.`,
      `Shop, ${when}:\nBy us.`,
      `Shop, ${when}:\nBy nobody.`,
      why,
      `${noReply}\n`,
    ]);
  });

  test('leaves out notes, marks, and what says nothing', () => {
    const events = [
      event({ type: 'note', text: 'SECRET' }),
      event({ type: 'mark', text: 'SECRET' }),
      event({ type: 'feedback', text: 'SECRET' }),
      event({ text: null }),
      event({ text: '   ' }),
      event({ text: 'x', body: { files: [] } }),
    ];
    expect(plain(transcriptLetter(props({ events }))).text).toBe(`You, ${when}:\nx\n\n${why}\n\n${noReply}\n`);
  });

  test('has notices without a name, files by theirs, and sources with their addresses', () => {
    const events = [
      event({
        type: 'move',
        role: 'agent',
        text: 'x',
        body: { notice: { kind: 'joined', params: { agent: 'Lena' } } },
      }),
      event({ text: null, body: { files: [file('a.png'), file('b.pdf')] } }),
      event({ text: 'See', body: { files: [file('c.txt')] } }),
      event({
        role: 'bot',
        text: 'So',
        body: {
          citations: [
            { index: 1, text: '', title: 'Terms', link: 'https://shop.test/terms' },
            { index: 2, text: '', title: 'Script', link: 'javascript:alert(1)' },
            { index: 3, text: '', title: 'None' },
            { index: 4, text: '', title: 'Plain', link: 'http://shop.test/' },
            { index: 5, text: '', title: 'Wrong', link: '/terms' },
          ],
        },
      }),
    ];
    const { text, html } = plain(transcriptLetter(props({ events })));
    expect(text.split('\n\n').slice(0, 4)).toEqual([
      `${when}:\nLena is here now.`,
      `You, ${when}:\n+ a.png\n+ b.pdf`,
      `You, ${when}:\nSee\n+ c.txt`,
      `Assistant, ${when}:\nSo\n  [1] Terms https://shop.test/terms\n  [2] Script\n  [3] None\n  [4] Plain http://shop.test/\n  [5] Wrong`,
    ]);
    expect(html).toContain(
      '<ul style="font-size:13px"><li>[1] <a href="https://shop.test/terms">Terms</a></li><li>[2] Script</li><li>[3] None</li><li>[4] <a href="http://shop.test/">Plain</a></li><li>[5] Wrong</li></ul>',
    );
    expect(html.match(/<ul/g)).toHaveLength(1);
  });

  test('is a page that says its language and direction, with everything escaped', () => {
    const text = `<b>"Tom" & 'Jerry'</b>`;
    const { subject, html } = plain(
      transcriptLetter(props({ name: 'A<B', events: [event({ text })], link: 'https://shop.test/?a=1&b="' })),
    );
    expect(subject).toBe('Your conversation with A<B');
    expect(html.split('\n')).toEqual([
      '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Your conversation with A&#60;B</title></head>',
      '<body style="max-width:640px;margin:24px auto;padding:0 16px;font:15px/1.5 sans-serif">',
      `<p style="margin:20px 0 4px;color:#555;font-size:13px">You, ${when}</p><p dir="auto" style="margin:0;white-space:pre-wrap">&#60;b&#62;&#34;Tom&#34; &#38; &#39;Jerry&#39;&#60;/b&#62;</p>`,
      '<p style="margin-top:28px"><a href="https://shop.test/?a=1&#38;b=&#34;">Go on with the conversation</a></p>',
      `<p style="margin-top:28px;color:#555;font-size:13px">${why}<br>${noReply}</p></body></html>`,
    ]);
  });

  test('leads back to the chat where there is an address, and to nothing but the web', () => {
    const of = (link: string | undefined) => plain(transcriptLetter(props({ link })));
    expect(of('https://shop.test/').text).toContain('\n\nGo on with the conversation: https://shop.test/\n\n');
    expect(of(undefined).text).not.toContain('Go on');
    expect(of(undefined).html).not.toContain('Go on');
    expect(of('javascript:alert(1)').html).toContain('<p style="margin-top:28px">Go on with the conversation</p>');
  });

  test.each([
    ['ar', 'rtl'],
    ['ar-EG', 'rtl'],
    ['de', 'ltr'],
    ['en-GB', 'ltr'],
  ])('in %s runs %s', (locale, dir) => {
    expect(transcriptLetter(props({ locale })).html).toContain(`<html lang="${locale}" dir="${dir}">`);
  });

  test('in German says so', () => {
    expect(transcriptLetter(props({ locale: 'de' })).text).toMatch(/^Sie, 12\. Jan\. 2026, 10:00 UTC:\nHello\n/);
  });
});

describe('replies that were missed', () => {
  test('name who wrote last, and why the mail came', () => {
    const events = [
      event({ role: 'agent', agentName: 'Omar', text: 'One' }),
      event({ role: 'agent', agentName: 'Lena', text: 'Two' }),
    ];
    const { subject, text, html } = plain(missedLetter(props({ events, link: 'https://shop.test/' })));
    const intro = 'You were away when this reply came in your chat with Shop.';
    expect(subject).toBe('Lena from Shop replied to you');
    expect(text.split('\n\n')).toEqual([
      intro,
      `Omar, ${when}:\nOne`,
      `Lena, ${when}:\nTwo`,
      'Go on with the conversation: https://shop.test/',
      `${noReply}\n`,
    ]);
    expect(html.split('\n')[2]).toBe(`<p>${intro}</p>`);
  });

  test('of somebody who is gone are from the inbox', () => {
    expect(missedLetter(props({ events: [event({ role: 'agent' })] })).subject).toBe('Shop from Shop replied to you');
    expect(missedLetter(props({ events: [] })).subject).toBe('Shop from Shop replied to you');
  });
});

describe('what nobody has taken', () => {
  const since = new Date('2026-01-12T10:00:00Z');
  const letter = (timeZone: string | undefined, waiting: { since: Date; link: string | undefined }[]) =>
    plain(unclaimedLetter({ locale: 'en', name: 'Shop', timeZone, waiting }));

  test('is listed with since when, in the zone of the inbox, and the way to each', () => {
    const { subject, text, html } = letter('Europe/Berlin', [
      { since, link: 'https://chat.test/console#/1' },
      { since: new Date('2026-01-12T10:30:00Z'), link: undefined },
    ]);
    expect(subject).toBe('Waiting in Shop: 2');
    expect(text.split('\n\n')).toEqual([
      'Nobody has taken these conversations in Shop yet.',
      'Waiting since Jan 12, 2026, 11:00 AM GMT+1:\nhttps://chat.test/console#/1',
      'Waiting since Jan 12, 2026, 11:30 AM GMT+1',
      'You get this because you look after Shop in Frontdesk.',
      `${noReply}\n`,
    ]);
    expect(html).toContain('<a href="https://chat.test/console#/1">https://chat.test/console#/1</a>');
    expect(html).not.toContain('Go on');
  });

  test('without hours is in UTC', () => {
    expect(letter(undefined, [{ since, link: undefined }]).text).toContain(`Waiting since ${when}\n`);
  });
});
