import { describe, expect, test } from 'vitest';
import { languageOf } from './language.js';

describe('short questions tell their language', () => {
  test.each([
    ['en', ['where is my parcel', 'how do i reset my password', 'do you have decaf', 'track order']],
    ['de', ['Wo ist mein Paket?', 'was kostet der versand', 'passwort vergessen', 'gutschein geht nicht', 'Mühle']],
    ['fr', ['Où est mon colis ?', 'combien coûte la livraison', 'mot de passe oublié', "j'attends ma commande"]],
    ['es', ['¿Dónde está mi paquete?', 'quiero cancelar mi suscripción', 'olvidé mi contraseña']],
    ['pt', ['onde está meu pacote', 'quanto custa o frete', 'não recebi meu pedido', 'esqueci minha senha']],
    ['ar', ['أين طلبي؟', 'كم تكلفة الشحن']],
    ['ja', ['荷物はどこですか', 'パスワードを忘れました']],
  ] as const)('%s', (language, texts) => {
    for (const text of texts) expect([text, languageOf(text)]).toEqual([text, language]);
  });
});

test.each(['', '🙂', 'KC-48213', 'Klarna', 'gdzie jest moja paczka', 'где мой заказ', '我的包裹', 'super hotel'])(
  'nothing tells: %j',
  (text) => expect(languageOf(text)).toBeUndefined(),
);

test('two languages in one are none', () => {
  expect(languageOf('wo ist my')).toBe('de');
  expect(languageOf('wo ist my order')).toBeUndefined();
});
