import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import de from '../../services/texts/de.json' with { type: 'json' };
import en from '../../services/texts/en.json' with { type: 'json' };
import { auditActions, auditKindNames } from '../../services/wire/audit-kinds.js';
import { reasonSchema, verdictSchema } from '../../services/wire/conversation.js';
import { keyMeans } from './keys.js';
import { clock, percent, sureness, urgency } from './shared/format.js';

const tables: [string, Record<string, string>][] = [
  ['en', en.console],
  ['de', de.console],
];
const names = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).sort();

describe("the console's words", () => {
  test('have the same keys and parameters in both languages', () => {
    expect(Object.keys(de.console).sort()).toEqual(Object.keys(en.console).sort());
    const german: Record<string, string> = de.console;
    for (const [key, text] of Object.entries(en.console)) expect([key, names(german[key])]).toEqual([key, names(text)]);
  });

  test('have words for every reason and verdict', () => {
    expect(tables).toHaveLength(2);
    for (const [, table] of tables) {
      for (const reason of reasonSchema.options) {
        expect(table[`reason_${reason}`]).toBeTruthy();
        expect(table[`reasonLong_${reason}`]).toBeTruthy();
      }
      for (const verdict of verdictSchema.options) expect(table[`verdict_${verdict}`]).toBeTruthy();
    }
  });

  test('have a sentence for everything that the audit log holds', () => {
    for (const [, table] of tables) {
      for (const action of auditActions) expect(table[`audit_${action}`]).toContain('{who}');
      for (const kind of auditKindNames) expect(table[`auditKind_${kind}`]).toBeTruthy();
    }
  });

  test('are calm: no exclamation marks', () => {
    for (const [, table] of tables) expect(Object.values(table).filter((text) => text.includes('!'))).toEqual([]);
  });

  test('no style or script is written into a template: the page would refuse it', () => {
    const folder = new URL('.', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.(ts|html)$/.test(name),
    );
    expect(files.length).toBeGreaterThan(50);
    for (const file of files)
      expect([file, /<style|\sstyle=|\son\w+="/.test(readFileSync(new URL(file, folder), 'utf8'))]).toEqual([
        file,
        false,
      ]);
  });
});

describe('figures', () => {
  test.each([
    [0, '0:00'],
    [59_999, '0:59'],
    [725_000, '12:05'],
    [3_731_000, '1:02:11'],
    [200_000_000, '2 d'],
    [-5, '0:00'],
  ])('%d ms reads %s', (ms, text) => expect(clock(ms)).toBe(text));

  test('waiting turns amber, then red', () => {
    expect([119_999, 120_000, 299_999, 300_000].map(urgency)).toEqual(['calm', 'amber', 'amber', 'red']);
  });

  test('a probability is a word and a figure', () => {
    expect([0.9, 0.7, 0.4, 0.1].map(sureness)).toEqual(['sure', 'fairlySure', 'unsure', 'veryUnsure']);
    expect([percent(0.494), percent(1.2), percent(-1)]).toEqual(['49 %', '100 %', '0 %']);
  });
});

describe('keys', () => {
  const press = (key: string, change: object = {}, tagName = 'BUTTON') =>
    keyMeans({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      repeat: false,
      isComposing: false,
      keyCode: 0,
      composedPath: () => [{ tagName } as unknown as EventTarget],
      ...change,
    });

  test('mean something outside of fields only', () => {
    expect(press('t')).toBe('take');
    for (const field of ['INPUT', 'TEXTAREA', 'SELECT']) expect(press('t', {}, field)).toBeUndefined();
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'isComposing'])
      expect(press('t', { [held]: true })).toBeUndefined();
    expect(press('t', { keyCode: 229 })).toBeUndefined();
  });

  test('held down walk, but take nothing twice', () => {
    expect(press('j', { repeat: true })).toBe('down');
    expect(press('t', { repeat: true })).toBeUndefined();
  });
});
