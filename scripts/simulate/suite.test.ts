/** The own dialogues, played against the demo company's answers: what was reached once is kept. */
import { expect, test } from 'vitest';
import { startStack } from '../../services/testing/stack.js';
import { verb } from './dialogues.js';

/** As many as ended as they should when this was written, less two for what the machine's rounding may turn. */
const LEAST = 66;

test('the dialogues of the own suite end as they should', async () => {
  const stack = await startStack('embedded');
  const lines: string[] = [];
  try {
    const print = (line: string) => lines.push(line);
    const code = await verb.call(['--url', stack.url, '--min', `${LEAST}`, '--at-once', '8'], {
      out: print,
      err: print,
      tty: false,
    });
    expect(code, lines.join('\n')).toBe(0);
    expect(lines.at(-1)).toMatch(/^\d+ of 85 conversations ended as they should/);
  } finally {
    await stack.drop();
  }
}, 240_000);
