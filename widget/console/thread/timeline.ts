/** The log as the transcript draws it: days, groups of one speaker, quiet lines. Pure. */
import type { Event, Role } from '../../../services/wire/conversation.js';
import type { FileLink } from '../../../services/wire/files.js';
import type { Pending } from '../link/kept.js';

export type Line = {
  key: string;
  text: string;
  at: number;
  event?: Event;
  pending?: Pending;
  files?: readonly FileLink[];
};
export type Item =
  | { kind: 'day'; key: string; at: number }
  /** Whatever somebody said, by speaker. */
  | {
      kind: 'said';
      key: string;
      role: Role;
      note: boolean;
      name?: string;
      mine: boolean;
      lines: Line[];
    }
  /** A move, feedback, a rating, a contact: one line each. */
  | { kind: 'quiet'; key: string; event: Event };

const together = 5 * 60_000;

export function timeline(events: readonly Event[], outbox: readonly Pending[], agentId: string | undefined): Item[] {
  const items: Item[] = [];
  // Where the day begins and ends: naming the day of each of some thousand lines takes longer than all the rest.
  let day = { from: 0, to: 0 };
  const newDay = (at: number) => {
    if (at >= day.from && at < day.to) return;
    const date = new Date(at);
    const midnight = (more: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + more).getTime();
    day = { from: midnight(0), to: midnight(1) };
    items.push({ kind: 'day', key: `day ${date.toDateString()}`, at });
  };
  const add = (line: Line, who: { role: Role; note: boolean; name?: string; mine: boolean }) => {
    newDay(line.at);
    const last = items.at(-1);
    const joins =
      last?.kind === 'said' &&
      last.role === who.role &&
      last.note === who.note &&
      last.name === who.name &&
      last.mine === who.mine &&
      line.at - (last.lines.at(-1)?.at ?? 0) < together;
    if (joins) last.lines.push(line);
    else items.push({ kind: 'said', key: `by ${line.key}`, ...who, lines: [line] });
  };
  for (const event of events) {
    const at = Date.parse(event.createdAt);
    if ((event.type === 'message' || event.type === 'note') && event.role !== 'system') {
      const line = {
        key: event.clientId ?? `${event.seq}`,
        text: event.text ?? '',
        at,
        event,
        ...(event.files && { files: event.files }),
      };
      const mine = event.role === 'agent' && event.agentId === agentId;
      add(line, { role: event.role ?? 'system', note: event.type === 'note', name: event.agent?.name, mine });
    } else {
      newDay(at);
      items.push({ kind: 'quiet', key: `${event.seq}`, event });
    }
  }
  for (const pending of outbox) {
    if (events.some((event) => event.clientId === pending.clientId)) continue;
    const { clientId: key, text, at, files } = pending;
    const line = { key, text, at, pending, ...(files && { files }) };
    const name = events.findLast((event) => event.agentId === agentId && event.agent)?.agent?.name;
    add(line, { role: 'agent', note: !!pending.note, name, mine: true });
  }
  return items;
}

/** The decision that handed this over, and the words of the visitor that it was about. */
export function handoff(
  events: readonly Event[],
): { event: Event; decisionId?: number; question?: string } | undefined {
  const index = events.findLastIndex((event) => event.move?.name === 'escalate');
  const event = events[index];
  if (!event) return undefined;
  const before = events.slice(0, index);
  const question = before.findLast((one) => one.type === 'message' && one.role === 'visitor' && !one.choice)?.text;
  return { event, decisionId: event.decisionId, question };
}
