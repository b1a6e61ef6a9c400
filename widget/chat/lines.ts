/**
 * What a screen reads out of a view: messages grouped by speaker, which suggestion is still open, which thumb is set.
 * Pure.
 */
import type { Event, Role, Why } from '../../services/wire/conversation.js';
import type { FileLink } from '../../services/wire/files.js';
import type { OutboxItem, View } from '../shared/transcript.js';

/** One bubble: an event of the log, or a message on its way. `key` stays the same when the one becomes the other. */
export interface Line {
  key: string;
  text: string;
  at: number;
  event?: Event;
  item?: OutboxItem;
  files?: readonly FileLink[] | undefined;
}

/** Consecutive lines by one speaker within some minutes, or one quiet line about a move. */
export interface Group {
  key: string;
  role: Role;
  /** Set where `role` is `agent`. */
  agent?: { name: string; avatar?: string };
  note: boolean;
  /** A move to tell about; then `lines` holds that one event. */
  notice: boolean;
  /** The first group of a day (local time). */
  newDay: boolean;
  /** One at least. */
  lines: [Line, ...Line[]];
}

const GROUP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

/** The events a reader sees as lines, grouped. `mine` is the role that the outbox speaks as. */
export function groups(view: View, mine: Role = 'visitor'): Group[] {
  const result: Group[] = [];
  let day = '';
  const add = (line: Line, role: Role, agent: Group['agent'], note: boolean, notice: boolean) => {
    const today = new Date(line.at).toDateString();
    const last = result.at(-1);
    const joins =
      last &&
      !notice &&
      !last.notice &&
      today === day &&
      last.role === role &&
      last.note === note &&
      last.agent?.name === agent?.name &&
      line.at - (last.lines.at(-1)?.at ?? 0) < GROUP_MS;
    if (joins) last.lines.push(line);
    else result.push({ key: line.key, role, agent, note, notice, newDay: today !== day, lines: [line] });
    day = today;
  };
  for (const event of view.events) {
    const line: Line = {
      key: event.clientId ?? String(event.seq),
      text: event.text ?? '',
      at: Date.parse(event.createdAt),
      event,
      files: event.files,
    };
    if (event.type === 'message' || event.type === 'note') {
      const role = event.role ?? 'system';
      add(line, role, role === 'agent' ? event.agent : undefined, event.type === 'note', role === 'system');
    } else if (event.notice) add(line, 'system', undefined, false, true);
  }
  for (const item of view.outbox) {
    const { clientId: key, text, at, files } = item;
    add({ key, text, at, files, item }, mine, undefined, item.note ?? false, false);
  }
  return result;
}

/**
 * The suggest event whose buttons still work: the newest one, unless the visitor wrote after it or somebody else took
 * over.
 */
export function openSuggestion(view: View): number | undefined {
  if (view.outbox.length > 0 || (view.conversation && view.conversation.state !== 'bot')) return undefined;
  const last = view.events.findLast((event) => event.type === 'move' || isOwn(event) || event.suggestions?.length);
  return last && last.type !== 'move' && !isOwn(last) ? last.seq : undefined;
}

/** Whether this event is an answer of the bot that a visitor may judge, also one with a person for what it left open. */
export function isAnswer(event: Event): boolean {
  return event.type === 'message' && event.role === 'bot' && !!event.citations?.length;
}

/** What the visitor thinks of an answer by their latest thumb, and the event `by` which they said so. */
export function judgement(view: View, seq: number): { helpful: boolean; why?: Why; by: number } | undefined {
  const said = view.events.findLast(({ feedback }) => feedback?.seq === seq);
  if (!said?.feedback) return undefined;
  const { helpful, why } = said.feedback;
  return { helpful, ...(why && { why }), by: said.seq };
}

/**
 * Whether an answer that did not help still offers a person: until the visitor writes on, or somebody else has the
 * conversation.
 */
export function proposesPerson(view: View, seq: number): boolean {
  if (view.outbox.length > 0 || (view.conversation && view.conversation.state !== 'bot')) return false;
  const since = judgement(view, seq)?.by ?? seq;
  return !view.events.some((event) => event.seq > since && (event.notice || isOwn(event)));
}

const isOwn = (event: Event): boolean => event.type === 'message' && event.role === 'visitor';

/** What became of the visitor's last message, until somebody says something after it. */
export function receipt(view: View): { seq: number; says: 'sent' | 'delivered' | 'seen' } | undefined {
  const last = view.events.findLast(({ type }) => type === 'message');
  if (!last || !isOwn(last) || view.outbox.length > 0) return undefined;
  const { seq } = last;
  const { agent = 0, delivered = 0 } = view.conversation?.seen ?? {};
  return { seq, says: agent >= seq ? 'seen' : delivered >= seq ? 'delivered' : 'sent' };
}

/** The rating given since the conversation was resolved last. */
export function givenRating(view: View): number | undefined {
  return view.events.findLast(({ rating, notice }) => rating || notice)?.rating?.score;
}

/** The visitor's e-mail, if they left one. */
export function givenContact(view: View): string | undefined {
  return view.events.findLast((event) => event.contact?.email)?.contact?.email;
}

/**
 * The visitor's messages to send again where their conversation is gone: those that nobody answered yet, and none where
 * it was over. After a reset the server went back in time, so nothing can be trusted to be known: then all of them.
 * Nothing older than a day.
 */
export function owed(view: View, all: boolean, now: number): Event[] {
  const said = view.events.filter((e) => e.type === 'message' && e.role !== 'system');
  if (!all && view.conversation?.state === 'resolved') return [];
  const answered = all ? -1 : said.findLastIndex((e) => e.role !== 'visitor');
  return said
    .slice(answered + 1)
    .filter((e) => e.role === 'visitor' && e.clientId && now - Date.parse(e.createdAt) < DAY_MS);
}
