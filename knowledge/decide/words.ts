/**
 * Which words of a text carry its meaning, and when two texts ask the same (pure). English and German; other languages
 * keep all their words.
 */
import { at } from '../at.js';
import { plain } from './rules.js';

const list = (words: string): string[] => words.split(/\s+/);

/** Say nothing about the topic: articles, pronouns, auxiliaries, politeness. */
const small = new Set([
  ...list(`a an the i me my mine we us our ours you your yours he she it its they them their this that these those
    there here one some any am is are was were be been being do does did doing have has had having can could will
    would shall should may might must to of in on at for from with by about into as and or but if so then than too
    also just only even still now again already really actually very much please pls plz thanks thank thx hi hello
    hey ok okay yes well let lets i'm i'd i've i'll it's that's there's you're we're they're want wanna like need
    get got know tell say ask help question possible maybe something anything someone up out off down going
    happening happened`),
  ...list(`der die das den dem des ein eine einen einem einer eines ich mich mir mein meine meinen meinem meiner wir
    uns unser unsere du dich dir dein deine sie ihr ihre ihren ihnen ihrem ihrer euch euer eure er es man dies diese
    dieser dieses diesen diesem dort hier da bin ist sind war waren sein habe hat haben hatte hätte kann können
    könnte könnten will wollen möchte möchten würde würden soll sollte muss müssen darf dürfen werde wird werden zu
    zum zur von vom im ins am an auf aus bei beim für mit nach über um und oder aber auch noch nur schon dann denn
    mal nochmal doch ja bitte danke hallo guten tag gern gerne brauche sagen fragen frage wissen weiß geht gibt`),
]);

/** What is asked about the topic: when a question is compared they count, when its topic is looked for they do not. */
const asking = new Set(
  list(`how what when where why which who whom whose what's where's how's who's wie was wann wo warum wieso weshalb
    welche welcher welches welchen welchem wer wen wem woher wohin`),
);

/** What no typo is: words that every question may hold. */
export const commonWords: ReadonlySet<string> = new Set([...small, ...asking]);

const wordsIn = (text: string): string[] =>
  plain(text)
    .split(' ')
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter(Boolean);

/** The words that name the topic, each once, in their order. */
export function topicOf(text: string): string[] {
  return [...new Set(wordsIn(text).filter((word) => !small.has(word) && !asking.has(word)))];
}

/**
 * The same question again: its telling words are the same but for typos, whatever their order and whatever politeness
 * is around them. One word more or another one is another question ("return a mug", "return a gift").
 */
export function sameQuestion(one: string, other: string): boolean {
  const [a, b] = [tellingOf(one), tellingOf(other)];
  if (a.length !== b.length || a.length === 0) return false;
  const left = [...b];
  return a.every((word) => {
    const exact = left.indexOf(word);
    const place = exact < 0 ? left.findIndex((candidate) => sameWord(word, candidate)) : exact;
    return place >= 0 && left.splice(place, 1).length > 0;
  });
}

/** Without what says nothing about the topic; all of its words where nothing else is left. */
function tellingOf(text: string): string[] {
  const words = [...new Set(wordsIn(text))];
  const telling = words.filter((word) => !small.has(word));
  return telling.some((word) => !asking.has(word)) ? telling : words;
}

/**
 * But for a typo: one slip in a word of four letters or more, two from eight on. Numbers and short words have no typos.
 */
export function sameWord(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || shorter > 40 || /\p{N}/u.test(a + b)) return false;
  // Of four letters, another letter is another word (mail, main); a missing, doubled or swapped one is a slip.
  if (shorter < 5 && a.length === b.length) return [...a].sort().join('') === [...b].sort().join('');
  return slips(a, b) <= (shorter < 8 ? 1 : 2);
}

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment). */
export function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(changed, at(last, j) + 1, at(row, j - 1) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(before, j - 2) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}
