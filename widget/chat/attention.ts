/** What calls back a visitor who looks elsewhere: the page's title, and a sound where he asked for one. Loaded when it is first needed. */

/** The count that we put before the page's own title; pages change theirs, so nothing else of it is kept. */
let mark = '';

export function markTitle(unread: number): void {
  const own = mark && document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
  mark = unread ? `(${unread}) ` : '';
  if (document.title !== mark + own) document.title = mark + own;
}

let audio: AudioContext | undefined;

/** A browser that wants a press on the page first lets us begin when that comes: too late to mean anything. */
const LATE_MS = 1_000;

/** Two soft tones, or nothing where there is no sound. */
export async function ring(): Promise<void> {
  try {
    audio ??= new AudioContext();
    const asked = Date.now();
    await audio.resume();
    if (Date.now() - asked > LATE_MS) return;
    for (const [i, tone] of [587, 784].entries()) play(audio, tone, audio.currentTime + i * 0.14);
  } catch {
    // No sound here.
  }
}

function play(through: AudioContext, tone: number, from: number): void {
  const sound = through.createOscillator();
  const volume = through.createGain();
  sound.frequency.value = tone;
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.08, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
  sound.connect(volume).connect(through.destination);
  sound.start(from);
  sound.stop(from + 0.3);
}
