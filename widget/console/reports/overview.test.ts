// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import de from '../../../services/texts/de.json' with { type: 'json' };
import en from '../../../services/texts/en.json' with { type: 'json' };
import { metricNames } from '../../../services/wire/figures.js';
import type { Figure, ReportReply } from '../../../services/wire/reports.js';
import { opened, refusedWith, server } from '../../testing/knowledge.js';
import { daysOf, span, trend } from './figures.js';
import './overview.js';

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const share = (value: number | null, of = 100): Figure => ({ value, of, count: Math.round((value ?? 0) * of) });
const figures = Object.fromEntries(metricNames.map((metric) => [metric, { now: share(0.5), before: share(0.4) }]));
const report: ReportReply = {
  range: {
    from: '2026-11-01',
    to: '2026-11-07',
    zone: 'UTC',
    start: '2026-11-01T00:00:00.000Z',
    end: '2026-11-08T00:00:00.000Z',
  },
  before: { from: '2026-10-25', to: '2026-10-31', start: '2026-10-25T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z' },
  started: 120,
  engaged: 100,
  startedBefore: 90,
  figures: {
    ...figures,
    deflection: { now: share(0.48), before: share(0.6), goal: 0.4, met: true },
    csat: { now: { ...share(0.7), mean: 4.1 }, before: share(null, 0), goal: 0.8, met: false },
  },
  reasons: [{ reason: 'low_confidence', count: 30 }],
  confidence: { answers: 0, promised: null, observed: null, bins: [] },
};
const replies = {
  'GET reports?': { body: report },
  'GET reports/series': {
    body: { unit: 'day', points: [{ at: '2026-11-01T00:00:00.000Z', started: 120, engaged: 100, figures: {} }] },
  },
  'GET reports/breakdown': {
    body: {
      by: 'inbox',
      rows: [{ key: 'default', name: 'Support', started: 120, engaged: 100, figures: { csat: share(0.7) } }],
      more: 0,
    },
  },
  'GET reports/live': {
    body: {
      inboxes: [
        { inbox: 'default', name: 'Support' },
        { inbox: 'shop', name: 'Shop' },
      ],
    },
  },
  'GET agents': { body: { agents: [] } },
};

describe('the report', () => {
  test('says what each figure is, was, and was to be', async () => {
    const asked = server(replies);
    const { said } = await opened(document.createElement('fd-report'));
    for (const part of [
      'asked for a person: 100, of 120 opened',
      '48 %',
      'down from 60 %',
      'Goal 40 %: reached',
      'Goal 80 %: not reached',
      'too few before',
      'Bot was unsure',
      'Support',
    ])
      expect(said()).toContain(part);
    expect(asked.some(({ path }) => /^reports\?from=\d{4}-\d\d-\d\d&to=.*&zone=/.test(path))).toBe(true);
  });

  test('its filters are asked for, and carried to the CSV', async () => {
    const asked = server(replies);
    const { element, settle } = await opened(document.createElement('fd-report'));
    const inbox = element.renderRoot.querySelector<HTMLSelectElement>('select[name=inbox]');
    if (inbox) inbox.value = 'shop';
    inbox?.dispatchEvent(new Event('change'));
    await settle();
    expect(asked.at(-1)?.path).toContain('inbox=shop');
    expect(element.renderRoot.querySelector('a[download]')?.getAttribute('href')).toContain('conversations.csv?');
    expect(element.renderRoot.querySelector('a[download]')?.getAttribute('href')).toContain('inbox=shop');
  });

  test('a definition is one press away, with the goal, which is saved', async () => {
    const asked = server({ ...replies, 'PUT reports/goals': { body: { goals: [] } } });
    const { element, press, settle } = await opened(document.createElement('fd-report'));
    await press('Resolved by the bot');
    const definition = element.renderRoot.querySelector('fd-definition')?.renderRoot as ShadowRoot;
    expect(definition.textContent).toContain('never queued and never held by a person');
    const goal = definition.querySelector<HTMLInputElement>('#goal');
    expect(goal?.value).toBe('40');
    if (goal) goal.value = '55';
    definition.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ goals: { deflection: 0.55 } });
  });

  test('nothing there, forbidden and failed each say what to do', async () => {
    server({ ...replies, 'GET reports?': { body: { ...report, started: 0 } } });
    expect((await opened(document.createElement('fd-report'))).said()).toContain('No conversation began');
    server({ ...replies, 'GET reports?': refusedWith(403, 'forbidden', 'No.') });
    expect((await opened(document.createElement('fd-report'))).said()).toContain('for managers and admins');
    server({ ...replies, 'GET reports?': [refusedWith(500, 'x', 'x'), { body: report }] });
    const { said, press } = await opened(document.createElement('fd-report'));
    expect(said()).toContain('did not load');
    await press('Try again');
    expect(said()).toContain('48 %');
  });
});

test('every figure has a name and a definition in both languages', () => {
  for (const words of [en.console, de.console] as Record<string, string>[])
    for (const metric of metricNames)
      expect([words[`metric_${metric}`], words[`metricIs_${metric}`]].every(Boolean), metric).toBe(true);
});

test.each([
  [0.84, '0.8 s'],
  [42, '42 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [4_320, '1 h 12 min'],
  [183_600, '2 d 3 h'],
])('%d seconds read %s', (seconds, text) => expect(span(seconds).replaceAll('\u00a0', ' ')).toBe(text));

test('days are those of the calendar in the zone', () => {
  const at = new Date('2026-11-01T06:30:00Z');
  expect(daysOf(7, 'America/Los_Angeles', at)).toEqual({ from: '2026-10-25', to: '2026-10-31' });
  expect(daysOf(1, 'Asia/Kolkata', at)).toEqual({ from: '2026-11-01', to: '2026-11-01' });
});

test('up is good where higher is better, and bad where lower is', () => {
  expect(trend('csat', share(0.8), share(0.6))).toMatchObject({ towards: 'up', good: true });
  expect(trend('handoff', share(0.8), share(0.6))).toMatchObject({ towards: 'up', good: false });
  expect(trend('csat', share(0.8), share(0.6, 5)).good).toBeUndefined();
});
