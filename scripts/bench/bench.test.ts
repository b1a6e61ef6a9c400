import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { killHalfWay } from './kill.js';

const { postgres } = inject('found');

const places = [{ name: 'embedded', url: undefined }, ...(postgres ? [{ name: 'PostgreSQL', url: postgres.url }] : [])];

test.each(places)(
  '$name: a load killed half way leaves the old version, and run again nothing is missing or double',
  async ({ url }) => {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-kill-'));
    const list = Array.from({ length: 150 }, (_, i) => ({
      id: `entry-${i}`,
      title: `Where is parcel number ${i}`,
      questions: [`has parcel ${i} arrived`, `delivery of ${i}`],
      answer: `It waits on shelf ${i * 7}.`,
    }));
    writeFileSync(join(folder, 'kb.json'), JSON.stringify(list));
    try {
      const killed = await killHalfWay(join(folder, 'kb.json'), url);
      expect(killed).toMatchObject({ few: 15, between: 15, whole: 150, after: 150, keys: 150, third: 0, drafts: 0 });
      // What the killed one embedded is not embedded again.
      expect(killed.again).toBeLessThan(500);
      if (url) expect([...(killed.seen ?? [])].sort()).toEqual([15, 150]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  180_000,
);
