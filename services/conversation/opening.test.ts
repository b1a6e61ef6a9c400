import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Day, days, type Hours, hoursSchema } from '../wire/inboxes.js';
import { openAt } from './opening.js';

const office = (more: Partial<Hours> = {}): Hours => ({
  timeZone: 'Europe/Berlin',
  weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]])),
  holidays: [],
  ...more,
});
const at = (hours: Hours, iso: string) => {
  const { open, nextOpen, closesAt } = openAt(hours, new Date(iso));
  return { open, ...(nextOpen && { next: nextOpen.toISOString() }), ...(closesAt && { ends: closesAt.toISOString() }) };
};

describe('a schedule', () => {
  test('without hours people may be there at any time', () => {
    expect(openAt(null, new Date())).toEqual({ open: true });
  });

  test('is open from the first minute and closed from the last', () => {
    expect(at(office(), '2026-01-12T07:59:59Z')).toEqual({ open: false, next: '2026-01-12T08:00:00.000Z' });
    expect(at(office(), '2026-01-12T08:00:00Z')).toEqual({ open: true, ends: '2026-01-12T16:00:00.000Z' });
    expect(at(office(), '2026-01-12T16:00:00Z')).toEqual({ open: false, next: '2026-01-13T08:00:00.000Z' });
    // From Friday's evening to Monday.
    expect(at(office(), '2026-01-16T18:00:00Z').next).toBe('2026-01-19T08:00:00.000Z');
  });

  test('has its lunch, and two intervals that touch are one', () => {
    const lunch = office({
      weekly: {
        mon: [
          ['09:00', '12:00'],
          ['13:00', '15:00'],
          ['15:00', '17:00'],
        ],
      },
    });
    expect(at(lunch, '2026-01-12T11:30:00Z')).toEqual({ open: false, next: '2026-01-12T12:00:00.000Z' });
    expect(at(lunch, '2026-01-12T12:30:00Z')).toEqual({ open: true, ends: '2026-01-12T16:00:00.000Z' });
  });

  test('works over midnight, to the end of the night before a holiday', () => {
    const night = office({ weekly: { mon: [['22:00', '02:00']], wed: [['22:00', '02:00']] } });
    expect(at(night, '2026-01-13T00:30:00Z')).toEqual({ open: true, ends: '2026-01-13T01:00:00.000Z' });
    expect(at(night, '2026-01-13T01:00:00Z')).toEqual({ open: false, next: '2026-01-14T21:00:00.000Z' });
    const holidays = [{ date: '2026-01-13' }, { date: '2026-01-14' }];
    expect(at({ ...night, holidays }, '2026-01-13T00:30:00Z').open).toBe(true);
    expect(at({ ...night, holidays }, '2026-01-14T22:00:00Z')).toEqual({
      open: false,
      next: '2026-01-19T21:00:00.000Z',
    });
  });

  test('a holiday is closed, or has hours of its own, by the date in its own zone', () => {
    const holidays: Hours['holidays'] = [
      { date: '2026-12-24', hours: [['09:00', '12:00']] },
      { date: '2026-12-25', name: 'Christmas' },
    ];
    const hours = office({ holidays });
    expect(at(hours, '2026-12-24T10:00:00Z')).toEqual({ open: true, ends: '2026-12-24T11:00:00.000Z' });
    expect(at(hours, '2026-12-24T11:00:00Z').next).toBe('2026-12-28T08:00:00.000Z');
    const kiritimati = { ...hours, timeZone: 'Pacific/Kiritimati' };
    // There it is the 25th already.
    expect(at(kiritimati, '2026-12-24T20:00:00Z').open).toBe(false);
  });

  test('day and night names no end, and one that never opens no opening', () => {
    const always = office({ weekly: Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']]])) });
    expect(at(always, '2026-03-29T01:30:00Z')).toEqual({ open: true });
    expect(at(office({ weekly: {} }), '2026-03-29T01:30:00Z')).toEqual({ open: false });
    const once = office({ weekly: {}, holidays: [{ date: '2026-11-01', hours: [['10:00', '11:00']] }] });
    expect(at(once, '2026-01-12T08:00:00Z').next).toBe('2026-11-01T09:00:00.000Z');
  });

  test('the last interval of all ends, too', () => {
    const once = office({ weekly: {}, holidays: [{ date: '2026-11-01', hours: [['10:00', '11:00']] }] });
    expect(at(once, '2026-11-01T09:30:00Z')).toEqual({ open: true, ends: '2026-11-01T10:00:00.000Z' });
  });

  test('keeps to the clock on the wall when that is changed', () => {
    const early = office({ weekly: { sun: [['02:30', '05:00']] } });
    // Skipped in spring: from the jump on.
    expect(at(early, '2026-03-29T00:00:00Z').next).toBe('2026-03-29T01:00:00.000Z');
    // Twice in autumn: from the first time on, without a break.
    expect(at(early, '2026-10-25T00:00:00Z')).toEqual({ open: false, next: '2026-10-25T00:30:00.000Z' });
    expect(at(early, '2026-10-25T01:10:00Z')).toEqual({ open: true, ends: '2026-10-25T04:00:00.000Z' });
  });
});

describe('over the change of the clocks', () => {
  const MINUTE = 60_000;
  /** The change of 2026 in UTC; the days around it are tried. */
  const changes: [string, string[]][] = [
    ['Europe/Berlin', ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']],
    ['America/New_York', ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z']],
    ['Australia/Sydney', ['2026-04-04T16:00:00Z', '2026-10-03T16:00:00Z']],
    ['Australia/Lord_Howe', ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z']],
  ];

  /** What the clocks show minute by minute, `2026-03-29T02:30`, from `start` on. */
  function walk(timeZone: string, start: number, length: number): string[] {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    return Array.from({ length }, (_, i) => format.format(start + i * MINUTE).replace(' ', 'T'));
  }

  /**
   * The definition, walked minute by minute: open from the first minute that shows the start or later to the first
   * after it that shows the end or later.
   */
  function slow({ weekly, holidays }: Hours, shown: string[]): boolean[] {
    const open = shown.map(() => false);
    for (const date of new Set(shown.map((wall) => wall.slice(0, 10)))) {
      const midnight = Date.parse(`${date}T00:00Z`);
      const day = days[(new Date(midnight).getUTCDay() + 6) % 7] as Day;
      const holiday = holidays.find((one) => one.date === date);
      for (const [from, to] of (holiday ? holiday.hours : weekly[day]) ?? []) {
        const ends = to <= from || to === '24:00' ? new Date(midnight + 86_400_000).toISOString().slice(0, 10) : date;
        const first = shown.findIndex((wall) => wall >= `${date}T${from}`);
        const last = shown.findIndex((wall) => wall >= `${ends}T${to === '24:00' ? '00:00' : to}`);
        if (first >= 0) open.fill(true, first, last < 0 ? undefined : Math.max(first, last));
      }
    }
    return open;
  }

  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map((parts) => parts.map((n) => `${n}`.padStart(2, '0')).join(':'));
  const plan = fc
    .array(fc.tuple(clock, fc.oneof(clock, fc.constant('24:00'))), { maxLength: 3 })
    .map((list) =>
      list
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .filter(([from, to], i) => from !== to && !list.slice(0, i).some((one) => one[1] <= one[0] || from < one[1])),
    );

  test.each(changes)('%s agrees with a clock read minute by minute', (timeZone, instants) => {
    for (const change of instants) {
      const start = Date.parse(change) - 4 * 1_440 * MINUTE;
      const shown = walk(timeZone, start, 8 * 1_440);
      // The clocks do change here.
      expect(shown.some((wall, i) => i > 0 && Date.parse(`${wall}Z`) - Date.parse(`${shown[i - 1]}Z`) !== MINUTE)).toBe(
        true,
      );
      fc.assert(
        fc.property(
          fc.record({ sat: plan, sun: plan, mon: plan }),
          fc.option(plan, { nil: undefined }),
          fc.integer({ min: 2.5 * 1_440, max: 5.5 * 1_440 }),
          (weekly, own, minute) => {
            const holidays = own ? [{ date: shown[4 * 1_440]?.slice(0, 10) as string, hours: own }] : [];
            const hours = hoursSchema.parse({ timeZone, weekly, holidays });
            const truth = slow(hours, shown);
            const got = openAt(hours, new Date(start + minute * MINUTE));
            expect(got.open).toBe(truth[minute]);
            const turn = truth.findIndex((open, i) => i > minute && open !== truth[minute]);
            // What turns after the days that were walked is not known.
            const said = got.open ? got.closesAt : got.nextOpen;
            if (turn >= 0) expect(said?.toISOString()).toBe(new Date(start + turn * MINUTE).toISOString());
            else if (said) expect(said.getTime()).toBeGreaterThanOrEqual(start + shown.length * MINUTE);
          },
        ),
        { numRuns: 40 },
      );
    }
  });
});
