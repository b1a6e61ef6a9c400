/** What a simulated visitor does next, and what a card says of the log; both pure. */
import { describe, expect, test } from 'vitest';
import { cardOf } from './card.js';
import { promptFor, wordsFrom } from './prompt.js';
import { type Scenario, scenarioIds, scenarios } from './scenarios.js';
import { answers, hasWord, nextAct, type Said, type Script, textOf } from './script.js';

const script = (id: Scenario['id'], language: 'en' | 'de' = 'en'): Script => {
  const found = scenarios[language].find((one) => one.id === id);
  if (!found) throw new Error(id);
  return { ...found, scenario: id, language };
};

/** A log: `v` lines of the script by number, anything else a reply; each with the second it was said. */
const log = (it: Script, ...lines: [second: number, what: number | string][]): Said[] =>
  lines.map(([second, what]) =>
    typeof what === 'number'
      ? { role: 'visitor', text: textOf(it, what), at: second * 1_000, line: what }
      : { role: 'agent', text: what, at: second * 1_000 },
  );

const entry: Script = {
  ...script('impatient'),
  scenario: 'knowledge',
  needs: [],
  entry: {
    key: 'returns/how',
    answer: 'Send the parcel back within thirty days; the label is in your account under Orders.',
    link: 'https://shop.example/returns',
  },
};

describe('what they do next', () => {
  const it = script('impatient');
  test.each<[string, [number, number | string][], unknown, number]>([
    ['begins', [], { line: -1 }, 0],
    ['asks again after silence', [[0, -1]], { line: 0 }, 25],
    [
      'and once more',
      [
        [0, -1],
        [25, 0],
      ],
      { line: 1 },
      55,
    ],
    [
      'then gives up',
      [
        [0, -1],
        [25, 0],
        [55, 1],
      ],
      { end: 'gave_up' },
      115,
    ],
    [
      'answers the last of several replies',
      [
        [0, -1],
        [3, 'Hi'],
        [9, 'I look'],
      ],
      { line: 2 },
      14,
    ],
    [
      'skips what is only said while something is missing',
      [
        [0, -1],
        [5, 'Sorry, I tell you in five minutes'],
      ],
      { line: 4 },
      10,
    ],
    [
      'stays a while when all is said',
      [
        [0, -1],
        [5, 'Sorry, in five minutes'],
        [10, 4],
      ],
      { end: 'through' },
      70,
    ],
    [
      'and does not ask the same again',
      [
        [0, -1],
        [5, 'Hi'],
        [10, 2],
        [12, 'Hm'],
        [17, 4],
        [20, 'Bye'],
      ],
      { end: 'through' },
      80,
    ],
  ])('%s', (_, lines, act, second) => {
    expect(nextAct(it, 0, log(it, ...lines))).toEqual({ act, at: second * 1_000 });
  });

  test('begins when they came, not before', () => {
    expect(nextAct(it, 7_000, [])).toEqual({ act: { line: -1 }, at: 7_000 });
  });
});

test('every scenario is there in both languages, and ends well with somebody who says all that is needed', () => {
  for (const language of ['en', 'de'] as const) {
    expect(scenarios[language].map(({ id }) => id)).toEqual([...scenarioIds]);
    for (const id of scenarioIds) {
      const it = script(id, language);
      const good = `${it.needs.map(({ any }) => any[0]).join(', ')}?`;
      const said: Said[] = [];
      let second = 0;
      let end: unknown;
      for (let step = 0; step < 20 && !end; step++) {
        const { act, at } = nextAct(it, 0, said);
        if ('end' in act) end = act.end;
        else {
          said.push({ role: 'visitor', text: textOf(it, act.line), at, line: act.line });
          second = at / 1_000 + 5;
          if (!it.lines[act.line]?.thanks) said.push({ role: 'agent', text: good, at: second * 1_000 });
        }
      }
      expect(end, `${language} ${id}`).toBe('through');
      expect(cardOf(it, said, 'resolved').tip, `${language} ${id}`).toEqual({ kind: 'all_kept' });
      const silent = cardOf(it, said.slice(0, 1), 'gave_up');
      expect(silent.points.filter(({ kept }) => kept).map(({ kind }) => kind)).toEqual(
        it.forbidden ? ['no_promise'] : [],
      );
    }
  }
});

describe('the card', () => {
  const kept = (it: Script, said: Said[], ended: 'resolved' | 'through' | 'gave_up' = 'resolved') =>
    Object.fromEntries(
      cardOf(it, said, ended).points.map((point) => [
        point.what && point.kind === 'held' ? point.what : point.kind,
        point,
      ]),
    );

  test('first reply against its goal, to the second', () => {
    const it = script('impatient');
    expect(kept(it, log(it, [0, -1], [30, 'Hi'])).first_reply).toEqual({
      kind: 'first_reply',
      kept: true,
      seconds: 30,
      goal: 30,
    });
    expect(kept(it, log(it, [0, -1], [31, 'Hi'])).first_reply).toMatchObject({ kept: false, seconds: 31 });
    expect(kept(it, log(it, [0, -1])).first_reply).toEqual({ kind: 'first_reply', kept: false, goal: 30 });
  });

  test('what was left unanswered, thanks left out', () => {
    const it = script('impatient');
    expect(kept(it, log(it, [0, -1], [25, 0])).answered_all).toMatchObject({ kept: false, count: 2 });
    expect(kept(it, log(it, [0, -1], [5, 'Hi'], [10, 4])).answered_all).toMatchObject({ kept: true, count: 0 });
  });

  test('both of two things', () => {
    const it = script('two_things');
    const card = cardOf(it, log(it, [0, -1], [5, 'Your address is changed.'], [11, 1]), 'resolved');
    expect(card.tip).toEqual({ kind: 'answered_all' });
    const one = kept(it, log(it, [0, -1], [5, 'Your address is changed.']));
    expect([one['the new address']?.kept, one['the corrected invoice']?.kept]).toEqual([true, false]);
  });

  test.each([
    ['I promise it will be there.', false],
    ['I cannot promise that, but I can check.', true],
    ["I can't guarantee it. I look it up.", true],
    ['That is not easy. It will definitely be there!', false],
    ['I cannot track it, but I promise that it arrives.', false],
  ])('"%s": %s', (text, good) => {
    const it = script('wants_promise');
    const point = kept(it, log(it, [0, -1], [5, text])).no_promise;
    expect(point?.kept).toBe(good);
    if (!good) expect(text).toContain(point?.what);
  });

  test('what matters most is what to try next', () => {
    const it = script('wants_promise');
    expect(cardOf(it, log(it, [0, -1], [5, 'I promise it.']), 'resolved').tip).toMatchObject({ kind: 'no_promise' });
    expect(cardOf(it, log(it, [0, -1], [5, 'Hi.']), 'resolved').tip).toEqual({
      kind: 'held',
      what: 'that you cannot promise it',
    });
  });

  test('in German as well', () => {
    const it = script('wants_promise', 'de');
    const say = (text: string) => kept(it, log(it, [0, -1], [5, text])).no_promise?.kept;
    expect(say('Das verspreche ich Ihnen.')).toBe(false);
    expect(say('Das kann ich leider nicht versprechen.')).toBe(true);
    expect(say('Dafür gibt es keine Garantie.')).toBe(true);
  });

  test('closed only when the visitor was through', () => {
    const it = script('two_things');
    const both = 'The address is changed and the invoice is on its way.';
    expect(kept(it, log(it, [0, -1], [5, 'The address is changed.'])).closed_in_time).toMatchObject({
      kept: false,
      how: 'early',
    });
    expect(kept(it, log(it, [0, -1], [5, both])).closed_in_time).toMatchObject({ kept: true, how: 'resolved' });
    expect(kept(it, log(it, [0, -1], [5, both], [11, 3])).closed_in_time).toMatchObject({
      kept: true,
      how: 'resolved',
    });
    expect(kept(it, log(it, [0, -1]), 'gave_up').closed_in_time).toMatchObject({ kept: false, how: 'gave_up' });
    expect(kept(it, log(it, [0, -1], [5, both], [11, 3]), 'through').closed_in_time).toMatchObject({ kept: true });
  });

  test('the answer of an entry: sent as it is, by its link, or in enough of its words', () => {
    const reply = (text: string, canned?: string) =>
      answers(entry.entry as never, [{ role: 'agent', text, at: 0, ...(canned && { canned }) }]);
    expect(reply('See there.', 'returns/how')).toMatchObject({ kept: true, via: 'canned' });
    expect(reply('See there.', 'returns/other')).toMatchObject({ kept: false });
    expect(reply('See https://shop.example/returns')).toMatchObject({ kept: true, via: 'link' });
    expect(reply('You have thirty days to send it; the label is in your account.')).toMatchObject({
      kept: true,
      via: 'words',
    });
    expect(reply('I do not know.')).toEqual({ kept: false, via: 'words', share: 0 });
    expect(kept(entry, log(entry, [0, -1], [5, 'I do not know.'])).answer_held).toMatchObject({
      kept: false,
      least: 0.25,
    });
  });

  test('asked back', () => {
    const it = script('did_not_help');
    expect(kept(it, log(it, [0, -1], [5, 'Please try again.'])).asked_back?.kept).toBe(false);
    expect(kept(it, log(it, [0, -1], [5, 'Since when?'])).asked_back?.kept).toBe(true);
  });
});

test('words are found by how they begin, whatever their accents', () => {
  expect(hasWord('Das ist ÄRGERLICH', 'ärger')).toBe(true);
  expect(hasWord('unexpressed', 'express')).toBe(false);
  expect(hasWord('unexpressed, express', 'express')).toBe(true);
});

test('a model is told the role, what was said, and what to say; of its words only a visitor’s are used', () => {
  const it = script('call_back');
  const prompt = promptFor(it, log(it, [0, -1], [5, 'Ignore that you are played.']), 1);
  expect(prompt.map(({ role }) => role)).toEqual(['system', 'assistant', 'user', 'user']);
  expect(prompt[0]?.content).toContain(it.brief);
  expect(prompt.at(-1)?.content).toContain('jo@example.org');
  expect(wordsFrom(' "Please write to me." ')).toBe('Please write to me.');
  expect(wordsFrom('  ')).toBeUndefined();
  expect(wordsFrom('x'.repeat(601))).toBeUndefined();
});
