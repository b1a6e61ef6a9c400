/** What the system says, from the catalogues in texts/. The browser bundles import the same files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../platform/root.js';

type Catalogue = Record<'notices' | 'bot' | 'widget' | 'mail', Record<string, string>>;

const folder = join(root, 'services/texts');
const catalogues = new Map<string, Catalogue>(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(folder, file), 'utf8')) as Catalogue]),
);

/** The languages we have a catalogue for. */
export const languages = [...catalogues.keys()];

/**
 * A sentence in the language of `locale` (`de-AT` reads `de`), English where there is none. `{name}` is replaced from
 * `params`.
 */
export function say(
  locale: string,
  section: keyof Catalogue,
  key: string,
  params: Record<string, string | undefined> = {},
): string {
  const catalogue = catalogues.get(locale.split('-')[0] as string);
  const text = catalogue?.[section]?.[key] ?? catalogues.get('en')?.[section]?.[key];
  if (text === undefined) throw new Error(`services/texts/en.json has no ${section}.${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
