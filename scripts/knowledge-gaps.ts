/**
 * `npm run knowledge:gaps`: what visitors asked and did not get a good answer to, grouped by meaning, and what became
 * of closed groups.
 */
import { readGaps } from '../knowledge/gaps/gaps.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { type GapsReply, gapsQuery } from '../services/wire/knowledge.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run knowledge:gaps -- [--days 30] [--inbox SLUG] [--limit 20] [--json]

  --days   how far back questions count
  --inbox  only those of one inbox
  --limit  how many groups at most
  --json   for programs, whole`;

export const verb = defineVerb({
  description: 'what visitors asked in vain, grouped by meaning',
  usage,
  options: {
    days: { type: 'string' },
    inbox: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  },
  async run({ values }, io) {
    const { days, inbox, limit = '20', json } = values;
    if (!/^[1-9]\d{0,3}$/.test(limit)) throw new Invalid(`--limit must be a number from 1 on.\n\n${usage}`);
    const body = parse(gapsQuery, { ...(days !== undefined && { days }), ...(inbox && { inbox }) }, 'arguments');
    const reply = await operate<GapsReply>(io, {
      path: '/gaps',
      body,
      here: ({ db, embedder }) => readGaps(db, embedder, body),
    });
    io.out(json ? JSON.stringify(reply, null, 2) : told(reply, Number(limit)));
  },
});

function told({ gaps, closed, read, more, days }: GapsReply, limit: number): string {
  const lines = [
    read === 0
      ? `In ${days} days nobody asked in vain.`
      : `${read} questions of ${days} days had no answer or a bad one${more ? ' (the newest; there are more)' : ''}.`,
  ];
  if (gaps.length) lines.push('', '   #  asked  handoffs  minutes');
  for (const [i, gap] of gaps.slice(0, limit).entries()) lines.push(...groupLines(gap, i + 1), '');
  if (gaps.length > limit) lines.push(`${gaps.length - limit} more groups; --limit shows more of them.`, '');
  if (closed.length) lines.push('Closed:');
  for (const one of closed) lines.push(closedLine(one));
  return lines.join('\n').trimEnd();
}

function groupLines(gap: GapsReply['gaps'][number], rank: number): string[] {
  const { asked, handoffs, minutes, badlyAnswered, nearest, replies } = gap;
  const reasons = Object.entries(gap.reasons).map(([reason, n]) => `${reason} ${n}`);
  const why = [...reasons, ...(badlyAnswered ? [`badly answered ${badlyAnswered}`] : [])].join(', ');
  const [reply] = replies;
  return [
    `${cell(rank, 4)}${cell(asked, 7)}${cell(handoffs, 10)}${cell(minutes, 9)}  ${line(gap.question, 80)}`,
    `${' '.repeat(32)}${why}`,
    ...(nearest ? [`${' '.repeat(32)}nearest: ${nearest.key} (${(100 * nearest.share).toFixed(0)} %)`] : []),
    ...(reply ? [`${' '.repeat(32)}${line(reply.agent, 30)}: ${line(reply.text, 80)}`] : []),
  ];
}

function closedLine({ state, at, by, key, question, before, after }: GapsReply['closed'][number]): string {
  const what = `  ${at.slice(0, 10)}  ${state.padEnd(9)}  ${line(question, 60)}${key ? `  -> ${line(key, 60)}` : ''}${by ? `, by ${line(by, 30)}` : ''}`;
  if (!before || !after) return what;
  const change = (name: 'asked' | 'handedOff' | 'answered', word: string) =>
    `${word} ${before[name]} -> ${after[name]}`;
  return `${what}\n${' '.repeat(25)}in ${after.days} days: ${change('asked', 'asked')}, ${change('handedOff', 'handed off')}, ${change('answered', 'answered')}`;
}

function cell(value: number, width: number): string {
  return String(value).padStart(width);
}

/** One line, and nothing in it that a terminal would obey: visitors wrote it. */
function line(text: string, most: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most - 1).toWellFormed()}…` : plain;
}
