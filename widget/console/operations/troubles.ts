/** What is not well, the worst first, each with what it means and what to do. Pure. */
import type { Health } from '../../../services/wire/jobs.js';
import type { Key } from '../words.js';

export type Trouble = { says: Key; does: Key; params?: Record<string, string> };

/** A question older than this has been passed over by rings and sweeps alike. */
const LATE_MS = 60_000;

export function troublesIn({ now, processes, store, queues, owed, failed, mails }: Health): Trouble[] {
  const age = (since: string | null) => (since === null ? 0 : Date.parse(now) - Date.parse(since));
  const gone = processes.filter(({ alive }) => alive === 0).map(({ role }) => role);
  const mute = queues.some(({ counts }) => counts === null);
  return [
    ...gone.map((role): Trouble => ({ says: `jobGone_${role}`, does: 'jobGoneDo', params: { role } })),
    ...(mute ? [{ says: `jobMute_${store}`, does: 'jobMuteDo' } as const] : []),
    ...(owed.turns.count > 0 && age(owed.turns.oldest) > LATE_MS
      ? [{ says: 'jobLate', does: 'jobLateDo', params: { n: `${owed.turns.count}` } } as const]
      : []),
    ...(failed.length
      ? [{ says: 'jobFailedSome', does: 'jobFailedDo', params: { n: `${failed.length}` } } as const]
      : []),
    ...(mails.length ? [{ says: 'jobMailsSome', does: 'jobMailsDo', params: { n: `${mails.length}` } } as const] : []),
  ];
}
