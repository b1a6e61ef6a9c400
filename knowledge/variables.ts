/**
 * What a text may leave open for the moment it is said: `{{visitor.name|there}}`, each with the words that stand where
 * nothing is known.
 */

/** Every variable there is, with its words for texts that come without any. */
export const variables = {
  'visitor.name': 'there',
  'visitor.email': 'your e-mail address',
  'agent.name': 'our team',
  'inbox.name': 'us',
} as const;

export type Variable = keyof typeof variables;

export const isVariable = (name: string): name is Variable => Object.hasOwn(variables, name);

const names = Object.keys(variables).join('|').replaceAll('.', '\\.');
/** One of ours, written as it must be; the source of a regular expression. */
export const ours = `\\{\\{(${names})\\|([^{}|\\n]{1,80})\\}\\}`;
const every = new RegExp(ours, 'g');

/** An answer with our variables filled in; what is not known reads as its fallback. */
export function fillVariables(text: string, values: Partial<Record<Variable, string>>): string {
  return text.replace(every, (_, name: Variable, fallback: string) => values[name]?.trim() || fallback);
}

/** Placeholders that are left after filling in, ours or another product's: nobody should read them. */
export const unresolved = (text: string): string[] => [...new Set(text.match(/\{\{[^{}\n]{1,200}\}\}/g) ?? [])];
