/** From a report to its charts: one question each. Pure. */

import type { Metric } from '../../../services/wire/figures.js';
import type { BreakdownReply, Figures, ReportReply, SeriesReply } from '../../../services/wire/reports.js';
import { share } from '../shared/figures.js';
import { region, t } from '../words.js';
import type { Chart } from './chart.js';
import { count } from './figures.js';

type Point = SeriesReply['points'][number];

export function chartsOf(report: ReportReply, series: SeriesReply, hours: BreakdownReply): Chart[] {
  const { zone } = report.range;
  const format = new Intl.DateTimeFormat(region, {
    timeZone: zone,
    ...(series.unit === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
  });
  const at = series.points.map((point) => format.format(new Date(point.at)));
  const over = (read: (point: Point) => number | null | undefined) => series.points.map((point) => read(point) ?? null);
  const value = (metric: Metric) => over(({ figures }) => figures[metric]?.value);
  const along = t('repWhen');
  const handedOff = (figures: Figures) => figures.handoff?.count ?? 0;
  return [
    {
      question: t('repChart_volume'),
      along,
      at,
      unit: 'count',
      lines: [
        { label: t('repStarted'), values: over(({ started }) => started), draw: 'bars' },
        { label: t('repHandedOff'), values: over(({ figures }) => handedOff(figures)) },
      ],
    },
    {
      question: t('repChart_solved'),
      along,
      at,
      unit: 'share',
      lines: [
        { label: t('metric_resolution'), values: value('resolution') },
        { label: t('metric_deflection'), values: value('deflection') },
      ],
    },
    {
      question: t('repChart_reply'),
      along,
      at,
      unit: 'time',
      lines: [
        { label: t('repMedian'), values: value('humanReply') },
        { label: t('repNineTen'), values: over(({ figures }) => figures.humanReply?.p90) },
      ],
    },
    {
      question: t('repChart_csat'),
      along,
      at,
      unit: 'share',
      lines: [
        { label: t('repWithBot'), values: value('csatBot') },
        { label: t('repWithPerson'), values: value('csatHuman') },
      ],
    },
    {
      question: t('repChart_hours'),
      along: t('repBy_hour'),
      at: hours.rows.map(({ key }) => `${key.padStart(2, '0')}:00`),
      unit: 'count',
      lines: [
        { label: t('repStarted'), values: hours.rows.map(({ started }) => started), draw: 'bars' },
        { label: t('repHandedOff'), values: hours.rows.map(({ figures }) => handedOff(figures)) },
      ],
    },
    sureness(report),
  ];
}

function sureness({ confidence: { bins, answers, promised, observed } }: ReportReply): Chart {
  return {
    question: t('repChart_sure'),
    along: t('repConfidence'),
    at: bins.map(({ from, to }) => `${share(from)}–${share(to)}`),
    unit: 'share',
    sum:
      promised === null || observed === null
        ? t('repSureNone')
        : t('repSureSum', { answers: count(answers), promised: share(promised), observed: share(observed) }),
    lines: [
      { label: t('repPromised'), values: bins.map((bin) => bin.promised), draw: 'bars' },
      { label: t('repObserved'), values: bins.map(({ right, answers }) => right / answers) },
    ],
  };
}
