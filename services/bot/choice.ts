/** A pressed button of a suggestion: the visitor decided, so the answer is that entry as published, or a person. */
import { forBot } from '../../knowledge/rows.js';
import { fillVariables } from '../../knowledge/variables.js';
import { type EventRow, reasonBehind, suggestionsOf } from '../conversation/events.js';
import type { Outcome } from '../conversation/turns.js';
import type { Platform } from '../platform/open.js';
import type { Reading } from './reading.js';

export async function choose(
  { db }: Platform,
  reading: Reading,
  { offered, index }: { offered: EventRow; index: number },
): Promise<Outcome> {
  const chosen = suggestionsOf(offered)?.[index];
  if (!chosen?.key) return { kind: 'escalate', reason: reasonBehind(offered) };
  const [entry] = await db.query<{ title: string; answer: string; link: string | null }>(
    `select e.title, e.answer, e.link from installation i
     join version_entries m on m.version_id = i.current_version join entries e on e.id = m.entry_id
     where e.key = $1 and (e.inboxes = '{}' or $2 = any(e.inboxes)) and ${forBot}`,
    [chosen.key, reading.inbox.slug],
  );
  // Unpublished since it was offered: we do not answer from what the team took back.
  if (!entry) return { kind: 'escalate', reason: 'nothing_found' };
  const answer = fillVariables(entry.answer, reading.values);
  return {
    kind: 'reply',
    text: answer,
    body: {
      entries: [chosen.key],
      citations: [{ index: 1, title: entry.title, text: answer, ...(entry.link && { link: entry.link }) }],
    },
  };
}
