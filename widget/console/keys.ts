/** Which key means what. Never while somebody types, never with a modifier that belongs to the browser. Pure. */
import type { Section } from './places.js';

export type Meaning = 'down' | 'up' | 'take' | 'reply' | 'note' | 'resolve' | 'search' | 'help' | 'escape' | Section;

const meanings: Partial<Record<string, Meaning>> = {
  j: 'down',
  k: 'up',
  t: 'take',
  r: 'reply',
  n: 'note',
  e: 'resolve',
  '/': 'search',
  '?': 'help',
  '1': 'conversations',
  '2': 'knowledge',
  '3': 'reports',
  '4': 'inboxes',
  Escape: 'escape',
};

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'isComposing' | 'composedPath'
>;

export function keyMeans(event: Pressed): Meaning | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.composedPath()[0] as Partial<HTMLElement> | undefined;
  const tag = target?.tagName?.toLowerCase() ?? '';
  if (['input', 'textarea', 'select'].includes(tag) || target?.isContentEditable) return undefined;
  const means = meanings[event.key];
  // A key that is held down walks through the list, but takes or resolves nothing twice.
  if (event.repeat && means !== 'down' && means !== 'up') return undefined;
  return means;
}
