import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../services/platform/root.js';

const built = join(root, 'dist/public');
const weigh = (file: string) => brotliCompressSync(readFileSync(join(built, file))).length;

// The floors: Lit alone is 5.8 KB; of other products' widgets the lightest that was measured loads 62.5 KB.
test.runIf(existsSync(built))(
  'every page view loads at most 2.5 KB; opening the panel at most 25 KB more (brotli)',
  () => {
    const part = (name: string): number => {
      const found = readdirSync(join(built, 'widget')).filter(
        (file) => file.startsWith(`${name}-`) && file.endsWith('.js'),
      );
      expect(found).toHaveLength(1);
      return weigh(`widget/${found[0]}`);
    };
    expect(weigh('widget.js')).toBeLessThanOrEqual(2.5 * 1024);
    expect(part('host') + part('panel')).toBeLessThanOrEqual(25 * 1024);
  },
);
