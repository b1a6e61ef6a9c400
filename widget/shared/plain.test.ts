import { expect, test } from 'vitest';
import { plain } from './plain.js';

test.each([
  ['1. Open [Reset password](https://x.example/a', 'Open Reset password'],
  ['**Five** days, `see` [there](https://x.example) [1].', 'Five days, see there [1].'],
  [
    'We try **3 days**. Open [your plan](https://x.example) or [ask](https://x.exa',
    'We try 3 days. Open your plan or ask',
  ],
  ['# Hours\n> - ![map](m.png) 9 to 5', 'Hours\n- map 9 to 5'],
  ['snake_case stays, 5 * 3 too', 'snake_case stays, 5 * 3 too'],
  [undefined, ''],
])('%j', (markdown, text) => expect(plain(markdown)).toBe(text));
