/** Markdown as one line of plain text, for lists; it may be cut anywhere, in the middle of a link too. */
export const plain = (text = ''): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)?/g, '$1')
    .replace(/^\s*(#+|[-*]|\d+\.|>)\s+/gm, '')
    .replace(/\*\*|__|`+/g, '')
    .trim();
