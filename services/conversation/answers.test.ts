import { expect, test } from 'vitest';
import { cpuMs } from '../testing/cpu.js';
import { languages } from '../texts/texts.js';
import type { PreChatField } from '../wire/inboxes.js';
import { problemsOf } from './answers.js';
import { sayBack } from './availability.js';
import { backAt } from './back.js';

const field = (key: string, type: PreChatField['type'], required = false): PreChatField => ({ key, type, required });
const problems = (fields: PreChatField[], answers: Record<string, string>) =>
  Object.fromEntries(problemsOf({ fields }, { answers }));

test('what is required has to be said, what is not may be left out', () => {
  const fields = [field('name', 'text', true), field('email', 'email')];
  expect(problems(fields, {})).toEqual({ name: 'missing' });
  expect(problems(fields, { name: '  ', email: '' })).toEqual({ name: 'missing' });
  expect(problems(fields, { name: 'Ana' })).toEqual({});
  expect(problems(fields, { name: 'Ana', size: '44' })).toEqual({ size: 'unknown' });
});

test.each(['+49 30 123456', '(030) 12 34-56', '020 7946 0958 ext. 12', '+1.555.010.0199', '12345'])(
  '%s is a telephone number',
  (phone) => expect(problems([field('phone', 'phone')], { phone })).toEqual({}),
);
test.each(['call me', '1234', '+', '030 12 34 56 please', '1'.repeat(40)])('%s is none', (phone) =>
  expect(problems([field('phone', 'phone')], { phone })).toEqual({ phone: 'phone' }),
);
test('a long run of digits and spaces is judged at once', async () => {
  const judge = () => problems([field('phone', 'phone')], { phone: `${'1 '.repeat(900)}x` });
  expect(await cpuMs(judge)).toBeLessThan(100);
});

test('a consent has to be given where it is asked for', () => {
  const form = { fields: [], consent: 'You may keep this.' };
  expect([...problemsOf(form, { answers: {} })]).toEqual([['consent', 'missing']]);
  expect([...problemsOf(form, { answers: {}, consent: true })]).toEqual([]);
});

test('back is said as one says it, in the zone of the inbox', () => {
  const words = { backSoon: '{day} at {time}', backOn: 'on {day} at {time}' };
  const back = (nextOpen: string, now: string, timeZone = 'Europe/London') =>
    backAt({ nextOpen: new Date(nextOpen), now: new Date(now), timeZone, locale: 'en-GB', words });
  expect(back('2026-01-13T09:00Z', '2026-01-13T05:00Z')).toBe('today at 9:00');
  expect(back('2026-01-13T09:00Z', '2026-01-12T20:00Z')).toBe('tomorrow at 9:00');
  expect(back('2026-01-19T09:00Z', '2026-01-13T20:00Z')).toBe('on Monday at 9:00');
  expect(back('2026-02-19T09:00Z', '2026-01-13T20:00Z')).toBe('on 19 February at 9:00');
  // 23:30 on Monday in London is Tuesday in Tokyo already: there it is today.
  expect(back('2026-01-13T00:00Z', '2026-01-12T23:30Z', 'Asia/Tokyo')).toBe('today at 9:00');
});

test.each(languages)('%s can say it', (locale) => {
  const now = new Date('2026-01-12T20:00Z');
  for (const next of ['2026-01-13T09:00Z', '2026-01-15T09:00Z', '2026-03-15T09:00Z']) {
    const said = sayBack(new Date(next), 'UTC', locale, now);
    expect(said).toMatch(/9|٩/);
    expect(said).not.toMatch(/[{}]/);
  }
});
