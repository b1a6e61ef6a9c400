/** What stands for somebody who has no picture. */
export function initials(name: string): string {
  const words = name.split(/[\s&+/.-]+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return ends
    .map((word) => [...(word as string)][0])
    .join('')
    .toLocaleUpperCase();
}
