/**
 * What a message asks, by its wording alone (pure): without politeness, as a follow-up, in several questions. English
 * and German.
 */
import { languageOf } from './language.js';
import { fold, type Language, languages, tokensOf } from './phrases/phrases.js';
import { at } from './phrases/read.js';
import { plain } from './rules.js';
import { smallTalkOf } from './small-talk.js';
import { topicOf } from './words.js';

/** Sentences, lines and what is numbered within one, each with its own punctuation. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?…。！？])\s+|\n+|\s+(?=\d{1,2}\)\s)/u)
    .flatMap(withoutLead)
    .filter((part) => /\S/.test(part));

/** "Two quick questions: how ...": what stands before the colon is a sentence of its own where it says nothing. */
function withoutLead(sentence: string): string[] {
  const [lead] = /^[^:：]{2,60}[:：]\s+/u.exec(sentence) ?? [];
  return lead && smallTalkOf(lead) ? [lead, sentence.slice(lead.length)] : [sentence];
}

/**
 * Without what nobody sees (joiners of scripts and emoji stay) and with one space for many: whatever is pasted, the
 * patterns below stay quick.
 */
const tidy = (text: string): string => text.replace(/[\u00ad\u200b\u2060\ufeff]/gu, '').replace(/[^\S\n]+/g, ' ');

// ------------------------------------------------------------------------------------------ without politeness

const greeting = `(?:hi|hello|hey|hiya|howdy|hallo|moin|servus|greetings|good (?:morning|afternoon|evening|day)|guten (?:tag|morgen|abend)|grüß gott|dear (?:team|support|sir|madam|all)|liebes team|sehr geehrte damen und herren)(?: (?:there|all|everyone|everybody|team|guys|folks|sir|madam|bot|zusammen|liebes team))*`;
/** Without a comma only before a word that begins a question or a sentence: "Hello Fresh voucher" keeps its name. */
const opening = `(?=(?:i|i'm|im|i've|ive|i'd|wheres|whats|hows|whens|whos|u|ur|need|my|we|our|can|could|do|does|did|is|are|was|will|would|should|may|have|has|how|what|where|when|why|which|who|please|the|there|ich|mein|meine|wir|wie|was|wo|wann|warum|kann|können|könnte|könnten|gibt|ist|sind|habe|haben|bitte)\\b)`;
const leading = new RegExp(String.raw`^\s*${greeting}(?:\s*[,.!:;–-]+\s*|\s+${opening})`, 'iu');
const closing =
  /[\s,.;!?–-]*\b(?:(?:many )?thanks(?: (?:in advance|a lot|so much|a million|again|for (?:your|the|any) help))*|thank you(?: (?:in advance|so much|very much|again|for (?:your|the|any) help))*|thx|tia|cheers|(?:vielen |besten |herzlichen )?dank(?:e)?(?: (?:schön|sehr|im voraus|für (?:die|ihre|eure|deine) hilfe))*|(?:kind|best|warm)? ?regards|(?:mit )?(?:freundlichen|beste[n]?|viele[n]?|liebe[n]?) grüße[n]?|please|pls|plz|bitte)[\s.!?]*$/iu;

/** Thanks stand at the very end; "please, thanks, kind regards" are three. */
const TAIL = 100;
const ROUNDS = 4;

/** What is searched for: the text without its greeting and its thanks, where something is left. */
export function bare(text: string): string {
  const seen = tidy(text);
  const sentences = sentencesOf(seen);
  const telling = sentences.filter((sentence) => !smallTalkOf(sentence));
  // Without small talk nothing is joined anew: line breaks are the visitor's.
  let left = telling.length && telling.length < sentences.length ? telling.join(' ') : seen.trim();
  for (let round = 0; round < ROUNDS; round++) {
    const shorter = withoutThanks(left.replace(leading, '')).trim();
    if (shorter === left || topicOf(shorter).length === 0) break;
    left = shorter;
  }
  return left;
}

function withoutThanks(text: string): string {
  const tail = text.slice(-TAIL);
  const found = closing.exec(tail);
  if (!found) return text;
  const isQuestion = found[0].includes('?');
  return text.slice(0, text.length - tail.length) + tail.slice(0, found.index) + (isQuestion ? '?' : '');
}

// ------------------------------------------------------------------------------------------ as a follow-up

const goesOn =
  /^(?:ok(?:ay)? |yes |no |hm+ )?(?:and|also|or|but|then|so|what about|how about|what if|same (?:for|with)|even (?:for|if|with)|und|oder|auch|aber|dann|was ist mit|wie (?:ist|sieht) es|gilt das|geht das)\b/;
const pointsBack =
  /\b(?:it|its|that|this|they|them|their|those|these|there|instead|the same|das|dies(?:e[rsnm]?)?|es|dort|da(?:für|mit|von|zu|ran|rauf|rüber|bei|nach)?|denen|stattdessen|ihn|ihm)\b/;
/** "Is it possible", "there is", "I think that", "this week": words that point at nothing. */
const pointsNowhere =
  /\b(?:(?:is|was|would) it (?:possible|ok(?:ay)?|allowed|true)|it is possible|(?:is|are|was|were) there|there (?:is|are|was|were)|(?:know|think|say|says|said|sure|so|hope|believe|see|told (?:me|us)|confirm) that|th(?:is|at) (?:week|month|year|morning|evening|time|way|day|weekend|site|page|shop|chat)|(?:ist|wäre) es möglich|(?:gibt|geht) es|es (?:gibt|geht|ist))\b/g;
/** With more topic than this before it, a pronoun has found its noun in the same sentence. */
const OWN_TOPIC = 2;

/** Whether a text leans on what was said before it: "and for business accounts?", "how do I redeem it?" */
export function followsUp(text: string): boolean {
  const said = bare(text);
  if (goesOn.test(plain(said))) return true;
  // A later clause has its noun in the first: "my grinder is loud, can I return it?"
  const [clause = ''] = said
    .split(/[,.;:!?\n]|\b(?:if|when|because|but|and|so|wenn|weil|aber|und)\b/i)
    .filter((it) => /\S/.test(it));
  const pointing = plain(clause).replace(pointsNowhere, ' ');
  const found = pointsBack.exec(pointing);
  return !!found && topicOf(pointing.slice(0, found.index)).length <= OWN_TOPIC;
}

// ------------------------------------------------------------------------------------------ in several questions

const asks =
  /^(?:(?:and|also|or|but|so|then|und|auch|oder|aber|please|bitte|can you (?:please )?tell me|could you (?:please )?tell me|(?:i|we) (?:also )?(?:want|need|would like|'d like) to know|tell me|ich (?:möchte|würde gern(?:e)?) wissen)[ ,]+)*(?:how|what(?:'s)?|where(?:'s)?|when|why|which|who|whose|can(?:'t)?|could|do(?:n't)?|does(?:n't)?|did(?:n't)?|is(?:n't)?|are(?:n't)?|was|were|will|would|should|may|has|have|am|wie|was|wo|woher|wohin|wann|warum|wieso|welche[rsmn]?|wer|wem|kann|können|könnte[nt]?|gibt|ist|sind|hat|haben|darf|dürfen|muss|müssen|wird|werden|\p{L}+en sie)\b/iu;
/** A text of more sentences is a story or a program, and is read as a whole. */
const MOST_PIECES = 50;

/** "Also, ..." begins another matter: the statement before it was one of its own. */
const another = /^(?:also|another|besides|second(?:ly)?|außerdem|zudem|zweitens|noch eine frage)\b/i;

/**
 * The questions of a message, in its words and order; one or none means that it is read as a whole. A statement belongs
 * to the question after it, or at the end to the one before; what has no topic of its own ("Why?", "What can I do?") to
 * its neighbour.
 */
export function questionsOf(text: string): string[] {
  const pieces = sentencesOf(tidy(text)).filter((sentence) => !smallTalkOf(sentence));
  if (pieces.length > MOST_PIECES) return [];
  const questions: string[] = [];
  let waiting = '';
  for (const { text: piece, own } of pieces.flatMap(apart)) {
    const isOwn = own || isQuestion(piece);
    if (waiting && topicOf(waiting).length && isOwn && another.test(piece)) {
      questions.push(waiting);
      waiting = '';
    }
    const whole = waiting ? `${waiting} ${piece}` : piece;
    const last = questions.at(-1);
    if (!isOwn || topicOf(whole).length === 0) waiting = whole;
    else if (last !== undefined && (topicOf(piece).length === 0 || (!own && isRest(piece, last)))) {
      questions[questions.length - 1] = `${last} ${whole}`;
      waiting = '';
    } else {
      questions.push(whole);
      waiting = '';
    }
  }
  const last = questions.pop();
  if (last !== undefined) questions.push(waiting ? `${last} ${waiting}` : last);
  return questions;
}

// ------------------------------------------------------------------------------------------ clause by clause

/** A shorter one says nothing by itself. */
const LEAST_WORDS = 3;
const MOST_CLAUSES = 5;

/** The clauses of a message that speak of something, without small talk; none where there is only one. */
export function clausesOf(text: string): string[] {
  const language = languageOf(text) ?? 'en';
  const clauses = sentencesOf(tidy(text).slice(0, MOST_SENTENCE))
    .filter((sentence) => !smallTalkOf(sentence))
    .flatMap((sentence) => sentence.split(/[,;:()，、；]\s*|\s[-–]\s/u))
    .flatMap((part) => cutAt(part, language))
    .map(bare)
    .filter((clause) => wordsIn(clause) >= LEAST_WORDS && topicOf(clause).length > 0);
  return clauses.length > 1 ? clauses.slice(0, MOST_CLAUSES) : [];
}

/** Before each "but ...", "because ...". */
function cutAt(part: string, language: Language): string[] {
  const words = [...part.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)];
  const tokens = words.map(([word]) => fold(word));
  const cuts = words.filter((_, place) => [...at(tokens, place, language)].some(({ kind }) => kind === 'clauses'));
  const ends = [...cuts.map(({ index }) => index), part.length];
  return ends.map((end, i) => part.slice(ends[i - 1] ?? 0, end)).filter((clause) => /\S/.test(clause));
}

/** By its own wording, whatever stands beside it. */
export const isQuestion = (piece: string): boolean => /[?？]\s*$/.test(piece) || asks.test(bare(piece));

/** "I want a refund", "get a refund": asks for something without being a question. */
export const isWish = (piece: string): boolean =>
  languages.some((language) => ['wishes', 'does'].includes(beginsWith(piece, language) ?? ''));

/** "how do I return", and in the next line "a parcel?": one question, sent in two goes. */
const isRest = (piece: string, before: string): boolean => !asks.test(bare(piece)) && !/[.!?…。！？]\s*$/.test(before);

/** A sentence, or a part of one that is asked beside the others. */
type Piece = { text: string; own: boolean };

/** Nobody asks several things in a sentence longer than this. */
const MOST_SENTENCE = 400;

/**
 * One sentence at each "and how ...", "and get ...", ", i want ...": where something joins two things, and a question, a
 * wish or its verb begins after it. Not where the left half asks and wishes nothing ("my grinder is loud and how ..."),
 * a half has no topic ("how and when"), or a wish is about what stands before it ("and please send it by mail").
 */
function apart(sentence: string): Piece[] {
  if (sentence.length <= MOST_SENTENCE)
    for (const language of languages)
      for (const { start, end, mark } of joinsIn(sentence, language)) {
        const [left, right] = [sentence.slice(0, start), sentence.slice(end)];
        if (isJoined(left, right, mark, language)) return [{ text: left, own: true }, ...owned(apart(right))];
      }
  return [{ text: sentence, own: listed.test(sentence) }];
}

const owned = (pieces: Piece[]): Piece[] => pieces.map(({ text }) => ({ text, own: true }));
/** A line of a list. */
const listed = /^\s*(?:[-*•]|\d{1,2}[.)])\s/;

/** Of a thing alone ("return and exchange items") nobody asks anything yet. */
const DONE_TO = 2;
/** "Get a refund" has its thing all the same. */
const SAID = 3;
const wordsIn = (text: string): number => tokensOf(fold(text)).length;

function isJoined(left: string, right: string, mark: boolean, language: Language): boolean {
  const [before, after] = [topicOf(left).length, topicOf(right).length];
  if (before === 0 || after === 0) return false;
  const begins = beginsWith(right, language);
  if (!begins) return false;
  const asked = asks.test(bare(left)) || beginsWith(left, language) !== undefined;
  if (begins === 'asks') return asked;
  if (pointsBack.test(plain(right)) || (before < DONE_TO && wordsIn(left) < SAID)) return false;
  // "My parcel is damaged, I want a refund": two things, though only one is a wish.
  return asked || (mark && begins === 'wishes');
}

/** With a question, a wish, or what is wished for; politeness may stand before it. */
function beginsWith(text: string, language: Language): 'asks' | 'wishes' | 'does' | undefined {
  const tokens = tokensOf(fold(bare(text))).slice(0, 6);
  for (const place of [0, 1]) {
    for (const { kind } of at(tokens, place, language))
      if (kind === 'asks' || kind === 'wishes' || kind === 'does') return kind;
    if (![...at(tokens, place, language)].some(({ kind }) => kind === 'filler' || kind === 'joins')) return undefined;
  }
  return undefined;
}

/** What stands between two things that may be asked at once: a sign, or words that join; from the left. */
function* joinsIn(sentence: string, language: Language): Generator<{ start: number; end: number; mark: boolean }> {
  const words = [...sentence.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)];
  const tokens = words.map(([word]) => fold(word));
  for (let place = 1; place < words.length; place++) {
    const [before, word] = [words[place - 1], words[place]];
    if (!before || !word) return;
    const start = before.index + before[0].length;
    const mark = /[,;&+]|\s[-–/]\s/.test(sentence.slice(start, word.index));
    let to = place;
    for (const { kind, to: end } of at(tokens, place, language)) if (kind === 'joins') to = Math.max(to, end);
    const next = words[to];
    if (next && (mark || to > place)) yield { start, end: next.index, mark };
  }
}
