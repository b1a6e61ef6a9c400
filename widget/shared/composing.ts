/**
 * Whether a key belongs to an input method (Japanese, Chinese, Korean), which chooses a word with it: then it is no
 * command. Chromium and Firefox say so; Safari ends the composition first and gives its Enter away by the code 229 alone.
 */
export const isComposed = ({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  isComposing || keyCode === 229;
