import type { Scenario } from './scenarios.js';

export const scenariosEn: Scenario[] = [
  {
    id: 'impatient',
    title: 'In a hurry',
    about: 'Somebody whose order is late and who has no time.',
    visitor: 'Robin',
    brief:
      'Your order 48213 should have come yesterday. You leave the house in an hour and are short with everybody. You calm down as soon as somebody says what happens next and by when.',
    opening: 'My order 48213 was supposed to be here yesterday. Where is it? I leave in an hour.',
    lines: [
      { on: 'silence', seconds: 25, text: 'Hello? Is anybody there?' },
      { on: 'silence', seconds: 30, text: 'I really do not have time for this.' },
      { on: 'reply', seconds: 5, where: 'missing', text: 'And by when will I know? I have to plan my day.' },
      { on: 'silence', seconds: 40, text: 'So?' },
      { on: 'reply', seconds: 5, text: 'All right, then I wait for that. Thank you.', thanks: true },
    ],
    patience: 60,
    goal: 30,
    needs: [
      {
        what: 'that you see it is annoying',
        any: ['sorry', 'apolog', 'understand', 'inconvenien', 'frustrat', 'annoy', 'regret'],
      },
      {
        what: 'what happens next, and by when',
        any: [
          'minute',
          'hour',
          'today',
          'tonight',
          'tomorrow',
          'right away',
          'right now',
          'at once',
          'before you leave',
          'by ',
        ],
      },
    ],
  },
  {
    id: 'two_things',
    title: 'Two things at once',
    about: 'Somebody who asks for two things in one message.',
    visitor: 'Kim',
    brief:
      'You moved last week. You want your delivery address changed to 12 Harbour Street, and a corrected invoice, because the last one has your old name on it. You want both settled.',
    opening:
      'Hello, I moved last week. Can you change my delivery address to 12 Harbour Street? And my last invoice has my old name on it, I need a corrected one.',
    lines: [
      { on: 'silence', seconds: 60, text: 'Are you still there?' },
      { on: 'reply', seconds: 6, where: 'missing', text: 'Thanks. I asked for two things, though.' },
      { on: 'silence', seconds: 60, text: 'The address and the invoice.' },
      { on: 'reply', seconds: 6, text: 'Good, then I have what I need. Thank you.', thanks: true },
    ],
    patience: 90,
    goal: 60,
    needs: [
      { what: 'the new address', any: ['address', 'harbour'] },
      { what: 'the corrected invoice', any: ['invoice', 'bill'] },
    ],
  },
  {
    id: 'did_not_help',
    title: 'The first answer did not help',
    about: 'Somebody who has tried the obvious already, and says little.',
    visitor: 'Alex',
    brief:
      'The app signs you out again and again since Tuesday. You use an Android phone. You have already installed it again, which changed nothing. You only tell what you are asked for.',
    opening: 'Your app keeps signing me out. What can I do?',
    lines: [
      { on: 'silence', seconds: 60, text: 'Hello?' },
      { on: 'reply', seconds: 6, text: 'I tried that already. It changed nothing.' },
      { on: 'silence', seconds: 60, text: 'Any other idea?' },
      { on: 'reply', seconds: 6, text: 'It began on Tuesday, on my Android phone.' },
      { on: 'silence', seconds: 60, text: 'Does that help?' },
      { on: 'reply', seconds: 6, text: 'Okay, I will do that. Thanks.', thanks: true },
    ],
    patience: 90,
    goal: 60,
    needs: [
      {
        what: 'that you heard it was tried before',
        any: ['sorry', 'understand', 'already', 'thank you for trying', 'thanks for trying', 'since that', 'then let'],
      },
      {
        what: 'a next step',
        any: [
          'try',
          'please',
          'let us',
          "let's",
          'we will',
          'i will',
          "i'll",
          'check',
          'forward',
          'colleague',
          'update',
        ],
      },
    ],
    asksBack: true,
  },
  {
    id: 'wants_promise',
    title: 'Wants a promise',
    about: 'Somebody who presses for a word that nobody can give.',
    visitor: 'Sam',
    brief:
      'You sent a parcel for a birthday and want a promise that it is there before Friday. You press for a clear yes. You accept a clear no where somebody says what they can do instead.',
    opening: 'Can you promise me that my parcel is there before Friday? It is a birthday present.',
    lines: [
      { on: 'silence', seconds: 45, text: 'Please, it is important.' },
      { on: 'reply', seconds: 6, text: 'So is that a yes? I only need your word.' },
      { on: 'silence', seconds: 45, text: 'Yes or no?' },
      { on: 'reply', seconds: 6, text: 'All right. At least I know where I stand. Thank you.', thanks: true },
    ],
    patience: 90,
    goal: 60,
    needs: [
      {
        what: 'that you cannot promise it',
        any: [
          'cannot',
          'can not',
          "can't",
          'can’t',
          'not able',
          'unable',
          'no way to',
          'not possible',
          'not in our hands',
        ],
      },
      {
        what: 'what you can do instead',
        any: ['check', 'look', 'track', 'ask', 'let you know', 'tell you', 'instead', 'option', 'express', 'carrier'],
      },
    ],
    forbidden: [
      'promise',
      'guarantee',
      'definitely',
      'for sure',
      'will certainly',
      'you have my word',
      '100 %',
      '100%',
    ],
  },
  {
    id: 'call_back',
    title: 'Wants to be called back',
    about: 'Somebody who leaves a number, a time and an e-mail address.',
    visitor: 'Jo',
    brief:
      'You would rather talk. Your number is 0151 555 0142 and you can be reached after 4 pm. Where that fails, you want an e-mail to jo@example.org. You want to be sure that all of it was noted.',
    opening: 'Can somebody call me back, please? My number is 0151 555 0142, best after 4 pm.',
    lines: [
      { on: 'silence', seconds: 60, text: 'Did you get my number?' },
      { on: 'reply', seconds: 6, text: 'And if nobody reaches me, please write to jo@example.org.' },
      { on: 'silence', seconds: 60, text: 'Did you note that down?' },
      {
        on: 'reply',
        seconds: 6,
        where: 'missing',
        text: 'Could you repeat my number, the time and the address? I want to be sure.',
      },
      { on: 'reply', seconds: 6, text: 'That is right. Thank you, until then.', thanks: true },
    ],
    patience: 90,
    goal: 60,
    needs: [
      { what: 'the number again', any: ['0151', '555 0142', '5550142'] },
      { what: 'when to call', any: ['4 pm', '4pm', '4 p.m', '16:00', '4 o', 'after 4', 'after four'] },
      { what: 'the e-mail address again', any: ['jo@example.org'] },
    ],
  },
];
