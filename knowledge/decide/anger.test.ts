import { describe, expect, test } from 'vitest';
import { angerOf } from './anger.js';

describe('anger and its matter', () => {
  test.each([
    ['worst service ever, kettle arrived broken', 'kettle arrived broken'],
    ['kettle arrived broken. Worst company of all time!!!', 'kettle arrived broken.'],
    ['this is ridiculous, I have been waiting for 3 weeks', 'I have been waiting for 3 weeks'],
    ['I want my fucking money back', 'I want my money back'],
    ['WHERE IS MY PARCEL!!!', 'where is my parcel!'],
    ['😡 where is my order', 'where is my order'],
    ['das ist eine Frechheit! wo ist mein Paket', 'wo ist mein Paket'],
    ['so ein Saftladen, die Mühle ist kaputt', 'die Mühle ist kaputt'],
    ['pire service du monde, mon colis est cassé', 'mon colis est cassé'],
    ['qué vergüenza, mi paquete llegó roto', 'mi paquete llegó roto'],
    ['que palhaçada, cadê meu pedido', 'cadê meu pedido'],
    ['أسوأ خدمة، أين طلبي', 'أين طلبي'],
    ['最悪のサービス、荷物が壊れていた', '荷物が壊れていた'],
  ])('%s', (text, matter) => expect(angerOf(text)).toEqual({ matter }));

  test.each([
    'worst service ever',
    'you are idiots!!!',
    'this is ridiculous',
    'I hate this company so much',
    'fuck you',
    'useless bot',
    'wtf',
    '😡😡',
    'Ihr seid Betrüger',
    'c’est une honte !',
    'son unos ladrones',
    'vocês são incompetentes',
    'خدمة سيئة جدا',
    'ふざけるな',
  ])('nothing but anger: %s', (text) => expect(angerOf(text)).toEqual({ matter: '' }));
});

test.each([
  'where is my parcel',
  'WHERE IS MY PARCEL',
  'thank you!!!',
  'My package never came!!',
  'is this a scam?',
  'sorry, stupid question but how do I pay',
  'how do I clean the worst stains',
  'thieves stole my parcel',
  'I do not want to be a bad customer',
  'ich will nie wieder Werbung bekommen',
  "c'est quoi une mouture fine",
  'es increíble este café',
  '最低注文金額はいくらですか',
  '注文したばかりです',
  'クーポンが使えない',
  'USB C PD!!!',
  '',
])('no anger: %s', (text) => expect(angerOf(text)).toBeUndefined());
