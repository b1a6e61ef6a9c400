import { describe, expect, test } from 'vitest';
import { folded, isSensitive } from './sensitive.js';

describe('a topic that is for people', () => {
  test.each([
    ['I will sue you', 'sue', true],
    ['I have an issue', 'sue', false],
    ['SUE!', 'sue', true],
    ['my lawyer, Mr. Sue-Ellen', 'sue', true],
    ['Ich möchte kündigen', 'KUNDIGEN', true],
    ['kündigung', 'kündigen', false],
    ['das Maß ist voll', 'mass', true],
    ['where is  my\nlegal   department', 'legal department', true],
    ['legal departments', 'legal department', false],
    ["it's a data-breach", 'data breach', true],
    ['café', 'cafe\u0301', true],
    ['résilier mon contrat', 'Resilier', true],
    ['解約したいです', '解約', true],
    ['バスで行く', 'ハス', false],
    ['أريد محامي الآن', 'محامي', true],
    ['anything', '...', false],
    ['', 'sue', false],
  ])('%j names %j: %s', (text, phrase, found) => {
    expect(isSensitive(text, ['nothing of it', phrase])).toBe(found);
  });

  test('none is named where none is set', () => {
    expect(isSensitive('I will sue you', [])).toBe(false);
  });

  test('what is folded is folded once and for all', () => {
    for (const text of ['ÄÖÜ ß', 'Łódź', 'ﬁne print', 'İstanbul', '１２３'])
      expect(folded(folded(text))).toBe(folded(text));
  });
});
