/** Catalogue texts with parameters, and which language to show. Pure. */

/** `{name}` is replaced from `params`; an unknown name stays as it is. */
export function fill(text: string, params: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The first wanted language that we have, compared by its main part; `en` where none fits. */
export function pickLocale<L extends string>(wanted: readonly (string | null | undefined)[], have: readonly L[]): L {
  for (const tag of wanted) {
    const main = tag?.toLowerCase().split('-')[0];
    const found = have.find((locale) => locale === main);
    if (found) return found;
  }
  // `en` comes first.
  return have[0] as L;
}
