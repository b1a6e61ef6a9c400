/** Figures of reports as people read them, and what is asked for. Pure. */

import { type Metric, metrics } from '../../../services/wire/figures.js';
import type { Figure } from '../../../services/wire/reports.js';
import { share } from '../shared/figures.js';
import { region, t } from '../words.js';

const whole = new Intl.NumberFormat(region, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(region, { maximumFractionDigits: 1 });
export const count = (n: number): string => whole.format(n);
export const stars = (n: number): string => tenth.format(n);

/** A time by its two largest units: 0.8 s, 42 s, 3 min 20 s, 1 h 12 min, 2 d 3 h. */
export function span(seconds: number): string {
  if (seconds < 10) return `${tenth.format(seconds)}\u00a0s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const rounded = Math.round(seconds);
  const first = units.findIndex(([, size]) => rounded >= size);
  const [name, size] = units[first] ?? units[3];
  const next = units[first + 1];
  const rest = next ? Math.floor((rounded % size) / next[1]) : 0;
  return `${whole.format(Math.floor(rounded / size))}\u00a0${name}${next && rest ? ` ${rest}\u00a0${next[0]}` : ''}`;
}

export const shown = (metric: Metric, value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : metrics[metric].unit === 'share' ? share(value) : span(value);

/** What stands behind a figure: how many it is counted over. */
export function grounds(metric: Metric, figure: Figure): string {
  if (figure.value === null) return t('repNoFigure');
  if (metrics[metric].unit === 'time') return t('repP90', { p90: span(figure.p90 ?? 0) });
  return t('repCount', { count: count(figure.count ?? 0), of: count(figure.of) });
}

export type Trend = { words: string; towards: 'up' | 'down' | 'same'; good: boolean | undefined };

/** Of fewer, a share says more about chance than about them. */
const ENOUGH = 20;

/** Against the period before; differences that no reader could see are none. */
export function trend(metric: Metric, now: Figure, before: Figure): Trend {
  if (before.value === null || now.value === null || before.of < ENOUGH)
    return { words: t('repNew'), towards: 'same', good: undefined };
  const was = shown(metric, before.value);
  if (was === shown(metric, now.value)) return { words: t('repSame'), towards: 'same', good: undefined };
  const up = now.value > before.value;
  return {
    words: t(up ? 'repUp' : 'repDown', { before: was }),
    towards: up ? 'up' : 'down',
    good: up === (metrics[metric].better === 'higher'),
  };
}

// ---------------------------------------------------------------- what is asked for

export const spans = ['today', '7', '28', 'custom'] as const;
export type Asked = {
  span: (typeof spans)[number];
  from: string;
  to: string;
  zone: string;
  inbox: string;
  agent: string;
};

/** The calendar's day in a zone. */
const dayIn = (zone: string, at = new Date()): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);

/** The last days up to today, in whole days of the calendar. */
export function daysOf(days: number, zone: string, at = new Date()): { from: string; to: string } {
  const to = dayIn(zone, at);
  return { from: new Date(Date.parse(to) - (days - 1) * 86_400_000).toISOString().slice(0, 10), to };
}

export function rangeOf({ span, from, to, zone, inbox, agent }: Asked) {
  const days = span === 'custom' ? { from, to } : daysOf(span === 'today' ? 1 : Number(span), zone);
  return { ...days, zone, ...(inbox && { inbox }), ...(agent && { agent }) };
}
