import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../services/platform/root.js';

const built = join(root, 'dist/public');
const weigh = (file: string) => brotliCompressSync(readFileSync(join(built, file))).length;

// The floors: Lit alone is 5.8 KB; of other products' widgets the lightest that was measured loads 62.5 KB.
test.runIf(existsSync(built))(
  'every page view loads at most 2.5 KB, opening the panel at most 25 KB and its host 2.5 KB more (brotli)',
  () => {
    const of = (part: string) => readdirSync(join(built, 'widget')).filter((name) => name.startsWith(`${part}-`));
    const [panel, host] = [of('panel'), of('host')];
    expect([panel.length, host.length]).toEqual([1, 1]);
    expect(weigh('widget.js')).toBeLessThanOrEqual(2.5 * 1024);
    expect(weigh(`widget/${panel[0]}`)).toBeLessThanOrEqual(25 * 1024);
    expect(weigh(`widget/${host[0]}`)).toBeLessThanOrEqual(2.5 * 1024);
  },
);
