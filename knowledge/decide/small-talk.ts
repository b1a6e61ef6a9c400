/**
 * Messages that are no question (pure): thanks, a greeting, "I need help", a number alone, a thumb, keys at random. Only
 * when the whole message is that: "thanks, but where is my parcel?" is a question. The words are in phrases/.
 */
import { fold, type Language, languages, tokensOf } from './phrases/phrases.js';
import { at, covered, endsWith, type Kind } from './phrases/read.js';
import { isSided } from './wording.js';

/** What a message is that asks nothing; each has its answer in the catalogue of texts. */
export type SmallTalk =
  | 'hello'
  | 'thanks'
  | 'goodbye'
  | 'are_you_a_bot'
  | 'help'
  | 'question'
  | 'here'
  | 'laugh'
  | 'unhappy'
  | 'number'
  | 'unreadable';

export type Talk = {
  kind: SmallTalk;
  /** Whose words they are, where only one language has them. */
  language?: Language;
};

/** Nobody says so little with more letters. */
const MOST = 80;

/** Which of several counts: the first of these that is there. "Hi, are you a bot? Thanks" asks. */
const weight: Partial<Record<Kind, SmallTalk>> = {
  bot: 'are_you_a_bot',
  botAsks: 'are_you_a_bot',
  help: 'help',
  question: 'question',
  calling: 'here',
  goodbye: 'goodbye',
};
const heard = new Set<Kind>([
  ...['hello', 'thanks', 'goodbye', 'help', 'question', 'calling', 'bot', 'botAsks', 'botNouns', 'botWords'],
  'filler',
] as Kind[]);

/**
 * `chatted`: the bot's last words asked whether there is anything else, so that a "no" alone is an answer and no
 * complaint. `isKnown`: whether any entry speaks of a word; without it, a word that is in no list is no small talk.
 */
export function talkOf(
  text: string,
  { chatted = false, isKnown }: { chatted?: boolean | undefined; isKnown?: (word: string) => boolean } = {},
): Talk | undefined {
  const said = text.trim();
  if (!said || said.length > 4 * MOST) return undefined;
  const signs = signsOf(said);
  if (signs) return { kind: signs };
  const number = numberOf(said);
  if (number) return number;
  const folded = fold(said);
  if (!folded || folded.length > MOST) return undefined;
  const tokens = tokensOf(folded);
  if (chatted) {
    const short = shortAnswer(tokens);
    if (short) return short;
  }
  if (/[?？]\s*$/.test(said)) {
    const called = inOne(tokens, new Set<Kind>(['called']), () => 'here');
    if (called) return called;
  }
  if (laughs(folded)) return { kind: 'laugh' };
  return (
    inOne(serious(tokens), heard, kindOf) ??
    inParts(said) ??
    (isRandom(folded) ? { kind: 'unreadable' } : undefined) ??
    (isKnown && !/[?？]/.test(said) ? mostly(tokens, isKnown) : undefined)
  );
}

export const smallTalkOf = (text: string): SmallTalk | undefined => talkOf(text)?.kind;

/** The whole in the words of one language; of several languages that have them, the first, and none is named. */
function inOne(
  tokens: string[],
  lists: ReadonlySet<Kind>,
  kindFor: (kinds: Kind[]) => SmallTalk | undefined,
): Talk | undefined {
  const shared = covered(tokens, 'everywhere', lists) ?? covered(stretched(tokens), 'everywhere', lists);
  const found = languages.flatMap((language) => {
    if (endsWith(tokens, 'goesOn', language)) return [];
    const kinds = covered(tokens, language, lists) ?? covered(stretched(tokens), language, lists);
    const kind = kinds && kindFor(kinds);
    return kind ? { kind, language } : [];
  });
  const [first, second] = found;
  return first && (second || shared ? { kind: first.kind } : first);
}

/** "thaaanks", "coool": letters typed three times and more. */
const stretched = (tokens: string[]): string[] => tokens.map((token) => token.replace(/(\p{L})\1{2,}/gu, '$1'));

function kindOf(kinds: Kind[]): SmallTalk | undefined {
  for (const [kind, talk] of Object.entries(weight) as [Kind, SmallTalk][]) if (kinds.includes(kind)) return talk;
  // "Thanks! Hello?": of several, the last.
  return kinds.findLast((kind): kind is 'hello' | 'thanks' => kind === 'hello' || kind === 'thanks');
}

/** "hola, thanks": each part in another language. */
function inParts(text: string): Talk | undefined {
  const parts = text.split(/[.!?,;。！？、،؟\n]+/).filter((part) => fold(part));
  if (parts.length < 2) return undefined;
  const kinds = parts.map((part) => {
    const folded = fold(part);
    return inOne(tokensOf(folded), heard, kindOf)?.kind ?? (laughs(folded) ? 'laugh' : undefined);
  });
  const kind = kinds.every((one) => one) ? (kinds.findLast((one) => one !== 'laugh') ?? 'laugh') : undefined;
  return kind && { kind };
}

const closing = new Set<Kind>(['thanks', 'goodbye']);
const empty = new Set<Kind>(['thanks', 'goodbye', 'hello', 'filler']);
const asking = new Set<Kind>(['asks', 'wishes', 'does', 'angry', 'number', 'count', 'help', 'person', 'goesOn']);
/** Of a longer rest nobody knows what it says. */
const MOST_REST = 3;

/**
 * "Lieben Dank und einen schönen Feierabend": thanks or a goodbye, and beside it at most half as many words that are in
 * no list, ask nothing, deny nothing, and that no entry speaks of.
 */
function mostly(tokens: string[], isKnown: (word: string) => boolean): Talk | undefined {
  for (const language of languages) {
    const { kinds, rest } = taken(tokens, language) ?? { kinds: [], rest: [] };
    const closes = kinds.filter((kind) => closing.has(kind));
    const isSmall = rest.length <= MOST_REST && 2 * rest.length <= tokens.length - rest.length;
    if (closes.length > 0 && isSmall && !rest.some((word) => isKnown(word) || isSided(word)))
      return { kind: kindOf(closes) ?? 'thanks', language };
  }
  return undefined;
}

/** The phrases of one language that say nothing, and what is left; undefined where some of it asks for something. */
function taken(tokens: string[], language: Language): { kinds: Kind[]; rest: string[] } | undefined {
  const kinds: Kind[] = [];
  const rest: string[] = [];
  for (let place = 0; place < tokens.length; ) {
    const held = [...at(tokens, place, language)];
    const next = held.find(({ kind }) => empty.has(kind));
    if (!next && held.some(({ kind }) => asking.has(kind))) return undefined;
    if (next) kinds.push(next.kind);
    else rest.push(tokens[place] ?? '');
    place = next?.to ?? place + 1;
  }
  return { kinds, rest };
}

function shortAnswer(tokens: string[]): Talk | undefined {
  const yes = inOne(tokens, new Set<Kind>(['yes', 'filler']), (kinds) =>
    kinds.includes('yes') ? 'question' : undefined,
  );
  const no = inOne(tokens, new Set<Kind>(['no', 'filler']), (kinds) => (kinds.includes('no') ? 'goodbye' : undefined));
  return no ?? yes;
}

// ------------------------------------------------------------------------------------------ signs and laughter

/** By what they say; any other sign says nothing that we know. */
const signs: [SmallTalk, RegExp][] = [
  ['unhappy', /[👎😡😠🤬😤🖕😢😭😞😔☹😟😣😩🙁💔😒🙄]|[:=;]['-]?\(|>:/u],
  ['hello', /👋/u],
  ['laugh', /[😂🤣😆😹😝😜]/u],
  [
    'thanks',
    /[👍👌🙏❤♥💕💖💗💙💚💛🧡💜🖤🤍💯✅✔🎉🥳👏🙌💪🤝🤗😀😃😄😁😊🙂😍🥰😘😇😎🤩☺😌🌹💐✨⭐🌟🔥]|[:=;8]['-]?[)D\]]|<3|\^\^|\^_\^/u,
  ],
];
const onlySigns =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|\u20e3|[\u{1F1E6}-\u{1F1FF}]|[\s.!]|<3|\^_?\^|>?[:=;8]['-]?[()D\]P|/])+$/u;

/** Of emoji, or of faces typed with punctuation, and nothing else. */
function signsOf(said: string): SmallTalk | undefined {
  // Dots alone, or a question mark: somebody waits for a word.
  if (/^[\s.…]+$/.test(said)) return 'unreadable';
  if (/^[\s.!?？؟]+$/.test(said)) return /[?？؟]/.test(said) ? 'here' : undefined;
  if (!onlySigns.test(said)) return undefined;
  return signs.find(([, pattern]) => pattern.test(said))?.[0] ?? 'unreadable';
}

/** Written as it sounds, in any of the languages: haha, jaja, lol, mdr, kkkk, rsrs, www, ههه. */
const laughter =
  /^(?:[ab]*(?:h+[aeiou]+){2,}h*|(?:j+[aei]+){2,}j*|l+o+l+(?:o+l+)*|rofl|lma+o+|lmfa+o+|x+d+|w{2,}|k{3,}|(?:rs){2,}|mdr+|ptdr+|jk|hi+hi+|ه{3,}|هاها+ه?|笑+|草+|ww+)$/u;
const laughs = (folded: string): boolean => folded.split(' ').every((word) => laughter.test(word));
/** "haha thanks" says thanks. */
const serious = (tokens: string[]): string[] => tokens.filter((token) => !laughter.test(token));

// ------------------------------------------------------------------------------------------ a number alone

const numbered = /(?:#|\bn[ro°º]\.?\s*)?\b[a-z]{0,4}[-–_/]?\d{4,}(?:[-–/]?[a-z\d]+)*\b/giu;
const around = new Set<Kind>(['number', 'count', 'filler', 'hello']);

function numberOf(said: string): Talk | undefined {
  if (!/\d{4}/.test(said) || said.length > MOST) return undefined;
  const tokens = tokensOf(fold(said.replace(numbered, ' 0 ')));
  return inOne(tokens, around, (kinds) => (kinds.includes('count') ? 'number' : undefined));
}

// ------------------------------------------------------------------------------------------ keys at random

/** Rows of the keyboards that people of these languages type on. */
const rows = [
  'qwertyuiop',
  'asdfghjklñ',
  'zxcvbnm',
  'qwertzuiopü',
  'asdfghjklöä',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
];
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))];

/** Every word is keys side by side ("asdfgh"), the same again ("dfdfdf", "aaaa"), or has no vowel. */
function isRandom(folded: string): boolean {
  const words = folded.split(' ');
  return words.join('').length >= 4 && words.every(isKeys) && words.some((word) => word.length >= 4);
}

function isKeys(word: string): boolean {
  if (!/^[a-z]+$/.test(word)) return false;
  if (/^(.)\1{2,}$/.test(word) || /^(.{2,4})\1{2,}.{0,3}$/.test(word)) return true;
  if (word.length >= 6 && !/[aeiouy]/.test(word)) return true;
  if (word.length >= 9 && (word.match(/[aeiouy]/g)?.length ?? 0) <= word.length / 7) return true;
  return inRuns(word);
}

/** Made of nothing but stretches of a row, of three keys at least. */
function inRuns(word: string): boolean {
  for (let from = 0; from < word.length; ) {
    let to = word.length;
    while (to - from >= 3 && !runs.some((run) => run.includes(word.slice(from, to)))) to--;
    if (to - from < 3) return false;
    from = to;
  }
  return true;
}
