/**
 * What a simulated visitor says and when, from their script and the log. Pure: whoever looks, before or
 * after a restart, finds the same.
 */

/** The language a script is written in. */
export type Language = 'en' | 'de';

type Line = {
  /** Said once the agent has replied, or once they have left the visitor alone with what was said last. */
  on: 'reply' | 'silence';
  /** How long after that. */
  seconds: number;
  text: string;
  /** Only where the replies hold, or do not hold, all that is needed. */
  where?: 'held' | 'missing';
  /** Nothing is left open by it: it needs no answer. */
  thanks?: true;
};

/** Something that a good reply holds: one of these beginnings of words. */
export type Need = { what: string; any: string[] };

export type Script = {
  /** A scenario's, or `knowledge`. */
  scenario: string;
  language: Language;
  title: string;
  /** The visitor's name. */
  visitor: string;
  /** Who they are and what they want: what a language model is told that plays them. */
  brief: string;
  opening: string;
  lines: Line[];
  /** Seconds until they give up, after their last words. */
  patience: number;
  /** Seconds within which the first reply is wanted. */
  goal: number;
  needs: Need[];
  /** They leave out something that one must ask for. */
  asksBack?: true;
  /** Beginnings of words that promise what nobody may promise. */
  forbidden?: string[];
  /** The entry whose question they ask. */
  entry?: { key: string; answer: string; link?: string };
};

export type Said = {
  role: 'visitor' | 'agent';
  text: string;
  /** Milliseconds. */
  at: number;
  /** Which line of the script it was; the opening is -1. */
  line?: number;
  /** The key of the entry that it was taken from. */
  canned?: string;
};

export type Act = { line: number } | { end: 'through' | 'gave_up' };
export type Next = { act: Act; at: number };

/** How long the visitor stays when all is said, so that the agent closes and not they. */
const STAYS = 60;

/** What the visitor does next if nobody says anything before `at`. */
export function nextAct(script: Script, begun: number, said: Said[]): Next {
  const spoken = said.findLast(({ role }) => role === 'visitor');
  if (!spoken) return { act: { line: -1 }, at: begun };
  const line = spoken.line ?? -1;
  const replied = said.at(-1) ?? spoken;
  if (replied.role === 'agent') {
    const state = isHeld(script, said) ? 'held' : 'missing';
    const next = script.lines.findIndex(
      ({ on, where }, i) => i > line && on === 'reply' && (!where || where === state),
    );
    return next < 0 ? inSeconds(replied, STAYS, { end: 'through' }) : saying(script, next, replied);
  }
  if (script.lines[line]?.thanks) return inSeconds(spoken, STAYS, { end: 'through' });
  if (script.lines[line + 1]?.on === 'silence') return saying(script, line + 1, spoken);
  return inSeconds(spoken, script.patience, { end: 'gave_up' });
}

const inSeconds = ({ at }: Said, seconds: number, act: Act): Next => ({ act, at: at + seconds * 1_000 });
const saying = (script: Script, line: number, after: Said): Next =>
  inSeconds(after, script.lines[line]?.seconds ?? 0, { line: line });

export const textOf = (script: Script, line: number): string =>
  line < 0 ? script.opening : (script.lines[line]?.text ?? '');

// ---------------------------------------------------------------- what replies hold

const replies = (said: Said[]): Said[] => said.filter(({ role }) => role === 'agent');

export function isHeld(script: Script, said: Said[]): boolean {
  return script.needs.every((need) => holds(said, need)) && (!script.entry || answers(script.entry, said).kept);
}

export const holds = (said: Said[], { any }: Need): boolean =>
  replies(said).some(({ text }) => any.some((beginning) => hasWord(text, beginning)));

/** Words that an answer shares with what it was written from, at least. */
export const SHARE = 0.25;
export type Answering = { kept: boolean; via: 'canned' | 'link' | 'words'; share: number };

/** Whether the replies hold the answer of an entry: sent as it is, its link, or enough of its words. */
export function answers({ key, answer, link }: NonNullable<Script['entry']>, said: Said[]): Answering {
  const all = replies(said);
  const share = shareOf(
    answer,
    all.map(({ text }) => text),
  );
  if (all.some(({ canned }) => canned === key)) return { kept: true, via: 'canned', share };
  const links = [...(link ? [link] : []), ...(answer.match(/https?:\/\/[^\s)>\]]+/g) ?? [])];
  if (links.some((one) => all.some(({ text }) => text.includes(one)))) return { kept: true, via: 'link', share };
  return { kept: share >= SHARE, via: 'words', share };
}

function shareOf(answer: string, texts: string[]): number {
  const wanted = new Set(stems(answer));
  const given = new Set(texts.flatMap(stems));
  if (wanted.size === 0) return 0;
  return Math.round(([...wanted].filter((stem) => given.has(stem)).length / wanted.size) * 100) / 100;
}

/** The beginnings of the words that carry meaning: four letters and more, endings left off. */
const stems = (text: string): string[] =>
  (plain(text).match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.slice(0, 6));

export const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** A word of the text begins so; the beginning may be several words. */
export function hasWord(text: string, beginning: string): boolean {
  const [where, what] = [plain(text), plain(beginning)];
  for (let i = where.indexOf(what); i >= 0; i = where.indexOf(what, i + 1))
    if (!/[\p{L}\p{N}]/u.test(where[i - 1] ?? ' ')) return true;
  return false;
}
