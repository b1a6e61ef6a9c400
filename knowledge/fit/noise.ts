/** A question as somebody in a hurry types it: with typos, without small words, or wrapped in chat (pure). */
import { at } from '../at.js';

type Random = () => number;
const one = <T>(list: readonly T[], random: Random): T => at(list, Math.floor(random() * list.length));

const openings = [
  'hi, ',
  'hello ',
  'hey there ',
  'so ',
  'please help me, ',
  'excuse me, ',
  'i was wondering ',
  'ok so ',
];
const endings = [' thanks', ' pls', ' please help', ' asap', ' its urgent', ' any idea?', ' been waiting for days'];
const small = new Set('the a an my your to of for is are do does can i it in on'.split(' '));

export function noisy(question: string, random: Random): string {
  const words = question
    .toLowerCase()
    .replace(/[?.!,]/g, '')
    .split(/\s+/)
    .filter(Boolean);
  const kind = random();
  if (kind < 0.4) return words.map((word) => (random() < 0.25 ? mistyped(word, random) : word)).join(' ');
  if (kind < 0.6) return words.filter((word) => !small.has(word) || random() < 0.3).join(' ') || question;
  if (kind < 0.8) return `${one(openings, random)}${words.join(' ')}${one(endings, random)}`;
  const cut = words.length > 4 ? words.filter((_, i) => i !== Math.floor(random() * words.length)) : words;
  return cut.map((word) => (random() < 0.15 ? mistyped(word, random) : word)).join(' ');
}

/** A letter left out, doubled or swapped with the next; short words are typed right. */
function mistyped(word: string, random: Random): string {
  if (word.length < 4) return word;
  const place = 1 + Math.floor(random() * (word.length - 2));
  const [before, letter, after] = [word.slice(0, place), word[place], word.slice(place + 1)];
  const kind = random();
  if (kind < 0.35) return before + after;
  if (kind < 0.6) return before + letter + letter + after;
  return before + after.slice(0, 1) + letter + after.slice(1);
}
