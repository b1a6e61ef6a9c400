/** How the lists of phrases are looked up in a text (pure). */
import type { Phrases } from './lists.js';
import { everywhere, type Language, languages, listed, phrases } from './phrases.js';

/** What a phrase stands for: the list it is in. `count` is a number that stands alone. */
export type Kind = keyof Phrases | 'count';

type Lists = {
  /** Which lists hold a phrase, by its tokens. */
  kinds: Map<string, Kind[]>;
  /** Tokens of the longest phrase. */
  longest: number;
};

/** A digit stands for any number, see `numbered` in ../small-talk.ts. */
const COUNT = '0';
const keyOf = (tokens: string[]): string => tokens.join('\u0000');

function read(lists: [Kind, string][]): Lists {
  const kinds = new Map<string, Kind[]>();
  let longest = 1;
  for (const [kind, list] of lists)
    for (const tokens of listed(list)) {
      longest = Math.max(longest, tokens.length);
      kinds.set(keyOf(tokens), [...(kinds.get(keyOf(tokens)) ?? []), kind]);
    }
  return { kinds, longest };
}

/** Between spaces in the lists, because they are words and not phrases. */
const spaced = new Set<Kind>(['botNouns', 'botWords', 'telling', 'shop']);

const entriesOf = (some: Partial<Phrases>): [Kind, string][] =>
  (Object.entries(some) as [keyof Phrases, string][])
    // What says something counts before what says nothing: "yes" is both.
    .sort(([a], [b]) => Number(a === 'filler') - Number(b === 'filler'))
    .map(([kind, list]) => [kind, spaced.has(kind) ? list.trim().split(/\s+/).join(',') : list]);

const kept = new Map<string, Lists>();
/** Read when they are first needed. */
function listsOf(language: Language | 'everywhere'): Lists {
  const before = kept.get(language);
  if (before) return before;
  const shared = entriesOf(everywhere);
  const lists =
    language === 'everywhere'
      ? read([['count', COUNT], ...shared])
      : read([['count', COUNT], ...shared, ...entriesOf(phrases[language])]);
  kept.set(language, lists);
  return lists;
}

/** The lists that the words of one language hold together, a phrase at a place: longest first. */
export function* at(
  tokens: string[],
  place: number,
  language: Language | 'everywhere',
): Generator<{ kind: Kind; to: number }> {
  const { kinds, longest } = listsOf(language);
  for (let to = Math.min(tokens.length, place + longest); to > place; to--)
    for (const kind of kinds.get(keyOf(tokens.slice(place, to))) ?? []) yield { kind, to };
}

/** Whether a text ends with a phrase of this list. */
export const endsWith = (tokens: string[], kind: Kind, language: Language): boolean =>
  tokens.some((_, place) =>
    listsOf(language)
      .kinds.get(keyOf(tokens.slice(place)))
      ?.includes(kind),
  );

/** Languages that hold these tokens, whole, in this list. */
export const languagesOf = (tokens: string[], kind: Kind): Language[] =>
  languages.filter((language) => listsOf(language).kinds.get(keyOf(tokens))?.includes(kind));

/** A text as phrases from its first word to its last, by the lists of one language; undefined where it holds others. */
export function covered(
  tokens: string[],
  language: Language | 'everywhere',
  from: ReadonlySet<Kind>,
): Kind[] | undefined {
  const failed = new Set<string>();
  const go = (place: number, asking: '' | 'ask' | 'noun'): Kind[] | undefined => {
    if (place === tokens.length) return asking === 'ask' ? undefined : [];
    const state = `${place}${asking}`;
    if (failed.has(state)) return undefined;
    for (const { kind, to } of at(tokens, place, language)) {
      if (!from.has(kind)) continue;
      const next = after(kind, asking);
      const rest = next === undefined ? undefined : go(to, next);
      if (rest) return [kind, ...rest];
    }
    failed.add(state);
    return undefined;
  };
  return go(0, '');
}

/** "Are you", then at least one of its nouns; these and the words around them stand nowhere else. */
function after(kind: Kind, asking: '' | 'ask' | 'noun'): '' | 'ask' | 'noun' | undefined {
  if (kind === 'botAsks') return 'ask';
  if (kind === 'botNouns') return asking ? 'noun' : undefined;
  if (kind === 'botWords') return asking || undefined;
  return asking === 'ask' ? undefined : '';
}
