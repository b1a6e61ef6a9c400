/** Words that only lazily loaded parts say. English is built into the panel; these of it come with words-later.ts. */
export const isLater = (key: string): boolean =>
  /^(save$|end|sound|past|mail|email|form|queue|place_|rate|back|statusBack$)/.test(key);
/** The same of what moves tell: what is said of those who wait or waited. */
export const isLaterNotice = (key: string): boolean =>
  /^(not_|sensitive|failed|nobody_here|closed|left|moved|transferred)/.test(key);
