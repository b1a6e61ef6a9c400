/** The edges of the rules; what people usually write is in judge.test.ts. */
import { describe, expect, test } from 'vitest';
import { asksForHuman, plain } from './rules.js';
import { smallTalkOf } from './small-talk.js';

test.each([
  ['  Hello,  WORLD!! 🙂 ', 'hello world'],
  ['don’t ‘x’ `y` ´z´', "don't 'x' 'y' 'z'"],
  ['ﬁne №7', 'fine no7'],
  ['Ünïcode-1_2', 'ünïcode 1 2'],
  ['', ''],
])('plain %j', (text, said) => expect(plain(text)).toBe(said));

describe('a person, with every verb and every noun', () => {
  const verbs = [
    'talk',
    'speak',
    'chat',
    'talking',
    'speaking',
    'chatting',
    'tlak',
    'tallk',
    'spek',
    'connect me',
    'connect us',
  ];
  const passing = [
    'transfer me',
    'put me through',
    'pass me on',
    'hand me over',
    'forward me',
    'redirect me',
    'escalate this',
  ];
  test.each([...verbs, ...passing, 'switch me'])('%s', (verb) => {
    expect(asksForHuman(`please ${verb} to a manager`)).toBe(true);
    expect(asksForHuman(`please ${verb} with somebody`)).toBe(true);
    expect(asksForHuman(`please ${verb} directly to your support team`)).toBe(true);
    expect(asksForHuman(`please ${verb} to the moon`)).toBe(false);
  });

  test.each(
    [
      'human',
      'human being',
      'persons',
      'people',
      'agents',
      'operator',
      'reps',
      'advisor',
      'adviser',
      'staff member',
    ].concat([
      'member of staff',
      'team member',
      'employee',
      'colleague',
      'supervisor',
      'managers',
      'someone',
      'customer care',
      'support',
    ]),
  )('talk to %s', (noun) => {
    expect(asksForHuman(`I would like to talk to ${noun}`)).toBe(true);
    expect(asksForHuman(`I would like to talk to one of your real ${noun}`)).toBe(true);
    expect(asksForHuman(`I would like to read about ${noun} today`)).toBe(false);
  });

  test.each(['get', 'give', 'find', 'bring', 'fetch', 'send'])('%s me', (verb) => {
    expect(asksForHuman(`just ${verb} me a real person`)).toBe(true);
    expect(asksForHuman(`just ${verb} us one operator`)).toBe(true);
    expect(asksForHuman(`just ${verb} me the agent number`)).toBe(false);
    expect(asksForHuman(`just ${verb} me the agent key`)).toBe(false);
  });

  test.each([
    'need',
    'want',
    'prefer',
    'demand',
    'request',
    'would like',
    "'d like",
    'would prefer',
    'wanna have',
    'wish for',
  ])('I %s', (verb) => {
    expect(asksForHuman(`I ${verb} a human`)).toBe(true);
    expect(asksForHuman(`we ${verb} a support agent to help me with it`)).toBe(true);
    expect(asksForHuman(`I ${verb} a live chat please`)).toBe(true);
    expect(asksForHuman(`I ${verb} a human readable invoice`)).toBe(false);
  });
});

describe('a person, otherwise put', () => {
  test.each([
    'are there any people available',
    'is there an agent here',
    'is there a real human i can chat with',
    'can we please have a live agent',
    'let me see a real person',
    'may i reach an operator',
    'human help please',
    'human contact now',
    'no, agent',
    'ok a representative asap',
    'help desk please',
    'helpdesk',
    'The invoice is wrong, agent please',
    'The invoice is wrong; talk to a human',
    'I have tried that but connect me to an agent',
    'Das hilft nicht, aber ich will einen Mitarbeiter',
    'ich brauche einen echten Menschen',
    'bitte einen Berater',
    'Kann mich ein Kollege anrufen, ich will mit einer Person sprechen',
    'ich rede lieber mit einem richtigen Menschen',
    'verbinde mich zu einem Agenten',
    "je veux discuter directement avec un de vos conseillers s'il vous plaît, contacter un agent",
    'necesito chatear con el soporte',
    'me transfira para um humano',
    'تحويلي الى خدمة العملاء',
    'オペレーターにつないで',
    'スタッフの方と直接お話したい',
  ])('%s', (text) => expect(asksForHuman(text)).toBe(true));

  test.each([
    'are there any people in the picture of the shop',
    'can i have a look at the agent settings',
    'human resources',
    'I don´t want to talk to a human',
    'I spoke to an agent',
    'after talking to your agent it still fails',
    'how do agents talk to customers',
    'when i chat with someone the window closes',
    'we were connected to an agent already',
    'i do not need to talk to an agent',
    'I would rather read it than, without having to talk to someone',
    "didn't want to talk to a manager",
    'ich will keinen Mitarbeiter sprechen',
    'kann man ohne mit jemandem zu sprechen kündigen',
    "je préfère ne pas parler à quelqu'un",
    'sin hablar con nadie, sin hablar con un agente',
    'sem falar com uma pessoa',
    'لا أريد التحدث إلى شخص',
    'サポートに連絡しなくていい理由、人間と話したくない',
  ])('not: %s', (text) => expect(asksForHuman(text)).toBe(false));

  test('a "not" forty letters before is about it, farther off it is not', () => {
    const far = (words: number) => `not ${'so '.repeat(words)}good i talk to a human`;
    expect(asksForHuman(far(2))).toBe(false);
    expect(asksForHuman(far(14))).toBe(true);
  });
});

describe('small talk', () => {
  test.each([
    ['hiii', 'hello'],
    ['hey there again', 'hello'],
    ['good evening everyone', 'hello'],
    ["what's up", 'hello'],
    ['moin moin', 'hello'],
    ['hola', 'hello'],
    ['thx', 'thanks'],
    ['many thanks for your help', 'thanks'],
    ['merci', 'thanks'],
    ['yes perfect', 'thanks'],
    ['got it ok great', 'thanks'],
    ['das hat geholfen', 'thanks'],
    ['see you later', 'goodbye'],
    ['ok thanks bye', 'goodbye'],
    ['have a nice day', 'goodbye'],
    ['schönen Abend noch', 'goodbye'],
    ['nothing else', 'goodbye'],
    ['nope, that is all', 'goodbye'],
    ['das war alles danke', 'goodbye'],
    ['who are you', 'are_you_a_bot'],
    ['so are u an AI', 'are_you_a_bot'],
    ['are you a robot or a real person', 'are_you_a_bot'],
    ['is this a chatbot', 'are_you_a_bot'],
    ['am i speaking with a real human or a bot', 'are_you_a_bot'],
    ['sind Sie ein Mensch oder eine Maschine', 'are_you_a_bot'],
    ['spreche ich hier mit einem Roboter', 'are_you_a_bot'],
    // Of several, the last.
    ['Hello! Thanks.', 'thanks'],
    ['Thanks, hello', 'hello'],
    ['hi; who are you', 'are_you_a_bot'],
  ] as const)('%s', (text, kind) => expect(smallTalkOf(text)).toBe(kind));

  test.each([
    'hi, refund',
    'refund. thanks',
    'thanks, my order',
    'are you sure',
    'have a day',
    'see order',
    '!!!',
    'hidden',
  ])('not: %s', (text) => expect(smallTalkOf(text)).toBeUndefined());

  test('of eighty letters at most', () => {
    const long = (length: number) => `hello ${'there '.repeat(40)}`.slice(0, length).trim();
    expect(long(77)).toHaveLength(77);
    expect(smallTalkOf(`hello ${'there '.repeat(12)}ya`)).toBe('hello');
    expect(plain(`hello ${'there '.repeat(12)}ya`)).toHaveLength(80);
    expect(smallTalkOf(`hello ${'there '.repeat(12)}you`)).toBeUndefined();
  });
});
