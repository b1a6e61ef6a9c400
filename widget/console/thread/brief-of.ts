/** What a colleague has to know before the first word: what is wanted, what the bot tried, what is open. Pure. */

import type { Decision } from '../../../services/wire/agent.js';
import type { Event } from '../../../services/wire/conversation.js';

export type Brief = {
  /** The first question that nobody has answered, in the visitor's words. */
  wanted: string | undefined;
  /** What else is open. */
  open: string[];
  /** The bot's decisions since it had the conversation last, oldest first. */
  tried: Decision[];
  /** The decision that handed over. */
  decision: Decision | undefined;
  /** The handoff itself; undefined where there was none. */
  event: Event;
};

/** Of the last handoff; of what came before it, only what belongs to the same time with the bot counts. */
export function briefOf(events: readonly Event[], decisions: readonly Decision[]): Brief | undefined {
  const at = events.findLastIndex((event) => event.move?.name === 'escalate');
  const event = events[at];
  if (!event) return undefined;
  const from = events.slice(0, at).findLast((one) => one.move)?.seq ?? 0;
  const episode = events.slice(0, at).filter(({ seq }) => seq > from);
  const bad = new Set(episode.flatMap(({ feedback }) => (feedback && !feedback.helpful ? [feedback.seq] : [])));
  // A thumb can be turned again; the last one counts.
  for (const { feedback } of episode) if (feedback?.helpful) bad.delete(feedback.seq);
  const asked = episode.filter((one) => one.type === 'message' && one.role === 'visitor' && one.text?.trim());
  const left = unanswered(episode, bad);
  const still = asked.filter(({ seq }) => left.has(seq));
  // The words on a button are ours, not theirs.
  const own = still.filter(({ choice }) => !choice);
  const open = (own.length ? own : still.length ? still : asked.slice(-1)).flatMap(({ text }) => text ?? []);
  return {
    wanted: open[0],
    open: [...new Set(open.slice(1))].filter((text) => text !== open[0]),
    tried: decisions.filter(({ toSeq, verdict }) => toSeq > from && toSeq < event.seq && verdict !== 'small_talk'),
    decision: decisions.find(({ id }) => id === event.decisionId),
    event,
  };
}

/**
 * What the visitor said that no answer stands for: a suggestion is none before they chose from it, a bad answer never
 * is.
 */
function unanswered(episode: readonly Event[], bad: ReadonlySet<number>): Set<number> {
  const left = new Set<number>();
  /** What each suggestion was about. */
  const offered = new Map<number, number[]>();
  let fresh: Event[] = [];
  for (const event of episode) {
    if (event.type !== 'message') continue;
    if (event.role === 'visitor') {
      left.add(event.seq);
      fresh.push(event);
    } else if (event.role === 'bot') {
      const about = fresh.filter(({ seq }) => seq <= (event.replyTo ?? event.seq));
      fresh = fresh.filter((one) => !about.includes(one));
      const seqs = about.flatMap(({ seq, choice }) => [seq, ...(choice ? (offered.get(choice.seq) ?? []) : [])]);
      if (event.suggestions) offered.set(event.seq, seqs);
      else if (!bad.has(event.seq)) for (const seq of seqs) left.delete(seq);
    }
  }
  return left;
}
