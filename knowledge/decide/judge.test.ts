import { describe, expect, test } from 'vitest';
import { type JudgeProps, judge, plausibleOf } from './judge.js';
import { asksForHuman } from './rules.js';
import { smallTalkOf } from './small-talk.js';

/** As decide asks: with what the message is where it asks nothing. */
const judged = (it: Omit<JudgeProps, 'smallTalk'>) => judge({ ...it, smallTalk: smallTalkOf(it.text) });

describe('asking for a person', () => {
  test.each([
    'agent',
    'human please',
    'Real person please!',
    'I want to talk to a human',
    'can i speak to someone',
    'talk to agent',
    "let me speak with a real person, this isn't helping",
    'connect me with an agent',
    'I need a human',
    'give me a representative',
    'transfer me to customer support',
    "why can't I talk to a person",
    'I talked to an agent yesterday. Let me talk to a human now!',
    'no bot, a human please',
    'customer service please',
    'is there a real person i can talk to',
    'can I have a human',
    'Mitarbeiter bitte',
    'Ich möchte mit einem Menschen sprechen',
    'kann ich mit einem Mitarbeiter reden?',
    'verbinden Sie mich mit einem Berater',
    'Je voudrais parler à une vraie personne',
    "puis-je parler avec quelqu'un ?",
    'Mettez-moi en relation avec un conseiller, merci',
    'Quiero hablar con una persona',
    '¿Puedo hablar con alguien de atención al cliente?',
    'páseme con un agente por favor',
    'quero falar com um atendente',
    'Posso falar com uma pessoa de verdade?',
    'أريد التحدث إلى شخص',
    'حولني إلى موظف من فضلك',
    '担当者と話したいです',
    '人間につないでください',
  ])('%s', (text) => expect(asksForHuman(text)).toBe(true));

  test.each([
    'are you a human?',
    'your agent told me the parcel is lost',
    'what user agent do you support',
    'I do not want to talk to a human',
    'how do i add a person to my plan',
    'I talked to an agent yesterday and nothing happened',
    'can my real estate agent pick up the parcel',
    'how many people can use one account',
    'where is my order',
    'ich möchte nicht mit einem Menschen sprechen',
    'je ne veux pas parler à une personne',
    'no quiero hablar con un agente',
    'não quero falar com um atendente',
    '担当者と話したくない',
    'combien de personnes par compte',
    '¿cuántas personas pueden usar una cuenta?',
    'posso passar o plano para outra conta?',
    'puis-je contacter le livreur',
    'スタッフを募集していますか',
    'do you support paypal',
    '',
    '🙂🙂',
  ])('not: %s', (text) => expect(asksForHuman(text)).toBe(false));
});

describe('small talk is the whole message or none', () => {
  test.each([
    ['hi', 'hello'],
    ['Hello there!', 'hello'],
    ['good morning', 'hello'],
    ['Guten Tag', 'hello'],
    ['thanks a lot!', 'thanks'],
    ['ok thank you so much', 'thanks'],
    ['Vielen Dank', 'thanks'],
    ['bye', 'goodbye'],
    ['thanks, bye', 'goodbye'],
    ['Tschüss', 'goodbye'],
    ['are you a bot?', 'are_you_a_bot'],
    ['Are you a real person', 'are_you_a_bot'],
    ['am i talking to a human', 'are_you_a_bot'],
    ['bist du ein Bot?', 'are_you_a_bot'],
    ['hi\nthanks', 'thanks'],
    ['Thanks! Are you a bot?', 'are_you_a_bot'],
    ['Hello! How are you?', 'hello'],
    ['ok', 'thanks'],
    ['Great, that helped', 'thanks'],
    ['alles klar, danke', 'thanks'],
    ['no thanks', 'goodbye'],
    ["No, that's all. Thank you!", 'goodbye'],
    ['nein danke', 'goodbye'],
    ["that's it thanks", 'goodbye'],
  ] as const)('%s', (text, kind) => expect(smallTalkOf(text)).toBe(kind));

  test.each([
    'hi, where is my order',
    'thanks but it did not work',
    'are you open on sunday',
    'ok, where is it',
    'ok and then',
    'no',
    'no, it does not work',
    'that is all wrong',
    'good coffee',
    'are you',
    'hi5 card',
    '',
  ])('not: %s', (text) => expect(smallTalkOf(text)).toBeUndefined());
});

describe('the verdict', () => {
  const base = {
    text: 'where is my order',
    confidence: 0.9,
    plausible: 2,
    offered: 0.95,
    nothingFound: false,
    thresholds: { answer: 0.8, suggest: 0.5 },
  };
  test.each([
    ['enough confidence answers', {}, { verdict: 'answer' }],
    ['less of it suggests', { confidence: 0.6 }, { verdict: 'suggest' }],
    [
      'nothing plausible to offer hands off',
      { confidence: 0.3, offered: 0.4 },
      { verdict: 'handoff', reason: 'low_confidence' },
    ],
    [
      'one entry alone is no choice',
      { confidence: 0.6, plausible: 1 },
      { verdict: 'handoff', reason: 'low_confidence' },
    ],
    ['but for what they have read', { confidence: 0.6, plausible: 1, leftOut: true }, { verdict: 'suggest' }],
    ['anger alone is for a person', { anger: { matter: '' } }, { verdict: 'handoff', reason: 'negative_feedback' }],
    ['with a matter that is read', { anger: { matter: 'my order' } }, { verdict: 'answer' }],
    ['a number alone offers', { text: 'KC-48213', confidence: 0.1 }, { verdict: 'suggest', smallTalk: 'number' }],
    [
      'or asks, where nothing is known',
      { text: 'KC-48213', nothingFound: true, plausible: 0 },
      { verdict: 'small_talk', smallTalk: 'number' },
    ],
    ['nothing found', { nothingFound: true, confidence: 0 }, { verdict: 'handoff', reason: 'nothing_found' }],
    [
      'a wish for a person outranks certainty',
      { text: 'human please', confidence: 0.99 },
      { verdict: 'handoff', reason: 'asked_for_human' },
    ],
    ['so does small talk', { text: 'hello' }, { verdict: 'small_talk', smallTalk: 'hello' }],
  ] as const)('%s', (_, change, expected) => expect(judged({ ...base, ...change })).toEqual(expected));
});

test('offers the fewest entries that hold nine tenths, two or three', () => {
  expect(plausibleOf([0.5, 0.45, 0.03, 0.01]).count).toBe(2);
  expect(plausibleOf([0.3, 0.25, 0.2, 0.15, 0.1]).count).toBe(3);
  expect(plausibleOf([0.97, 0.02]).count).toBe(2);
  expect(plausibleOf([1]).count).toBe(1);
  expect(plausibleOf([]).count).toBe(0);
});

describe('the boundaries of the verdict', () => {
  const base = {
    text: 'where is my order',
    confidence: 0.8,
    plausible: 2,
    offered: 0.5,
    nothingFound: false,
    thresholds: { answer: 0.8, suggest: 0.5 },
  };
  const verdict = (change: Partial<typeof base>) => judged({ ...base, ...change }).verdict;
  test.each([
    ['at the threshold', {}, 'answer'],
    ['just below it', { confidence: 0.7999 }, 'suggest'],
    ['at the threshold of a suggestion', { confidence: 0, offered: 0.5 }, 'suggest'],
    ['just below that', { confidence: 0, offered: 0.4999 }, 'handoff'],
    ['enough to offer, but only one', { confidence: 0, offered: 1, plausible: 1 }, 'handoff'],
    ['four to offer', { confidence: 0, offered: 1, plausible: 4 }, 'suggest'],
    ['a threshold of nothing answers all', { confidence: 0, thresholds: { answer: 0, suggest: 0.5 } }, 'answer'],
    ['but nothing found is nothing', { nothingFound: true, thresholds: { answer: 0, suggest: 0 } }, 'handoff'],
  ])('%s', (_, change, expected) => expect(verdict(change)).toBe(expected));

  test('rules come first, a person before small talk', () => {
    const all = { nothingFound: true, confidence: 0 };
    expect(judged({ ...base, ...all, text: 'hello' })).toEqual({ verdict: 'small_talk', smallTalk: 'hello' });
    expect(judged({ ...base, ...all, text: 'hello, agent please' })).toEqual({
      verdict: 'handoff',
      reason: 'asked_for_human',
    });
    expect(judged({ ...base, ...all })).toEqual({ verdict: 'handoff', reason: 'nothing_found' });
  });

  test.each([
    [[0.4, 0.3, 0.03, 0.02], 3, 0.73],
    [[0.4, 0.3, 0.0299, 0.02], 2, 0.7],
    [[0.5, 0.4, 0.05], 2, 0.9],
    [[0.5, 0.399, 0.05], 3, 0.949],
    [[0.01, 0.01], 2, 0.02],
    [[0.1, 0.1, 0.1, 0.1, 0.1], 3, 0.3],
  ])('of %j it offers %i that hold %d', (shares, count, sum) => {
    const offered = plausibleOf(shares);
    expect(offered.count).toBe(count);
    expect(offered.sum).toBeCloseTo(sum, 9);
  });
});
