/** What people did after a handoff: how long they had the conversation, and what they wrote. */
import { setImmediate } from 'node:timers/promises';
import type { Sql } from '../../services/platform/db.js';
import { at } from '../at.js';

/** A move, in the order of the conversation's log. */
export type Moved = { seq: number; to: string; at: Date };

export type Work = {
  minutes: number;
  /** The event that ended it: handed back, or resolved. Undefined while it goes on. */
  until?: number;
};

/** A conversation left open over night was not worked on all night: no stretch counts for more than a shift. */
const SHIFT_MINUTES = 8 * 60;

/**
 * The stretches in which somebody had the conversation, from a handoff until it was handed back or resolved, or until
 * now (pure).
 */
export function workAfter(moves: Moved[], handoff: number, now: Date): Work {
  let minutes = 0;
  let since: Date | undefined;
  const stretch = (end: Date) => {
    if (since) minutes += Math.min(SHIFT_MINUTES, Math.max(0, (end.getTime() - since.getTime()) / 60_000));
    since = undefined;
  };
  for (const { seq, to, at } of moves) {
    if (seq <= handoff) continue;
    stretch(at);
    if (to === 'bot' || to === 'resolved') return { minutes, until: seq };
    if (to === 'assigned') since = at;
  }
  stretch(now);
  return { minutes };
}

const PAGE = 200;

/** The moves of these conversations. */
export async function movesOf(sql: Sql, conversations: string[]): Promise<Map<string, Moved[]>> {
  const moves = new Map<string, Moved[]>();
  for (let at = 0; at < conversations.length; at += PAGE) {
    const rows = await sql.query<Moved & { conversationId: string }>(
      `select conversation_id as "conversationId", seq, body -> 'move' ->> 'to' as "to", created_at as at
       from conversation_events where conversation_id = any ($1) and type = 'move' order by conversation_id, seq`,
      [conversations.slice(at, at + PAGE)],
    );
    for (const { conversationId, ...move } of rows)
      moves.set(conversationId, [...(moves.get(conversationId) ?? []), move]);
    await setImmediate();
  }
  return moves;
}

export type Reply = { text: string; agent: string; conversationId: string; at: Date };
type Told = Reply & { place: number };

/**
 * In each conversation what agents wrote (no notes) after the handoff and before the conversation left them, at most so
 * many.
 */
const MOST_A_CONVERSATION = 10;

export type Handoff = { conversationId: string; seq: number; until?: number | undefined };

export async function repliesAfter(sql: Sql, handoffs: Handoff[]): Promise<Map<Handoff, Reply[]>> {
  const replies = new Map<Handoff, Reply[]>(handoffs.map((handoff) => [handoff, []]));
  for (let start = 0; start < handoffs.length; start += PAGE) {
    const some = handoffs.slice(start, start + PAGE);
    const rows = await sql.query<Told>(
      `select v.text, coalesce(a.name, '') as agent, one.id::text as "conversationId", v.created_at as at,
         one.place::int
       from unnest($1::uuid[], $2::int[], $3::int[]) with ordinality as one (id, seq, until, place)
       cross join lateral (select * from conversation_events e where e.conversation_id = one.id and e.seq > one.seq
         and (one.until is null or e.seq < one.until) and e.type = 'message' and e.role = 'agent'
         order by e.seq limit $4) v
       left join agents a on a.id = v.agent_id order by one.place, v.seq`,
      [
        some.map(({ conversationId }) => conversationId),
        some.map(({ seq }) => seq),
        some.map(({ until }) => until ?? null),
        MOST_A_CONVERSATION,
      ],
    );
    for (const { place, ...reply } of rows) replies.get(at(some, place - 1))?.push(reply);
    await setImmediate();
  }
  return replies;
}

const greeting = /^(?:hi|hello|hey|hallo|dear|good (?:morning|afternoon|evening|day)|guten (?:tag|morgen|abend))\b/i;
const waiting =
  /\b(?:(?:a|one) moment|bear with|look into|let me (?:check|see|look)|(?:check|find out) (?:this |that |it )?for you|moment bitte|schaue (?:ich )?nach)\b/i;
/** Characters of what tells something. */
const SUBSTANCE = 20;

/** Whether it tells anything beside a greeting, questions back, and a request to wait (pure). */
export function isSubstantial(text: string): boolean {
  const sentences = text.split(/(?<=[.!?…])\s+|\n+/).map((sentence) => sentence.trim());
  const telling = sentences.filter((one) => !one.endsWith('?') && !greeting.test(one) && !waiting.test(one));
  return telling.join(' ').length >= SUBSTANCE;
}

/**
 * The best first, each text once: of every conversation the first reply that tells something, the conversations in the
 * order given (pure).
 */
export function bestReplies(conversations: Reply[][], most: number): Reply[] {
  const first = conversations.flatMap((replies) => replies.find(({ text }) => isSubstantial(text)) ?? []);
  const rest = conversations.flat().sort((a, b) => Number(isSubstantial(b.text)) - Number(isSubstantial(a.text)));
  const seen = new Set<string>();
  return [...first, ...rest].filter(({ text }) => !seen.has(text.trim()) && seen.add(text.trim())).slice(0, most);
}
