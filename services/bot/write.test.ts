/** What of a model's writing reaches the visitor, over the real wire; and the canned responses as they are given. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answerable, Decided } from '../../knowledge/decide/decide.js';
import { openChatModel } from '../platform/chat-model.js';
import type { Platform } from '../platform/open.js';
import { says, scriptedModel } from '../testing/model.js';
import { say } from '../texts/texts.js';
import { canned, compose, type Turn, write } from './write.js';

const source = (title: string, answer: string, link?: string): Answerable => ({
  key: title.toLowerCase(),
  title,
  answer,
  passage: answer,
  ...(link && { link }),
});
const sources = [source('Returns', 'Within 30 days.', 'https://shop.example/returns'), source('Refunds', 'In a week.')];

describe('a model', () => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let asked = 0;
  beforeAll(async () => {
    model = await scriptedModel();
  });
  afterAll(() => model?.close());

  const openChat = () =>
    openChatModel({
      apiKey: 'none',
      baseUrl: model.env.OPENAI_BASE_URL,
      model: 'scripted',
      timing: { llmFirstToken: 10_000, llmIdle: 10_000, llmTotal: 20_000 },
    });
  const written = async (pieces: string[]) => {
    const key = `question ${++asked}.`;
    model.will(key, says(pieces));
    const shown: string[] = [];
    const chat = openChat();
    const prompt = [{ role: 'user' as const, content: key }];
    const text = await compose({
      chat,
      prompt,
      sources,
      signal: new AbortController().signal,
      show: (one) => shown.push(one),
    });
    return { text, shown };
  };

  test.each([
    ['alone', ['NO_ANSWER']],
    ['in pieces', ['NO', '_ANS', 'WER']],
    ['and goes on', ['NO_ANSWER. ', 'But I am sure it is a year [1]. ', 'Really. ', 'Yes.']],
    ['and goes on at once', ['NO_ANSWER because it is a year [1]. ', 'Really. ', 'Yes.']],
    ['and goes on in a new line', ['NO_ANSWER\n', 'It is a year [1].\n', 'Really.\n']],
    ['in one piece with the rest', ['NO_ANSWER. It is a year [1]. Really. Yes.']],
    ['after a line that is empty', ['\n\n', 'NO_', 'ANSWER.\n', 'It is a year [1]. ', 'Yes.']],
    ['in bold', ['**NO_ANSWER**\n', 'It is a year [1]. ', 'Yes.']],
    ['in quotes', ['"NO_ANSWER." ', 'It is a year [1]. ', 'Yes.']],
    ['as code', ['`NO_ANSWER`\n', 'It is a year [1]. ', 'Yes.']],
  ])('declines %s: nothing is shown and nothing kept', async (_, pieces) => {
    expect(await written(pieces)).toEqual({ text: undefined, shown: [] });
  });

  test.each([
    ['sentence by sentence', ['Go [1', ']. Then', ' wait [2]. Done.'], ['Go [1]. ', 'Then wait [2]. ', 'Done.']],
    ['without lines that are empty before it', ['\n\nGo [1]. ', 'Done. \n'], ['Go [1]. ', 'Done. \n']],
    ['without what it made up', ['Go [1][7]. ', '![x](https://evil.example/p)', ' ', 'Done.'], ['Go [1]. ', ' Done.']],
    ['a word like the marker is none', ['NO ANSWER is final [1]. ', 'Ask.'], ['NO ANSWER is final [1]. ', 'Ask.']],
  ])('is shown %s, and what is kept is what was shown', async (_, pieces, shown) => {
    expect(await written(pieces)).toEqual({ text: shown.join('').trim(), shown });
  });

  test('that writes nothing that may be shown has declined', async () => {
    expect(await written(['![x](https://evil.example/p)'])).toEqual({ text: undefined, shown: [] });
    expect(await written([' \n '])).toMatchObject({ text: undefined });
  });

  describe('answers a turn', () => {
    const three = [...sources, source('Repairs', 'By post.'), source('Prices', 'Too many.')];
    const answered = async (pieces: string[], more: Partial<Decided> = {}, chat = true) => {
      const question = `question ${++asked}.`;
      if (chat) model.will(question, says(pieces));
      const published: object[] = [];
      const platform = {
        models: { chat: chat ? openChat() : undefined },
        bus: { publish: async (it: object) => void published.push(it) },
      } as unknown as Platform;
      const claim = { conversationId: 'c', turnToken: 3, ownerEpoch: 2, attempts: 1 };
      const reading = {
        locale: 'en',
        values: { 'visitor.name': 'Mia' },
        owed: [],
        history: [],
        feedback: [],
        movedSeq: 0,
      };
      const turn = { claim, reading, signal: new AbortController().signal } as unknown as Turn;
      const decided = { question, best: three, answeredBy: 1, ...more } as Decided;
      return { written: await write(platform, turn, decided), published, prompt: model.asked(question)[0] };
    };
    const cited = ({ written }: Awaited<ReturnType<typeof answered>>) =>
      written.declined ? [] : written.citations.map(({ index, title }) => [index, title]);

    test('with what it cites, and each sentence shown as it comes', async () => {
      const it = await answered(['In a week [2]. ', 'Or by post [3]. ', 'In a week [2].']);
      expect(cited(it)).toEqual([
        [2, 'Refunds'],
        [3, 'Repairs'],
      ]);
      expect(it.written).toMatchObject({ text: 'In a week [2]. Or by post [3]. In a week [2].', entries: ['returns'] });
      expect(it.published).toMatchObject([
        { kind: 'delta', conversationId: 'c', turn: 3, attempt: 1, ownerEpoch: 2, i: 0, text: 'In a week [2]. ' },
        { i: 1, text: 'Or by post [3]. ' },
        { i: 2, text: 'In a week [2].' },
      ]);
    });

    test('with the best of what it was given where it cites nothing', async () => {
      expect(cited(await answered(['In a month.']))).toEqual([[1, 'Returns']]);
    });

    test('from three entries, or from all that several questions need', async () => {
      const numbers = ({ prompt }: Awaited<ReturnType<typeof answered>>) =>
        [...(prompt?.messages[0]?.content ?? '').matchAll(/<source number="(\d)"/g)].map(([, number]) =>
          Number(number),
        );
      expect(numbers(await answered(['So [1].']))).toEqual([1, 2, 3]);
      const all = await answered(['So [4].'], { answeredBy: 4 });
      expect([numbers(all), cited(all)]).toEqual([[1, 2, 3, 4], [[4, 'Prices']]]);
      expect(all.written).toMatchObject({ entries: ['returns', 'refunds', 'repairs', 'prices'] });
    });

    test('not, where the sources do not', async () => {
      expect((await answered(['NO_ANSWER'])).written).toEqual({ declined: true });
    });

    test('without a model, with the entry itself, filled in', async () => {
      const best = [source('Hello', 'Hi {{visitor.name|there}}.')];
      expect((await answered([], { best }, false)).written).toMatchObject({ text: 'Hi Mia.', entries: ['hello'] });
    });
  });

  test('was asked for nothing that the tests did not script', () => expect(model.unexpected()).toBe(0));
});

describe('canned responses', () => {
  const reading = { locale: 'en', owed: [], history: [], feedback: [], movedSeq: 0 };

  test('one is given as it was written', () => {
    expect(canned(sources.slice(0, 1), reading)).toEqual({
      text: 'Within 30 days.',
      entries: ['returns'],
      citations: [{ index: 1, title: 'Returns', text: 'Within 30 days.', link: 'https://shop.example/returns' }],
    });
  });

  test('several stand under their titles, each with its number, without marks in the titles', () => {
    const both = [sources[0] as Answerable, source('Re*f*unds_[`x`]\\', 'In a week.')];
    const { text, citations, entries } = canned(both, reading) as Extract<ReturnType<typeof canned>, { text: string }>;
    expect(text).toBe('**Returns** [1]\n\nWithin 30 days.\n\n**Refundsx** [2]\n\nIn a week.');
    expect(citations.map(({ index, title }) => [index, title])).toEqual([
      [1, 'Returns'],
      [2, 'Re*f*unds_[`x`]\\'],
    ]);
    expect(citations[1]).not.toHaveProperty('link');
    expect(entries).toEqual(['returns', 're*f*unds_[`x`]\\']);
  });

  test('none is nothing', () => {
    expect(canned([], reading)).toEqual({ text: '', entries: [], citations: [] });
  });

  test('the very text that stands just above says so', () => {
    const given = {
      conversationId: 'c',
      seq: 2,
      type: 'message' as const,
      role: 'bot' as const,
      text: 'Within 30 days.',
      agentId: null,
      agentName: null,
      agentAvatar: null,
      clientId: null,
      bodyHash: null,
      replyTo: null,
      decisionId: null,
      body: { entries: ['returns'] },
      createdAt: new Date(0),
    };
    const again = canned(sources.slice(0, 1), { ...reading, history: [given] });
    expect(again).toMatchObject({ text: `${say('en', 'bot', 'same_again')}\n\nWithin 30 days.` });
    const other = canned(sources.slice(1), { ...reading, history: [given] });
    expect(other).toMatchObject({ text: 'In a week.' });
  });
});
