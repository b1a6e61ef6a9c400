/** When a schedule is open, in its own time zone. Pure; what a zone's clocks do is asked of Intl alone. */
import type { Day, Hours } from '../wire/inboxes.js';
import { canonicalZone } from '../wire/names.js';

export type Opening = {
  open: boolean;
  /** Left out while open, and where it never opens within a year. */
  nextOpen?: Date;
  /** Left out while closed, and where nothing ends it within a week. */
  closesAt?: Date;
};

const DAY = 86_400_000;
const MINUTE = 60_000;
const weekdays: readonly Day[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * Whether it is open at `instant`, and when that changes. An interval opens when the day's clock first shows its start
 * or later, and ends when the clock first shows its end or later after that: so a time that is skipped in spring counts
 * as the moment of the jump, and one that comes twice in autumn as the first. It belongs to the day on which it starts:
 * the night into a holiday is worked to its end.
 */
export function openAt(hours: Hours | null | undefined, instant: Date): Opening {
  if (!hours) return { open: true };
  const now = instant.getTime();
  const today = dayOf(hours.timeZone, now);
  let end: number | undefined;
  for (let ahead = -1; ahead <= 366; ahead++) {
    // Nothing that begins later can reach back to an end within the week.
    if (end !== undefined && ahead > 8) return { open: true, ...(end < now + 7 * DAY && { closesAt: new Date(end) }) };
    for (const [from, to] of intervalsOn(hours, today + ahead * DAY)) {
      if (end !== undefined && from > end) return { open: true, closesAt: new Date(end) };
      if (end === undefined && from > now) return { open: false, nextOpen: new Date(from) };
      if (to > (end ?? now)) end = to;
    }
  }
  return { open: false };
}

/** The intervals that begin on this day, as instants. */
function intervalsOn({ timeZone, weekly, holidays }: Hours, day: number): [number, number][] {
  const date = new Date(day);
  const iso = date.toISOString().slice(0, 10);
  const holiday = holidays.find((one) => one.date === iso);
  const weekday = weekdays[date.getUTCDay()];
  const plan = holiday ? holiday.hours : weekday && weekly[weekday];
  return (plan ?? [])
    .map(([from, to]): [number, number] => [
      firstAt(timeZone, day + minutes(from) * MINUTE),
      firstAt(timeZone, day + minutes(to) * MINUTE + (to <= from ? DAY : 0)),
    ])
    .filter(([from, to]) => from < to);
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The first instant at which the clocks of the zone show `wall` or later, both counted as if they were UTC. */
function firstAt(timeZone: string, wall: number): number {
  const [before, after] = [wall - offset(timeZone, wall - DAY), wall - offset(timeZone, wall + DAY)];
  if (before + offset(timeZone, before) === wall) return before;
  if (after + offset(timeZone, after) === wall) return after;
  // Skipped by the clocks: the moment of the jump is between the two.
  let [low, high] = [after, before];
  while (high - low > 1_000) {
    const middle = low + Math.floor((high - low) / 2_000) * 1_000;
    if (middle + offset(timeZone, middle) >= wall) high = middle;
    else low = middle;
  }
  return high;
}

/** The zone's day at this instant, as midnight UTC of the same date. */
function dayOf(timeZone: string, at: number): number {
  const wall = at + offset(timeZone, at);
  return wall - (((wall % DAY) + DAY) % DAY);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at this instant. */
function offset(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    const number = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US', {
      // Hours that were stored under a name that clocks here do not know are read all the same.
      timeZone: canonicalZone(timeZone) ?? 'UTC',
      hourCycle: 'h23',
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}
