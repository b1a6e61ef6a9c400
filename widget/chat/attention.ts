/**
 * What calls back a visitor who looks elsewhere: the page's title, and a sound where they asked for one. Loaded when it
 * is first needed.
 */
import { playTones } from '../shared/tones.js';

/** The count that we put before the page's own title; pages change theirs, so nothing else of it is kept. */
let mark = '';

/** Each chat of the page has its own count; the title tells the sum. */
const counts = new Map<HTMLElement, number>();

export function markTitle(chat: HTMLElement, count: number): void {
  counts.set(chat, count);
  let unread = 0;
  for (const [panel, n] of counts) if (panel.isConnected) unread += n;

  const own = mark && document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
  mark = unread ? `(${unread}) ` : '';
  if (document.title !== mark + own) document.title = mark + own;
}

let audio: AudioContext | undefined;

/** A browser that wants a press on the page first lets us begin when that comes: too late to mean anything. */
const LATE_MS = 1_000;

/** Two soft tones, or nothing where there is no sound. Of several tabs one rings. */
export async function ring(): Promise<void> {
  if (!navigator.locks) return play();
  await navigator.locks.request('frontdesk:ring', { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await play();
    await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  });
}

async function play(): Promise<void> {
  try {
    audio ??= new AudioContext();
    const asked = Date.now();
    await audio.resume();
    if (Date.now() - asked > LATE_MS) return;
    playTones(audio, { tones: [587, 784], length: 0.3, every: 0.14, volume: 0.08 });
  } catch {
    // No sound here.
  }
}
