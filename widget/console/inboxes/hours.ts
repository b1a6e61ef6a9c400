/**
 * The week and its exceptions. Native time fields, so that it is all done by keyboard; the bars only draw what they
 * say.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Day, Hours } from '../../../services/wire/inboxes.js';
import { isTicked, textIn } from '../shared/fields.js';
import { language, t } from '../words.js';
import { replaced, shares, without } from './draft.js';

/** Not taken from the wire types, whose values would bring their checks into the browser. */
const DAYS: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
/** 5 January 2026 was a Monday. */
const nameOf = (day: Day) => weekday.format(Date.UTC(2026, 0, 5 + DAYS.indexOf(day)));
const OFFICE: [string, string] = ['09:00', '17:00'];
type Intervals = [string, string][];

type Props = { hours: Hours | null; change: (hours: Hours | null) => void };

export function hoursField({ hours, change }: Props): TemplateResult {
  const toggle = (event: Event) =>
    change(
      isTicked(event)
        ? {
            timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
            weekly: Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [OFFICE]])),
            holidays: [],
          }
        : null,
    );
  return html`<section aria-labelledby="hours">
    <h2 id="hours">${t('inboxHours')}</h2>
    <label class="tick"><input type="checkbox" .checked=${live(hours !== null)} @change=${toggle} /> ${t('inboxHoursOn')}</label>
    <small>${t('inboxHoursHint')}</small>
    ${hours ? week(hours, change) : nothing}
  </section>`;
}

function week(hours: Hours, change: Props['change']): TemplateResult {
  const set = (day: Day, intervals: Intervals) => change({ ...hours, weekly: { ...hours.weekly, [day]: intervals } });
  const monday = hours.weekly.mon ?? [];
  const copy = () =>
    change({
      ...hours,
      weekly: { ...hours.weekly, ...Object.fromEntries(DAYS.slice(1, 5).map((day) => [day, monday])) },
    });
  return html`<div class="field zone">
      <label for="zone">${t('inboxZone')}</label>
      <input id="zone" list="zones" autocomplete="off" .value=${live(hours.timeZone)}
        @change=${(event: Event) => change({ ...hours, timeZone: textIn(event).trim() })} />
      <datalist id="zones">${(Intl.supportedValuesOf?.('timeZone') ?? []).map((zone) => html`<option value=${zone}></option>`)}</datalist>
    </div>
    <div class="week">
      ${DAYS.map((day) => {
        const intervals = hours.weekly[day] ?? [];
        return html`<div class="day" role="group" aria-label=${nameOf(day)}>
          <span class="name">${nameOf(day)}</span>
          ${bar(intervals)} ${times(intervals, (next) => set(day, next), nameOf(day))}
        </div>`;
      })}
    </div>
    <button type="button" class="small" @click=${copy}>${t('inboxCopyMonday')}</button>
    <h3>${t('inboxHolidays')}</h3>
    <small>${t('inboxHolidaysHint')}</small>
    ${hours.holidays.map((holiday, at) => {
      const put = (next: Partial<typeof holiday>) =>
        change({ ...hours, holidays: replaced(hours.holidays, at, { ...holiday, ...next }) });
      const what = holiday.name || holiday.date || t('inboxHoliday');
      return html`<div class="holiday" role="group" aria-label=${what}>
        <input type="date" aria-label=${t('inboxDate')} .value=${live(holiday.date)} @change=${(event: Event) => put({ date: textIn(event) })} />
        <input aria-label=${t('inboxHoliday')} placeholder=${t('inboxHoliday')} maxlength="100" .value=${live(holiday.name ?? '')}
          @input=${(event: Event) => put({ name: textIn(event) || undefined })} />
        ${times(holiday.hours ?? [], (next) => put({ hours: next }), what)}
        <button type="button" class="small" aria-label=${t('inboxRemoveOf', { what })} @click=${() => change({ ...hours, holidays: without(hours.holidays, at) })}>${t('inboxRemove')}</button>
      </div>`;
    })}
    <button type="button" class="small" @click=${() => change({ ...hours, holidays: [...hours.holidays, { date: '' }] })}>${t('inboxAddHoliday')}</button>`;
}

/** Any number of pairs of times; none is closed. */
function times(intervals: Intervals, change: (next: Intervals) => void, day: string): TemplateResult {
  const field = (at: number, end: 0 | 1, label: string) => {
    const interval = intervals[at] as [string, string];
    const put = (event: Event) => {
      const value = textIn(event);
      change(
        replaced(intervals, at, end === 0 ? [value, interval[1]] : [interval[0], value === '00:00' ? '24:00' : value]),
      );
    };
    // A field for times knows no 24:00; midnight as an end is the same.
    const shown = interval[end] === '24:00' ? '00:00' : interval[end];
    return html`<input type="time" aria-label="${label}, ${day}" .value=${live(shown)} @change=${put} />`;
  };
  return html`<div class="times">
    ${intervals.length ? nothing : html`<span class="none">${t('inboxClosed')}</span>`}
    ${intervals.map(
      (_, at) => html`<span class="pair">
        ${field(at, 0, t('inboxFrom'))} <span aria-hidden="true">–</span> ${field(at, 1, t('inboxTo'))}
        <button type="button" class="icon-only" aria-label=${t('inboxRemoveTime', { day })} @click=${() => change(without(intervals, at))}>×</button>
      </span>`,
    )}
    <button type="button" class="small" aria-label=${t('inboxAddTime', { day })} @click=${() => change([...intervals, next(intervals)])}>+</button>
  </div>`;
}

const next = (intervals: Intervals): [string, string] => {
  const last = intervals.at(-1)?.[1];
  if (!last) return OFFICE;
  const hour = (n: number) => `${String(Math.min(24, Number(last.slice(0, 2)) + n)).padStart(2, '0')}:00`;
  return [hour(1), hour(3)];
};

/** Drawn in SVG, whose attributes a strict policy allows where it forbids styles. */
const bar = (
  intervals: Intervals,
): TemplateResult => html`<svg class="bar-of-day" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
  <rect class="closed" width="100" height="8" rx="1"></rect>
  ${shares(intervals).map(({ start, width }) => svg`<rect class="open" x=${start} width=${width} height="8"></rect>`)}
</svg>`;
