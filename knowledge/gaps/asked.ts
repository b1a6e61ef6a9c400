/** What visitors asked and did not get an answer to, or a bad one, with the handoff that came of it. */
import { setImmediate } from 'node:timers/promises';
import type { Sql } from '../../services/platform/db.js';
import type { Reason } from '../../services/wire/conversation.js';
import { BAD_LABELS, GOOD_LABELS, sqlList } from '../fit/learning.js';
import { meaning, openOf } from './question-vectors.js';

/** Nobody had an answer. Asking for a person, a rule about the topic and a broken model are no gaps of knowledge. */
const UNANSWERED = ['nothing_found', 'low_confidence', 'none_of_these', 'repeated_question', 'model_declined'];

/**
 * CTEs for $1 (since when), $2 (inbox or null) and $3 (`blamable`). `blamed`: decisions that a handoff came of. The
 * bot's own handoff names its decision; a pressed "None of these" or a thumbs-down names none, and is about what the
 * bot said last. `judged`: the last word on a decision, an agent's before the visitor's, as in learning.ts.
 */
export const outcomes = `
  handoffs as materialized (
    select v.conversation_id, v.seq, v.decision_id, v.body -> 'move' ->> 'reason' as reason
    from conversation_events v join conversations c on c.id = v.conversation_id
    where v.type = 'move' and v.body -> 'move' ->> 'name' = 'escalate' and v.created_at >= $1
      and ($2::text is null or c.inbox = $2) and v.body -> 'move' ->> 'reason' = any ($3)
  ), blamed as materialized (
    select distinct on (id) id, seq, reason from (
      select h.seq, h.reason,
        case when h.decision_id is null or h.reason = 'negative_feedback' then said.id else h.decision_id end as id
      from handoffs h left join lateral (
        select d.id from conversation_events m join decisions d on d.id = m.decision_id
        where m.conversation_id = h.conversation_id and m.seq < h.seq and m.type = 'message'
          and (d.verdict = 'suggest' or (d.verdict = 'answer' and h.reason in ('negative_feedback', 'low_confidence')))
        order by m.seq desc limit 1) said on true
    ) each where id is not null order by id, seq
  ), judged as materialized (
    select distinct on (decision_id) decision_id as id, kind in ${sqlList(BAD_LABELS)} as bad,
      kind in ${sqlList(GOOD_LABELS)} as good
    from labels l where created_at >= $1 order by decision_id, (by <> 'visitor') desc, l.id desc
  )`;
/** Suggestions (decision `d`, conversation `c`) that nobody pressed: they wrote on, or left. */
const unpressed = `(d.verdict = 'suggest' and exists (
    select 1 from conversation_events m
    where m.conversation_id = d.conversation_id and m.decision_id = d.id and m.type = 'message'
      and (c.state = 'resolved' or c.last_visitor_seq > m.seq or m.created_at < now() - interval '30 minutes')
      and not exists (select 1 from conversation_events v where v.conversation_id = m.conversation_id and v.seq > m.seq
        and v.role = 'visitor' and (v.body -> 'choice' ->> 'seq')::int = m.seq)))`;
/** Answers that left a part of the message open. */
const halfAnswered = `(d.verdict = 'answer' and exists (
    select 1 from jsonb_array_elements(d.parts) part where part ->> 'entry' is null))`;
export const blamable = [...UNANSWERED, 'negative_feedback'];

export type Asked = {
  id: number;
  conversationId: string;
  inbox: string;
  question: string;
  /** The same for questions that are read the same. */
  meaning: string;
  at: Date;
  /** Answered, but badly. */
  bad: boolean;
  handoff?: { seq: number; reason: Reason };
  /** The candidate that came first, with its share of the probability. */
  best?: { key: string; share: number };
};

type AskedRow = Omit<Asked, 'handoff' | 'best' | 'meaning'> & {
  context: string | null;
  seq: number | null;
  reason: Reason | null;
  key: string | null;
  share: number | null;
};

/** So many are grouped at once: a table of their likenesses takes 16 MB. */
const MOST_QUESTIONS = 2_000;
const PAGE = 250;

/** Newest first; `more` where there were more than are grouped at once. */
export async function gapQuestions(
  sql: Sql,
  { days, inbox }: { days: number; inbox?: string | undefined },
): Promise<{ asked: Asked[]; more: boolean }> {
  const since = new Date(Date.now() - days * 86_400_000);
  const found = await sql.query<{ id: number; seq: number | null; reason: Reason | null }>(
    `with ${outcomes}
     select d.id, b.seq, b.reason from decisions d join conversations c on c.id = d.conversation_id
     left join blamed b on b.id = d.id left join judged j on j.id = d.id
     where d.created_at >= $1 and ($2::text is null or c.inbox = $2)
       and (b.id is not null or (d.verdict = 'answer' and j.bad) or (d.verdict = 'left' and d.reason = any ($5))
         or ${unpressed} or ${halfAnswered})
       and (not (d.verdict = 'answer' and coalesce(j.good, false)) or ${halfAnswered})
     order by d.id desc limit $4`,
    [since, inbox ?? null, blamable, MOST_QUESTIONS + 1, UNANSWERED],
  );
  const asked: Asked[] = [];
  for (let at = 0; at < Math.min(found.length, MOST_QUESTIONS); at += PAGE) {
    const some = found.slice(at, Math.min(at + PAGE, MOST_QUESTIONS));
    const rows = await sql.query<AskedRow>(
      `select d.id, d.conversation_id as "conversationId", c.inbox, ${openOf} as question, d.context, d.created_at as at,
         one.seq, one.reason, d.verdict not in ('handoff', 'left') and not coalesce(one.reason = any ($4), false) as bad,
         d.candidates -> 0 ->> 'key' as key, (d.candidates -> 0 ->> 'score')::float8 as share
       from unnest($1::int[], $2::int[], $3::text[]) as one (id, seq, reason)
       join decisions d on d.id = one.id join conversations c on c.id = d.conversation_id order by d.id desc`,
      [some.map(({ id }) => id), some.map(({ seq }) => seq), some.map(({ reason }) => reason), UNANSWERED],
    );
    asked.push(...rows.map(askedOf));
    await setImmediate();
  }
  return { asked, more: found.length > MOST_QUESTIONS };
}

function askedOf({ context, seq, reason, key, share, ...row }: AskedRow): Asked {
  return {
    ...row,
    meaning: meaning({ question: row.question, context }),
    ...(seq !== null && reason && { handoff: { seq, reason } }),
    ...(key && { best: { key, share: share ?? 0 } }),
  };
}
