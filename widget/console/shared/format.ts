/** Figures as people read them. Pure. */

/** How long somebody may wait before the clock changes colour. */
const amberAfter = 2 * 60_000;
const redAfter = 5 * 60_000;

export type Urgency = 'calm' | 'amber' | 'red';

export function urgency(waitedMs: number): Urgency {
  return waitedMs >= redAfter ? 'red' : waitedMs >= amberAfter ? 'amber' : 'calm';
}

/** 0:42, 12:05, 1:02:11, and past a day 2 d. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  if (days) return `${days} d`;
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The word for a probability; the figure stands beside it. */
export function sureness(confidence: number): 'sure' | 'fairlySure' | 'unsure' | 'veryUnsure' {
  return confidence >= 0.85 ? 'sure' : confidence >= 0.6 ? 'fairlySure' : confidence >= 0.35 ? 'unsure' : 'veryUnsure';
}

export function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`;
}

/** Who it is: a name, else the e-mail, else a short stable number. */
export function callName(visitor: { id: string; name?: string; email?: string }): string | undefined {
  return visitor.name?.trim() || visitor.email || undefined;
}

export function shortId(id: string): string {
  return id.replaceAll('-', '').slice(0, 4).toUpperCase();
}
