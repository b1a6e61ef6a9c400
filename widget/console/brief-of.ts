/** What a colleague has to know before the first word: what is wanted, what the bot tried, what is open. Pure. */
import type { Decision, Event } from '../../services/protocol.js';

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
  const answers = episode.filter(
    (one) => one.type === 'message' && one.role === 'bot' && !one.suggestions && !bad.has(one.seq),
  );
  const answered = Math.max(0, ...answers.map(({ replyTo }) => replyTo ?? 0));
  const asked = episode.filter((one) => one.type === 'message' && one.role === 'visitor' && one.text?.trim());
  const refused = new Set(
    episode.flatMap((one) => (bad.has(one.seq) && one.replyTo !== undefined ? [one.replyTo] : [])),
  );
  const unanswered = asked.filter(({ seq }) => seq > answered || refused.has(seq));
  // The words on a button are ours, not his.
  const own = unanswered.filter(({ choice }) => !choice);
  const open = (own.length ? own : unanswered.length ? unanswered : asked.slice(-1)).map(({ text }) => text as string);
  return {
    wanted: open[0],
    open: [...new Set(open.slice(1))].filter((text) => text !== open[0]),
    tried: decisions.filter(({ toSeq, verdict }) => toSeq > from && toSeq < event.seq && verdict !== 'small_talk'),
    decision: decisions.find(({ id }) => id === event.decisionId),
    event,
  };
}
