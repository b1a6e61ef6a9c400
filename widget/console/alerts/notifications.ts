/** Whether this agent would notice a visitor who needs somebody now, and if not, why. Pure. */
import type { Key } from '../words.js';

export type Notifications = {
  connected: boolean;
  available: boolean;
  muted: boolean;
  /** Browsers keep sound locked until the first click or key. */
  audio: 'running' | 'locked';
  /** `none` where the browser has no notices. */
  notices: NotificationPermission | 'none';
};

/** `partly`: heard, but not seen while another window is in front. */
export type Notified = { level: 'good' | 'partly' | 'bad' | 'away'; why: Key };

export function notified({ connected, available, muted, audio, notices }: Notifications): Notified {
  if (!connected) return { level: 'bad', why: 'hearNoLink' };
  if (!available) return { level: 'away', why: 'hearAway' };
  if (audio === 'locked') return { level: 'bad', why: 'hearLocked' };
  if (muted) return { level: notices === 'granted' ? 'partly' : 'bad', why: 'hearMuted' };
  if (notices !== 'granted') return { level: 'partly', why: notices === 'denied' ? 'hearDenied' : 'hearNotAsked' };
  return { level: 'good', why: 'hearGood' };
}

/** One line each, for the list behind the light. */
export function checks(notifications: Notifications): { name: Key; good: boolean }[] {
  return [
    { name: 'checkLink', good: notifications.connected },
    { name: 'checkAvailable', good: notifications.available },
    { name: 'checkUnlocked', good: notifications.audio === 'running' },
    { name: 'checkSound', good: !notifications.muted },
    { name: 'checkNotices', good: notifications.notices === 'granted' },
  ];
}
