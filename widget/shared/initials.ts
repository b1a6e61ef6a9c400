/** What stands for somebody who has no picture. */
export function initials(name: string): string {
  const words = name.split(/[\s&+/.-]+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [...words.slice(0, 1), ...words.slice(-1)] : words;
  return ends
    .map((word) => [...word][0])
    .join('')
    .toLocaleUpperCase();
}
