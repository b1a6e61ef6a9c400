/** What is worth knowing of an entry, in words: how it is used, and what keeps it from being. Pure. */
import type { EntryReply } from '../../../../services/wire/knowledge.js';
import { region, t } from '../../words.js';

const dayOf = new Intl.DateTimeFormat(region, { dateStyle: 'medium' });
/** Days of the calendar are in UTC: read elsewhere, they would be the day before. */
const calendarDay = new Intl.DateTimeFormat(region, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat(region, { dateStyle: 'medium', timeStyle: 'short' });
const hour = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' });
const count = new Intl.NumberFormat(region);

/** As long as the server counts use. */
const STALE_MS = 90 * 86_400_000;

export const day = (iso: string): string => dayOf.format(new Date(iso));
export const moment = (iso: string): string => minute.format(new Date(iso));
export const figure = (n: number): string => count.format(n);

/** The hour alone where that is enough. */
export function lately(at: number, now: number): string {
  const then = new Date(at);
  return (then.toDateString() === new Date(now).toDateString() ? hour : minute).format(then);
}

type Use = EntryReply['use'];

/** "12 answers, 3 helpful", "sent 4 times"; nothing that is nought. */
export function useWords({ answers, helpful, notHelpful, sent }: Use): string[] {
  const judged = [
    ...(helpful ? [t('entryHelpful', { count: figure(helpful) })] : []),
    ...(notHelpful ? [t('entryNotHelpful', { count: figure(notHelpful) })] : []),
  ];
  const answered = t(answers === 1 ? 'entryAnswer' : 'entryAnswers', { count: figure(answers) });
  const words = [
    ...(answers ? [[answered, ...judged].join(', ')] : judged.length ? [judged.join(', ')] : []),
    ...(sent ? [t(sent === 1 ? 'entrySentOnce' : 'entrySent', { count: figure(sent) })] : []),
  ];
  return words.length ? words : [t('entryUnused')];
}

type Marked = Pick<EntryReply['entry'], 'audience' | 'validFrom' | 'validUntil'> & { updatedAt: string; use: Use };

const stale = ({ updatedAt, use }: Marked, now: number): boolean =>
  !use.answers && !use.sent && Date.parse(updatedAt) < now - STALE_MS;

/** `off` where it keeps the entry from being used today. */
export function marks(entry: Marked, now: number): { text: string; off: boolean }[] {
  const { audience, validFrom, validUntil } = entry;
  const today = new Date(now).toISOString().slice(0, 10);
  return [
    ...(audience ? [{ text: t('entryOnlyAgents'), off: false }] : []),
    ...(validFrom && validFrom > today ? [{ text: t('entryFrom', { day: daily(validFrom, now) }), off: true }] : []),
    ...(validUntil
      ? [
          validUntil < today
            ? { text: t('entryEnded', { day: daily(validUntil, now) }), off: true }
            : { text: t('entryUntil', { day: daily(validUntil, now) }), off: false },
        ]
      : []),
    ...(stale(entry, now) ? [{ text: t('entryStale'), off: false }] : []),
  ];
}

function daily(iso: string, now: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  return (date.getUTCFullYear() === new Date(now).getUTCFullYear() ? shortDay : calendarDay).format(date);
}
