/** Zones under the names that a database knows, whichever a browser says. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, signIn, startStack } from '../testing/stack.js';
import { canonicalLocale, canonicalZone, readableLocale } from '../wire/names.js';
import { databaseZone, zonesOf } from './zones.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack('embedded', { roles: ['gateway'] });
});
afterAll(() => stack?.drop());

test.each(['US/Pacific-New', 'Asia/Calcutta', 'Asia/Kolkata', 'europe/berlin', 'UTC', 'Etc/GMT+5', 'EST'])(
  'every report answers in %s',
  async (zone) => {
    const admin = await signIn(stack, { role: 'admin' });
    const range = `from=2026-01-01&to=2026-01-02&zone=${encodeURIComponent(zone)}`;
    const paths = [`/reports?${range}`, `/reports/live?zone=${encodeURIComponent(zone)}`, `/audit?${range}`];
    for (const path of paths) expect((await admin.call('GET', path)).status, path).toBe(200);
  },
);

test.each(['+05:30', 'FOO+3', 'posixrules', 'Mars/Olympus', '', 'UTC; x'])('%j is no zone', async (zone) => {
  await expect(databaseZone(stack.platform.db, zone)).rejects.toThrow(/^zone: no time zone/);
});

test('the database is asked by a name of its own for the same zone', async () => {
  const { db } = stack.platform;
  expect(await databaseZone(db, 'europe/berlin')).toBe('Europe/Berlin');
  // What it means is the same at any time of the year.
  const [row] = await db.query<{ same: boolean }>(
    `select bool_and((at at time zone $1) = (at at time zone 'America/Los_Angeles')) as same
     from generate_series('2026-01-01'::timestamptz, '2026-12-01', interval '1 month') at`,
    [await databaseZone(db, 'US/Pacific-New')],
  );
  expect(row?.same).toBe(true);
});

test.each([
  ['only the new name', ['Asia/Kolkata', 'UTC'], 'asia/calcutta', 'Asia/Calcutta', 'Asia/Kolkata'],
  ['both', ['Asia/Calcutta', 'Asia/Kolkata'], 'asia/kolkata', 'Asia/Calcutta', 'Asia/Kolkata'],
  ['neither', ['UTC'], 'asia/calcutta', 'Asia/Calcutta', undefined],
])('a database that knows %s', (_, names, asked, canonical, name) => {
  const zones = zonesOf(names);
  expect(canonicalZone(asked)).toBe(canonical);
  expect(zones.get(asked) ?? zones.get(canonical)).toBe(name);
});

test.each([
  ['EN-us', 'en-US'],
  ['iw', 'he'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['en-u-nu-arab', 'en'],
  ['en-x-ignore-all', 'en'],
  ['sl-rozaj', 'sl'],
  ['es-419', 'es-419'],
  ['en-aaa-bbb-ccc-ddd', undefined],
  [`en-${'abcdefgh-'.repeat(6_000)}a`, undefined],
  ['C', undefined],
  ['und', undefined],
  ['abcde', undefined],
  ['en_US', undefined],
  ['', undefined],
])('the tag %.40s is %s', (tag, canonical) => {
  expect(canonicalLocale(tag)).toBe(canonical);
});

test.each([
  ['en-aaa-bbb-ccc-ddd', 'en'],
  ['de-aaa-bbb-ccc-ddd', 'de'],
  [`fr-${'abcdefgh-'.repeat(6_000)}a`, 'fr'],
  ['german', 'en'],
  ['', 'en'],
  ['de-AT', 'de-AT'],
])('a stored %.20s is read as %s', (stored, read) => {
  expect(readableLocale(stored)).toBe(read);
});
