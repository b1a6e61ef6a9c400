import { describe, expect, test } from 'vitest';
import { judge, plausibleOf } from './judge.js';
import { asksForHuman, smallTalkOf } from './rules.js';

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
    '👋',
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
    ['half of it unanswered', { half: true }, { verdict: 'handoff', reason: 'low_confidence' }],
    ['nothing found', { nothingFound: true, confidence: 0 }, { verdict: 'handoff', reason: 'nothing_found' }],
    [
      'a wish for a person outranks certainty',
      { text: 'human please', confidence: 0.99 },
      { verdict: 'handoff', reason: 'asked_for_human' },
    ],
    ['so does small talk', { text: 'hello' }, { verdict: 'small_talk', smallTalk: 'hello' }],
  ] as const)('%s', (_, change, expected) => expect(judge({ ...base, ...change })).toEqual(expected));
});

test('offers the fewest entries that hold nine tenths, two to four', () => {
  expect(plausibleOf([0.5, 0.45, 0.03, 0.01]).count).toBe(2);
  expect(plausibleOf([0.3, 0.25, 0.2, 0.15, 0.1]).count).toBe(4);
  expect(plausibleOf([0.97, 0.02]).count).toBe(2);
  expect(plausibleOf([1]).count).toBe(1);
  expect(plausibleOf([]).count).toBe(0);
});
