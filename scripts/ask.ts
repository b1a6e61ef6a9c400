/** `npm run ask -- "question"`: what the bot would do with a question, and why; nothing is stored. */
import { ask } from '../knowledge/decide/ask.js';
import type { Decided } from '../knowledge/decide/decide.js';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { askBody } from '../services/wire/agent.js';
import { operate } from './operator.js';
import { defineVerb } from './verb.js';

const usage = `Usage: npm run ask -- "question" [--inbox SLUG] [--locale TAG] [--json]`;

export const verb = defineVerb({
  description: 'what the bot would do with a question, and why; nothing is stored',
  usage,
  options: { inbox: { type: 'string' }, locale: { type: 'string' }, json: { type: 'boolean' } },
  words: [1, Infinity],
  async run({ values, positionals }, io) {
    const question = positionals.join(' ');
    if (!question) throw new Invalid(usage);
    const body = parse(askBody, { question, inbox: values.inbox, locale: values.locale }, 'arguments');
    const decided = await operate<Decided>(io, {
      path: '/ask',
      body,
      here: ({ db, embedder }) => ask({ sql: db, embedder }, body),
    });
    io.out(values.json ? JSON.stringify(decided, null, 2) : told(decided));
  },
});

function told({
  verdict,
  reason,
  confidence,
  thresholds,
  best,
  answeredBy,
  parts,
  candidates,
  version,
  ms,
}: Decided): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const lines = [
    `${verdict}${reason ? ` (${reason})` : ''}, confidence ${percent(confidence)}, answers from ${percent(thresholds.answer)}, version ${version ?? 'none'}, ${ms} ms`,
  ];
  if (verdict === 'answer')
    for (const { title, answer, link } of best.slice(0, answeredBy))
      lines.push('', answer, '', `Source: ${title}${link ? ` ${link}` : ''}`);
  if (parts?.length) {
    lines.push('', 'Questions:');
    for (const part of parts)
      lines.push(`  ${percent(part.confidence).padStart(7)}  ${part.question}  ${part.entry ?? '(no sure answer)'}`);
  }
  if (verdict === 'suggest') lines.push('', 'Did you mean:', ...best.map((entry) => `  - ${entry.title}`));
  if (candidates.length) {
    lines.push('', 'Candidates:');
    for (const candidate of candidates.slice(0, 5))
      lines.push(`  ${candidate.score.toFixed(3)}  ${candidate.key}  ${candidate.title}`);
  }
  return lines.join('\n');
}
