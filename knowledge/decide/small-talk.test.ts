import { describe, expect, test } from 'vitest';
import { phrases } from './phrases/phrases.js';
import { type SmallTalk, smallTalkOf, talkOf } from './small-talk.js';

describe('in the languages of the screens', () => {
  test.each<[string, SmallTalk, string[]]>([
    ['en', 'thanks', ['that worked, thank you so much!', 'thx mate', 'it works now', 'got it', 'haha thank you']],
    ['en', 'goodbye', ['no that is all', "nope that's it, thanks", 'nothing else', 'have a nice day']],
    ['en', 'are_you_a_bot', ['r u a robot', 'are you real?', 'am I talking to a real person', "you're a bot"]],
    ['en', 'help', ['I need help', 'help me please', 'hi there, can you help me please?', 'I have a problem']],
    ['en', 'question', ['I have a question', 'hello, quick question', 'can I ask something']],
    ['en', 'here', ['are you there', 'still there?']],
    ['en', 'number', ['my order number is KC-48213', 'the order number is 48213, thanks']],
    [
      'de',
      'thanks',
      ['Vielen lieben Dank!', 'das hat geklappt, danke', 'alles klar, jetzt geht es', 'perfekt danke dir'],
    ],
    ['de', 'goodbye', ['nein, das war alles', 'nö, das war alles', 'schönen Tag noch', 'das wars']],
    ['de', 'are_you_a_bot', ['bist du ein Roboter', 'spreche ich mit einem echten Menschen?']],
    ['de', 'help', ['Hilfe', 'ich brauche Hilfe', 'können Sie mir bitte helfen?', 'ich habe ein Problem']],
    ['de', 'question', ['ich habe eine Frage', 'hallo, ich hätte da mal eine Frage']],
    ['de', 'number', ['meine Bestellnummer ist KC-48213', 'mein Paket 48213']],
    ['fr', 'thanks', ['merci beaucoup !', 'ça marche, merci', 'parfait merci bien', "d'accord"]],
    ['fr', 'goodbye', ["non merci, c'est tout", 'au revoir', 'bonne journée']],
    ['fr', 'are_you_a_bot', ['êtes-vous un robot ?', 'je parle à un humain ?', "t'es un bot"]],
    ['fr', 'help', ["j'ai besoin d'aide", 'pouvez-vous m’aider ?', "bonjour, j'ai un problème"]],
    ['fr', 'question', ["j'ai une question", 'bonjour, une petite question']],
    ['fr', 'number', ['mon numéro de commande est KC-48213']],
    ['es', 'thanks', ['muchas gracias', 'gracias, ya funciona', 'perfecto, muy amable', 'vale']],
    ['es', 'goodbye', ['no, eso es todo, gracias', 'adiós', 'nada más', 'hasta luego']],
    ['es', 'are_you_a_bot', ['¿eres un robot?', 'es usted una persona real', 'estoy hablando con un humano?']],
    ['es', 'help', ['necesito ayuda', '¿me puedes ayudar?', 'tengo un problema']],
    ['es', 'question', ['tengo una pregunta', 'hola, una consulta']],
    ['es', 'number', ['mi número de pedido es KC-48213']],
    ['pt', 'thanks', ['muito obrigado!', 'valeu, funcionou', 'obrigada pela ajuda', 'entendi']],
    ['pt', 'goodbye', ['só isso, obrigada', 'não obrigado', 'tchau', 'tenha um bom dia']],
    ['pt', 'are_you_a_bot', ['você é um robô?', 'estou falando com uma pessoa real?']],
    ['pt', 'help', ['preciso de ajuda', 'você pode me ajudar?', 'estou com um problema']],
    ['pt', 'question', ['tenho uma dúvida', 'posso fazer uma pergunta']],
    ['pt', 'number', ['meu número do pedido é KC-48213', 'o número da fatura 48213'.replace('da fatura ', '')]],
    ['ar', 'thanks', ['شكرا جزيلا لك', 'تمام شكراً', 'نجح الأمر، شكرا']],
    ['ar', 'goodbye', ['لا شكراً', 'هذا كل شيء، شكرا', 'مع السلامة']],
    ['ar', 'are_you_a_bot', ['هل أنت روبوت؟', 'هل أنت إنسان حقيقي']],
    ['ar', 'help', ['أحتاج إلى مساعدة', 'هل يمكنك مساعدتي؟', 'لدي مشكلة']],
    ['ar', 'question', ['لدي سؤال', 'مرحبا، عندي سؤال']],
    ['ar', 'number', ['رقم الطلب KC-48213']],
    ['ja', 'thanks', ['ありがとうございます！', '助かりました、ありがとう', '了解です', '解決しました']],
    ['ja', 'goodbye', ['以上です', 'いいえ、大丈夫です', 'さようなら']],
    ['ja', 'are_you_a_bot', ['あなたはロボットですか？', '人間ですか']],
    ['ja', 'help', ['助けてください', '困っています']],
    ['ja', 'question', ['質問があります', 'すみません、聞きたいことがあるのですが']],
    ['ja', 'number', ['注文番号は KC-48213 です']],
  ])('%s: %s', (language, kind, texts) => {
    for (const text of texts) expect([text, talkOf(text)]).toEqual([text, { kind, language }]);
  });

  test('every language has words for everything', () => {
    for (const lists of Object.values(phrases))
      for (const list of Object.values(lists)) expect(list.trim()).not.toBe('');
  });

  test.each([
    ['ok', 'thanks'],
    ['merci', 'thanks'],
    ['hola, thanks', 'thanks'],
  ] as const)('%j is nobody’s alone', (text, kind) => expect(talkOf(text)).toEqual({ kind }));
});

describe('without words', () => {
  test.each<[SmallTalk, string[]]>([
    ['thanks', ['👍', '❤️', '👍🏽👍🏽', '🙏 😊', ':)', ';-)', '<3', '🙂🙂🙂', '🎉!']],
    ['unhappy', ['👎', '😡', ':(', '😢😢']],
    ['hello', ['👋', '👋🏼']],
    [
      'laugh',
      [
        '😂',
        '🤣🤣',
        'haha',
        'hahahaha',
        'lol',
        'LOOOL',
        'jaja',
        'jajaja',
        'www',
        'kkkkk',
        'rsrs',
        'mdr',
        'ههههه',
        '笑',
        'hihi',
      ],
    ],
    ['here', ['?', '???', 'hello?', 'Hallo??', 'oi?', 'もしもし？']],
    ['unreadable', ['...', '🤔', '🚀', '🏳️‍🌈']],
  ])('%s', (kind, texts) => {
    for (const text of texts) expect([text, smallTalkOf(text)]).toEqual([text, kind]);
  });

  test.each(['!!!', '', ' ', '👍 but where is my order', '3', ':', '¯\\_(ツ)_/¯'])('nothing of it: %j', (text) =>
    expect(smallTalkOf(text)).toBeUndefined(),
  );
});

describe('a number alone', () => {
  test.each(['KC-48213', '#48213', 'order 48213', '48213', 'order no. 48213', 'KC-48213, KC-48214', 'n° 48213'])(
    '%s',
    (text) => expect(smallTalkOf(text)).toBe('number'),
  );
  test.each([
    'where is KC-48213',
    'cancel order 48213',
    '4 mugs',
    'order 12',
    '2 kettles 48213',
    'refund for 48213',
    'model KC-48213 manual',
  ])('more than that: %s', (text) => expect(smallTalkOf(text)).toBeUndefined());
});

describe('keys at random', () => {
  test.each([
    'asdfgh',
    'qwertz uiop',
    'asdf qwer zxcv uiop',
    'sdfsdfsdf',
    'lkjhgf',
    'aaaaaa',
    'dfgdfgdfg',
    'xcvbnm',
    'hjkl',
    'sdkfjhg',
  ])('%s', (text) => expect(smallTalkOf(text)).toBe('unreadable'));
  test.each([
    'power',
    'were',
    'wer',
    'tree',
    'hdmi',
    'pdf',
    'brew',
    'decaf',
    'rewe',
    'asap',
    'kettle asdfgh',
    'try',
    'tüv',
    'mehl',
  ])('a word: %s', (text) => expect(smallTalkOf(text)).toBeUndefined());
});

describe('a message that asks something', () => {
  test.each([
    'thanks, but where is my parcel?',
    'I need help with my order',
    'I have a question about shipping',
    'can you help me return a mug',
    'are you open today',
    'are you a shop',
    'is this coffee real or not roasted',
    'that worked but now I need a refund',
    'ok, and then?',
    'no',
    'yes',
    'und dann?',
    'ok und jetzt',
    'hilfe mein paket ist weg',
    'merci de me rembourser',
    'gracias pero no funciona',
    'ありがとう、でも荷物が届きません',
    'www.example.com',
    'hello kitty mug',
  ])('%s', (text) => expect(smallTalkOf(text)).toBeUndefined());
});

describe('after "is there anything else?"', () => {
  test.each([
    ['no', 'goodbye'],
    ['nope thanks', 'goodbye'],
    ['nein', 'goodbye'],
    ['いいえ', 'goodbye'],
    ['yes', 'question'],
    ['yes please', 'question'],
    ['oui', 'question'],
    ['sim, por favor', 'question'],
  ] as const)('%s', (text, kind) => {
    expect(talkOf(text, { chatted: true })?.kind).toBe(kind);
    expect(talkOf(`${text} my parcel`, { chatted: true })).toBeUndefined();
  });
});

describe('mostly thanks', () => {
  const entries = new Set(['parcel', 'refund', 'kettle']);
  const isKnown = (word: string) => entries.has(word);

  test.each([
    ['alles klar, lieben dank dir und schönen feierabend!', 'goodbye'],
    ['ok perfect thx, thats all from me. bye 👋', 'goodbye'],
    ['thank you so much pal', 'thanks'],
    ['merci beaucoup et à bientôt les copains', 'goodbye'],
  ])('%s', (text, kind) => expect(talkOf(text, { isKnown })?.kind).toBe(kind));

  test.each([
    'thanks a lot, my parcel',
    'thanks a lot, can you check zanzibar',
    'thank you very much, not zanzibar',
    'thanks a lot, zanzibar?',
    'thanks zanzibar',
    'thank you, delete zanzibar',
    'thanks a lot it broke again',
    'thank you so much zanzibar quagga okapi dikdik',
  ])('asks for something, or may: %s', (text) => expect(talkOf(text, { isKnown })).toBeUndefined());

  test('not where nobody knows what the entries speak of', () => {
    expect(talkOf('thank you so much pal, have a good quagga')).toBeUndefined();
  });
});
