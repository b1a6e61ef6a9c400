/**
 * "tomorrow at 9:00": when people are back, as one says it. Pure; the server says it in the log, the widget on screen.
 */

type BackWords = {
  /** `{day} at {time}`, for today and tomorrow. */
  backSoon: string;
  /** `on {day} at {time}`, for a weekday or a date. */
  backOn: string;
};

type Back = { nextOpen: Date; now: Date; timeZone: string; locale: string; words: BackWords };

/** On the reader's clock, where it is known; else on that of the inbox. */
export function backAt({ nextOpen, now, timeZone, locale, words }: Back): string {
  const day = (at: Date) => Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at)) / 86_400_000;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(nextOpen);
  const days = day(nextOpen) - day(now);
  const named =
    days < 2
      ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
      : format(days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' });
  const time = format({ hour: 'numeric', minute: '2-digit' });
  return (days < 2 ? words.backSoon : words.backOn).replace('{day}', named).replace('{time}', time);
}
