/** Which key means what. Never while somebody types, never with a modifier that belongs to the browser. Pure. */
import { isComposed } from '../shared/composing.js';
import type { Section } from './places.js';

export type Meaning =
  | 'down'
  | 'up'
  | 'take'
  | 'reply'
  | 'note'
  | 'resolve'
  | 'snooze'
  | 'tag'
  | 'find'
  | 'past'
  | 'beside'
  | 'search'
  | 'help'
  | 'escape'
  | 'goQueue'
  | 'goMine'
  | 'goAll'
  | 'practice'
  | Section;

const meanings: Partial<Record<string, Meaning>> = {
  j: 'down',
  k: 'up',
  t: 'take',
  r: 'reply',
  n: 'note',
  e: 'resolve',
  s: 'snooze',
  l: 'tag',
  f: 'find',
  p: 'past',
  '/': 'search',
  '?': 'help',
  '1': 'conversations',
  '2': 'knowledge',
  '3': 'reports',
  '4': 'inboxes',
  '5': 'team',
  '6': 'operations',
  Escape: 'escape',
};
/** After a `g`, for a moment. */
const goes: Partial<Record<string, Meaning>> = { q: 'goQueue', m: 'goMine', a: 'goAll', p: 'practice' };
const GO_MS = 1_500;

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'isComposing' | 'keyCode' | 'composedPath'
> & { shiftKey?: boolean };

export function keyMeans(event: Pressed): Meaning | undefined {
  if (isElsewhere(event)) return undefined;
  if (event.key === 'Enter') return event.shiftKey && !event.repeat ? 'beside' : undefined;
  const means = meanings[event.key];
  // A key that is held down walks through the list, but takes or resolves nothing twice.
  if (event.repeat && means !== 'down' && means !== 'up') return undefined;
  return means;
}

/** For the browser, or for the field that somebody types in. */
function isElsewhere(event: Pressed): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposed(event)) return true;
  const [target] = event.composedPath();
  if (!target) return false;
  const tag = 'tagName' in target ? String(target.tagName).toLowerCase() : '';
  const edited = 'isContentEditable' in target && target.isContentEditable === true;
  return edited || ['input', 'textarea', 'select'].includes(tag);
}

/** Ctrl or Cmd with K, in a field as well: nobody types that. */
export function asksForPalette({ key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey;
}

/** Keys that come one after the other: `g` and then where to. */
export class Keys {
  #went = Number.NEGATIVE_INFINITY;

  means(event: Pressed, now = Date.now()): Meaning | undefined {
    if (isElsewhere(event)) return undefined;
    const going = now - this.#went < GO_MS;
    this.#went = event.key === 'g' && !event.repeat ? now : Number.NEGATIVE_INFINITY;
    return (going ? goes[event.key] : undefined) ?? keyMeans(event);
  }
}

/** What a shortcut of the list of keys means as a command; walking is none. */
export function meaningOf(shortcut: string): Meaning | undefined {
  const keys = new Keys();
  const pressed = (key: string) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    isComposing: false,
    keyCode: 0,
    composedPath: () => [],
  });
  const means = shortcut.includes(' ')
    ? shortcut
        .split(' ')
        .map((key) => keys.means(pressed(key)))
        .at(-1)
    : keyMeans(pressed(shortcut));
  return means === 'down' || means === 'up' || means === 'escape' ? undefined : means;
}
