// @vitest-environment happy-dom
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { root } from '../../services/platform/root.js';
import en from '../../services/texts/en.json' with { type: 'json' };
import { languages } from '../../services/texts/texts.js';
import type { Conversation } from '../../services/wire/conversation.js';
import type { WidgetConfig } from '../../services/wire/inboxes.js';
import { initials } from '../shared/initials.js';
import { apply, emptyView, type View } from '../shared/transcript.js';
import { markTitle } from './attention.js';
import { Composer } from './composer.js';
import { statusLine } from './header.js';
import { isLater } from './later-keys.js';
import type { ChatController } from './link/client.js';
import { QueueCard } from './queue-card.js';
import { transcriptText } from './save.js';
import { chooseLocale, english, LOCALES, loadWords, noticeText, queueSentence } from './words.js';

const header = (more: Partial<Conversation>): View =>
  apply(emptyView(), {
    kind: 'conversation',
    conversation: { id: 'c', seq: 1, ownerEpoch: 1, ...more } as Conversation,
  });

afterEach(() => document.body.replaceChildren());

test.each(LOCALES)('%s says everything that English says', async (locale) => {
  const { bot, mail } = (await import(`../../services/texts/${locale}.json`)) as typeof en;
  const said = { ...(await loadWords(locale)), bot, mail };
  for (const section of ['widget', 'notices', 'bot', 'mail'] as const) {
    expect(Object.keys(said[section])).toEqual(Object.keys(en[section]));
    for (const [key, text] of Object.entries(en[section])) {
      const places = (words: string) => (words.match(/\{\w+\}/g) ?? []).sort();
      const there = (said[section] as Record<string, string>)[key] ?? '';
      expect(places(there), key).toEqual(places(text));
      expect(there.trim(), key).not.toBe('');
      expect(there, key).not.toMatch(/[!！\p{Extended_Pictographic}]/u);
    }
  }
});

test('the panel says no word that it was built without', () => {
  // What panel.ts reaches without import(): the rest brings words-later.ts along.
  const reached = new Set<string>();
  const walk = (file: string): void => {
    if (reached.has(file) || !file.includes('/widget/')) return;
    reached.add(file);
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type ).*?'(\.[^']+)\.js';$/gms);
    for (const [, to = ''] of imports) walk(join(dirname(file), `${to}.ts`));
  };
  walk(join(root, 'widget/chat/panel.ts'));
  expect(reached.size).toBeGreaterThan(20);
  const said = [...reached].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bt\((?:this\.)?words, ([^)]*)/g)].flatMap(([, keys = '']) =>
      [...keys.matchAll(/'(\w+)'/g)].map(([, key = '']) => key),
    ),
  );
  expect(said).toContain('statusBot');
  // words.ts holds the sentence of the queue card for it.
  const own = said.filter((key) => isLater(key) && !/^queue/.test(key));
  expect(own).toEqual([]);
  // Every other part that says one of the later words brings them along.
  const folder = join(root, 'widget/chat');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/test|later/.test(name));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    const late = [...text.matchAll(/'(\w+)'/g)].filter(([, key = '']) => key in en.widget && isLater(key));
    if (late.length && !reached.has(join(folder, file))) expect(text, file).toContain("import './words-later.js';");
  }
});

test('the catalogues that the server has are those that the panel has', () => {
  expect([...languages].sort()).toEqual([...LOCALES].sort());
});

test('the place in line is said as people say it', async () => {
  const say = (position: number, eta?: [number, number]) =>
    queueSentence(english, 'en', { position, ...(eta && { etaSeconds: eta }) });
  expect(say(3, [130, 240])).toBe('You are 3rd in line, usually 2 to 4 minutes.');
  expect(say(1)).toBe('You are next in line.');
  expect(say(22)).toBe('You are 22nd in line.');
  expect(say(11)).toBe('You are 11th in line.');
  expect(say(2, [10, 40])).toBe('You are 2nd in line, usually less than 2 minutes.');
  expect(say(2, [180, 180])).toBe('You are 2nd in line, usually 3 to 4 minutes.');
  expect(say(9, [3_600, 9_000])).toBe('You are 9th in line. It can take more than an hour.');
  expect(queueSentence(english, 'en')).toBe('You are in line.');
  const german = await loadWords('de');
  expect(queueSentence(german, 'de', { position: 3, etaSeconds: [130, 240] })).toBe(
    'Sie sind an 3. Stelle, meist dauert es 2 bis 4 Minuten.',
  );
});

test('the status line is true', () => {
  expect(statusLine(english, emptyView(), 'closed').text).toBe('Answers at once');
  expect(statusLine(english, header({ state: 'queued' }), 'live').text).toBe('Waiting for a person');
  expect(statusLine(english, header({ state: 'assigned', agent: { name: 'Lena' } }), 'live').text).toBe('Lena is here');
  expect(statusLine(english, header({ state: 'assigned', agent: { name: 'Lena' } }), 'waiting').text).toMatch(
    /No connection/,
  );
  expect(statusLine(english, header({ state: 'resolved' }), 'live').text).toBe('Conversation ended');
  expect(statusLine(english, header({ state: 'bot', wantsPerson: true }), 'live').text).toBe('Waiting for a person');
  expect(statusLine(english, header({ state: 'queued' }), 'live', 'We are back tomorrow').text).toBe(
    'We are back tomorrow',
  );
});

test('a handoff is told in the words of the screen, and as the log has it while they are on their way', () => {
  const notice = { kind: 'closed' as const, params: { why: 'not_found', back: 'tomorrow at 9:00', mail: 'known' } };
  expect(noticeText(english, notice, 'As stored.')).toBe(
    'I have no sure answer to this. The team is away right now. We are back tomorrow at 9:00. Your message is kept and a person will answer it. The team can write to your e-mail address.',
  );
  const { closed_known: _, ...few } = english.notices;
  expect(noticeText({ ...english, notices: few as typeof english.notices }, notice, 'As stored.')).toBe('As stored.');
  expect(noticeText(english, { kind: 'joined', params: { agent: 'Lena' } }, '')).toBe('Lena is here now.');
});

describe('the card of those who wait', () => {
  const card = async (
    conversation: Partial<Conversation>,
    availability: Partial<WidgetConfig['availability']> = { people: 'here' },
  ) => {
    const act = vi.fn();
    const element = new QueueCard();
    const chat = { config: { availability }, loadConfig: async () => {}, notice: vi.fn(), act };
    element.chat = chat as unknown as ChatController;
    element.view = header({ state: 'queued', queue: { position: 30 }, ...conversation });
    document.body.append(element);
    await element.updateComplete;
    const said = element.renderRoot.textContent?.replace(/\s+/g, ' ') ?? '';
    return { said, chat, act, press: () => element.renderRoot.querySelector<HTMLElement>('.text')?.click() };
  };

  test('says the place where somebody is there, and that the assistant helps on where it does', async () => {
    const { said } = await card({ botHelps: true });
    expect(said).toMatch(
      /You are 30th in line\. You can leave; we keep your place\..*assistant answers what it is sure of/,
    );
    expect((await card({})).said).not.toContain('assistant answers');
  });

  test('says no place where nobody is there, but when they are back, by the clock of the reader', async () => {
    const { said, chat } = await card({}, { people: 'away' });
    expect(said).toMatch(/Nobody from the team is here right now\. Your message is kept/);
    expect(said).not.toContain('in line');
    expect(chat.notice).toHaveBeenCalledWith({ back: 'Nobody from the team is here right now' });
    const nextOpen = new Date(Date.now() + 86_400_000);
    const closed = await card({}, { people: 'closed', nextOpen: nextOpen.toISOString(), timeZone: 'Pacific/Apia' });
    const time = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' }).format(nextOpen);
    expect(closed.said).toContain(`We are back tomorrow at ${time}.`);
    expect(closed.said).not.toContain('in line');
  });

  test('asks what it is about where a person was wanted before anything was said', async () => {
    const { said, act, press } = await card({ state: 'bot', wantsPerson: true }, { people: 'away' });
    expect(said).toContain('Your first message goes to a person. What is it about?');
    press();
    expect(act).toHaveBeenCalledExactlyOnceWith('hand-back', {});
  });
});

test('small things', () => {
  expect(chooseLocale('nl,de-AT,en')).toBe('de');
  expect(chooseLocale('pt-BR')).toBe('pt');
  expect(chooseLocale('nl')).toBe('en');
  expect(initials('Kettle & Crane')).toBe('KC');
  expect(initials('lena')).toBe('L');
  expect(initials('')).toBe('');
});

test('a saved conversation names speakers, moves, sources and files', () => {
  const createdAt = '2026-01-01T12:00:00.000Z';
  const file = {
    id: 'f',
    name: 'invoice.pdf',
    type: 'application/pdf',
    size: 340_000,
    url: '/v1/files/f/k/invoice.pdf',
  };
  const view = apply(emptyView(), {
    kind: 'history',
    events: [
      { seq: 1, type: 'message', role: 'visitor', text: 'How long?', createdAt },
      {
        seq: 2,
        type: 'message',
        role: 'bot',
        text: 'Two days [1].',
        citations: [{ index: 1, title: 'Delivery', text: '...', link: 'https://a.example' }],
        createdAt,
      },
      { seq: 4, type: 'move', role: 'system', notice: { kind: 'joined', params: { agent: 'Lena' } }, createdAt },
      { seq: 5, type: 'message', role: 'agent', agent: { name: 'Lena' }, text: 'Hello.', files: [file], createdAt },
    ],
  });
  const text = transcriptText({ view, words: english, name: 'Kettle & Crane', locale: 'en' });
  expect(text.replace(/\[[^\]]*20\d\d[^\]]*\] /g, '')).toBe(
    'Chat with Kettle & Crane\n\nYou: How long?\n\nAssistant: Two days [1].\n  [1] Delivery https://a.example\n\nLena is here now.\n\nLena: Hello.\n  + invoice.pdf (333 kB)\n',
  );
});

test('the page title tells what is unread, and is left as the page has it', () => {
  const panel = document.body;
  document.title = 'Shop (2) more';
  markTitle(panel, 2);
  expect(document.title).toBe('(2) Shop (2) more');
  markTitle(panel, 3);
  expect(document.title).toBe('(3) Shop (2) more');
  document.title = 'Another page';
  markTitle(panel, 4);
  expect(document.title).toBe('(4) Another page');
  markTitle(panel, 0);
  expect(document.title).toBe('Another page');
  document.title = '(1) of the page itself';
  markTitle(panel, 0);
  expect(document.title).toBe('(1) of the page itself');
});

describe('the composer', () => {
  async function composer() {
    const element = new Composer();
    document.body.append(element);
    await element.updateComplete;
    const sent = vi.fn();
    element.chat = { send: sent } as unknown as ChatController;
    const area = element.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
    const type = async (text: string) => {
      area.value = text;
      area.dispatchEvent(new Event('input'));
      await element.updateComplete;
    };
    const press = (init: KeyboardEventInit) =>
      area.dispatchEvent(new KeyboardEvent('keydown', { cancelable: true, ...init }));
    const count = () => element.renderRoot.querySelector('#count')?.textContent;
    return { element, sent, type, press, count };
  }

  test('Enter sends, Shift+Enter and an unfinished word do not', async () => {
    const { element, sent, type, press } = await composer();
    await type('  hello  ');
    press({ key: 'Enter', shiftKey: true });
    press({ key: 'Enter', isComposing: true });
    // As Safari has it: the composition is over before the Enter that ended it.
    press({ key: 'Enter', keyCode: 229, isComposing: false });
    expect(sent).not.toHaveBeenCalled();
    press({ key: 'Enter' });
    expect(sent).toHaveBeenCalledExactlyOnceWith('hello', {});
    expect(element.draft).toBe('');
  });

  test('counts near the limit and refuses beyond it', async () => {
    const { sent, type, press, count, element } = await composer();
    await type('x'.repeat(3_000));
    expect(count()).toBe('');
    await type('x'.repeat(3_900));
    expect(count()).toBe('100 characters left');
    await type('x'.repeat(4_002));
    expect(count()).toBe('2 characters too many');
    press({ key: 'Enter' });
    expect(sent).not.toHaveBeenCalled();
    expect(element.renderRoot.querySelector<HTMLButtonElement>('.send')?.disabled).toBe(true);
  });

  test('offers a person in words, where that makes sense', async () => {
    const { element } = await composer();
    const asked = vi.fn();
    element.addEventListener('fd-human', asked);
    element.renderRoot.querySelector<HTMLButtonElement>('.human')?.click();
    expect(asked).toHaveBeenCalledOnce();
    element.human = false;
    await element.updateComplete;
    expect(element.renderRoot.querySelector('.human')).toBeNull();
  });
});
