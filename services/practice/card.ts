/**
 * The score card: what went well in practice and what did not, each with its ground, counted from the
 * log. Pure; nothing is guessed.
 */
import type { PracticeEnd, PracticePoint, PracticeTip } from '../wire/practice.js';
import { answers, hasWord, holds, isHeld, nextAct, plain, type Said, type Script, SHARE } from './script.js';

export type Card = {
  ended: PracticeEnd;
  points: PracticePoint[];
  /** What to try next: of what was missed, what matters most to a visitor. */
  tip: PracticeTip;
};

/** Most important first; `tip` is the first that was missed. */
const weight: PracticePoint['kind'][] = [
  'answered_all',
  'no_promise',
  'answer_held',
  'held',
  'asked_back',
  'closed_in_time',
  'first_reply',
];

export function cardOf(script: Script, said: Said[], ended: PracticeEnd): Card {
  const points: PracticePoint[] = [
    firstReply(script, said),
    answeredAll(script, said),
    ...script.needs.map((need): PracticePoint => ({ kind: 'held', kept: holds(said, need), what: need.what })),
    ...(script.entry ? [answerHeld(script.entry, said)] : []),
    ...(script.asksBack ? [askedBack(said)] : []),
    ...(script.forbidden ? [noPromise(script.forbidden, said)] : []),
    closedInTime(script, said, ended),
  ];
  const missed = weight.flatMap((kind) => points.filter((point) => point.kind === kind && !point.kept))[0];
  return {
    ended,
    points,
    tip: missed ? { kind: missed.kind, ...(missed.what && { what: missed.what }) } : { kind: 'all_kept' },
  };
}

const byAgent = ({ role }: Said): boolean => role === 'agent';

function firstReply({ goal }: Script, said: Said[]): PracticePoint {
  const [asked, replied] = [said.find(({ role }) => role === 'visitor'), said.find(byAgent)];
  if (!asked || !replied) return { kind: 'first_reply', kept: false, goal };
  const seconds = Math.max(0, Math.round((replied.at - asked.at) / 1_000));
  return { kind: 'first_reply', kept: seconds <= goal, seconds, goal };
}

/** Of what the visitor said last; a word of thanks needs no answer. */
function unanswered(script: Script, said: Said[]): number {
  const since = said.slice(said.findLastIndex(byAgent) + 1);
  return since.filter(({ line = -1 }) => !script.lines[line]?.thanks).length;
}

function answeredAll(script: Script, said: Said[]): PracticePoint {
  const count = unanswered(script, said);
  return { kind: 'answered_all', kept: count === 0, count };
}

function answerHeld(entry: NonNullable<Script['entry']>, said: Said[]): PracticePoint {
  return { kind: 'answer_held', ...answers(entry, said), least: SHARE };
}

const askedBack = (said: Said[]): PracticePoint => ({
  kind: 'asked_back',
  kept: said.some((one) => byAgent(one) && one.text.includes('?')),
});

const NOT =
  /(^|[^\p{L}])(not|cannot|no|never|nobody|unable|without|\p{L}+n['’]?t|nicht|kein\p{L}*|nie|niemand|ohne|leider)(?=[^\p{L}]|$)/u;

/** A sentence that says no is no promise: "I cannot promise that". */
function noPromise(forbidden: string[], said: Said[]): PracticePoint {
  const sentences = said.filter(byAgent).flatMap(({ text }) => text.split(/(?<=[.!?])\s+|\n+|, (?:but|aber) /));
  const promise = sentences.find(
    (sentence) => !NOT.test(plain(sentence)) && forbidden.some((beginning) => hasWord(sentence, beginning)),
  );
  return { kind: 'no_promise', kept: !promise, ...(promise && { what: promise.trim().slice(0, 200) }) };
}

/** Closed when nothing was left to say: neither by the visitor's patience nor while they still had something to ask. */
function closedInTime(script: Script, said: Said[], ended: PracticeEnd): PracticePoint {
  if (ended !== 'resolved') return { kind: 'closed_in_time', kept: ended === 'through', how: ended };
  const { act } = nextAct(script, 0, said);
  const rest = 'line' in act ? !script.lines[act.line]?.thanks : act.end === 'gave_up';
  const early = rest || unanswered(script, said) > 0 || (script.entry !== undefined && !isHeld(script, said));
  return { kind: 'closed_in_time', kept: !early, how: early ? 'early' : 'resolved' };
}
