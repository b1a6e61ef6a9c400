/**
 * The transcript of one conversation as a screen holds it: `apply(view, incoming) -> view`. Pure.
 *
 * Whatever is lost, repeated or out of order on the way, the events end as those of a fresh fetch once the missing
 * ones arrive: they are a set ordered by `seq`. Visitors have normal gaps in `seq` (notes are hidden from them), so a
 * gap is never treated as a loss here; the cursor of the stream sees to that.
 */
import type { Conversation, Delta, Event, Role } from '../../services/wire/conversation.js';
import type { FileLink } from '../../services/wire/files.js';

/** A message on its way to the server. It leaves the outbox when an event with its `clientId` is in the log. */
export interface OutboxItem {
  clientId: string;
  text: string;
  choice?: { seq: number; index: number };
  /** Uploaded already; the message names them. */
  files?: readonly FileLink[];
  /** The conversation it was written for, or the secret of the one that it opens. */
  to?: string;
  opens?: string;
  /** Agents only: a note instead of a message. */
  note?: boolean;
  /** When it was written, milliseconds. */
  at: number;
  status: 'sending' | 'failed';
  /** Why it failed: the server's error code, or `offline`. */
  error?: string;
  /** Trying again cannot help (too long, refused). */
  refused?: boolean;
}

/** An answer that is still being written. Never stored: the final event takes its place. */
interface Ghost {
  turn: number;
  attempt: number;
  /** The `i` that comes next. */
  next: number;
  text: string;
  /** When the last delta came, milliseconds. */
  at: number;
}

export interface View<C extends Conversation = Conversation> {
  /** The header: state, agent, place in the queue. Undefined until something told us. */
  readonly conversation: C | undefined;
  /** By rising `seq`, each once. */
  readonly events: readonly Event[];
  /** In the order they were written. */
  readonly outbox: readonly OutboxItem[];
  readonly ghost: Ghost | undefined;
  /** The highest turn seen; deltas of a lower one are late. */
  readonly turn: number;
  /** What ended last: deltas of this turn up to this attempt are late, too. */
  readonly ended: { readonly turn: number; readonly attempt: number };
  /** Who is typing, and since when (milliseconds). */
  readonly typing: { readonly [role in Role]?: number };
  /** Everything up to here has been seen by the reader. */
  readonly readSeq: number;
}

export type Incoming<C extends Conversation = Conversation> =
  /** A fetch: its events are added to what is there. */
  | { kind: 'history'; conversation?: C; events: readonly Event[] }
  /** A fetch after a reset, or of another conversation: its events replace what was there. */
  | { kind: 'replace'; conversation?: C; events: readonly Event[] }
  | { kind: 'log'; event: Event }
  | { kind: 'conversation'; conversation: C }
  | { kind: 'delta'; delta: Delta; at: number }
  | { kind: 'discard'; turn: number }
  | { kind: 'typing'; role: Role; typing: boolean; at: number }
  /** Time passes: ends a ghost without deltas and typing without a sign. */
  | { kind: 'tick'; at: number }
  | { kind: 'send'; item: OutboxItem }
  | { kind: 'sending'; clientId: string }
  | { kind: 'failed'; clientId: string; error: string; refused?: boolean }
  | { kind: 'unsend'; clientId: string }
  /** The reader has seen everything up to `seq`, by default everything there is. */
  | { kind: 'read'; seq?: number };

export const GHOST_MS = 20_000;
export const TYPING_MS = 6_000;

export function emptyView<C extends Conversation = Conversation>(): View<C> {
  return {
    conversation: undefined,
    events: [],
    outbox: [],
    ghost: undefined,
    turn: 0,
    ended: { turn: 0, attempt: 0 },
    typing: {},
    readSeq: 0,
  };
}

/** Event x view -> view. Returns the same object where nothing changed, so that a screen can skip rendering. */
export function apply<C extends Conversation>(view: View<C>, incoming: Incoming<C>): View<C> {
  switch (incoming.kind) {
    case 'history':
      return withHeader(withEvents(view, incoming.events), incoming.conversation);
    case 'replace': {
      const clean: View<C> = { ...emptyView<C>(), outbox: view.outbox, readSeq: view.readSeq };
      return withHeader(withEvents(clean, incoming.events), incoming.conversation);
    }
    case 'log':
      return withEvents(view, [incoming.event]);
    case 'conversation':
      return withHeader(view, incoming.conversation);
    case 'delta':
      return withDelta(view, incoming.delta, incoming.at);
    case 'discard':
      return withDiscard(view, incoming.turn);
    case 'typing':
      return withTyping(view, incoming.role, incoming.typing ? incoming.at : undefined);
    case 'tick':
      return withTime(view, incoming.at);
    case 'send':
      if (has(view, incoming.item.clientId)) return view;
      return { ...view, outbox: [...view.outbox, incoming.item] };
    case 'sending':
      return changeItem(view, incoming.clientId, { status: 'sending', error: undefined });
    case 'failed':
      return changeItem(view, incoming.clientId, {
        status: 'failed',
        error: incoming.error,
        refused: incoming.refused ?? false,
      });
    case 'unsend':
      return { ...view, outbox: view.outbox.filter((item) => item.clientId !== incoming.clientId) };
    case 'read': {
      const seq = incoming.seq ?? lastSeq(view);
      return seq > view.readSeq ? { ...view, readSeq: seq } : view;
    }
  }
}

/** The highest `seq` on screen; an agent sends it as `seenSeq`. */
export function lastSeq(view: View): number {
  return view.events.at(-1)?.seq ?? 0;
}

/** How many messages the reader has not seen. `mine` is the reader's own role. */
export function unread(view: View, mine: Role = 'visitor'): number {
  return view.events.filter((e) => e.seq > view.readSeq && e.type === 'message' && e.role !== mine).length;
}

function has(view: View, clientId: string): boolean {
  return view.outbox.some((i) => i.clientId === clientId) || view.events.some((e) => e.clientId === clientId);
}

function changeItem<C extends Conversation>(view: View<C>, clientId: string, change: Partial<OutboxItem>): View<C> {
  if (!view.outbox.some((item) => item.clientId === clientId)) return view;
  return { ...view, outbox: view.outbox.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)) };
}

function withEvents<C extends Conversation>(view: View<C>, incoming: readonly Event[]): View<C> {
  const known = new Set(view.events.map((e) => e.seq));
  const fresh = incoming.filter((e) => !known.has(e.seq) && known.add(e.seq));
  if (fresh.length === 0) return view;
  const inOrder = fresh.every((e, i) => e.seq > (fresh[i - 1]?.seq ?? lastSeq(view)));
  const events = [...view.events, ...fresh];
  if (!inOrder) events.sort((a, b) => a.seq - b.seq);

  const arrived = new Set(fresh.map((e) => e.clientId).filter((id) => id !== undefined));
  const outbox = view.outbox.some((item) => arrived.has(item.clientId))
    ? view.outbox.filter((item) => !arrived.has(item.clientId))
    : view.outbox;

  let next: View<C> = { ...view, events, outbox };
  for (const event of fresh) {
    if (event.type === 'message' && event.role) next = withTyping(next, event.role, undefined);
    if (event.type === 'move' || (event.type === 'message' && event.role === 'bot')) next = withoutGhost(next);
  }
  return next;
}

/** A header is taken unless it is older than the one we have; `ownerEpoch` rises with moves, `seq` with events. */
function withHeader<C extends Conversation>(view: View<C>, conversation: C | undefined): View<C> {
  const held = view.conversation;
  if (!conversation) return view;
  if (held?.id === conversation.id) {
    if (conversation.ownerEpoch < held.ownerEpoch || conversation.seq < held.seq) return view;
    if (conversation.ownerEpoch === held.ownerEpoch) return { ...view, conversation };
  }
  return withoutGhost({ ...view, conversation });
}

function withDelta<C extends Conversation>(view: View<C>, delta: Delta, at: number): View<C> {
  const held = view.conversation;
  // The bot writes while it has them, and while they wait for a person: then it helps on.
  const itsTurn = held?.state === 'bot' || held?.state === 'queued';
  if (held && (delta.ownerEpoch !== held.ownerEpoch || !itsTurn)) return view;
  if (delta.turn < view.turn) return view;
  if (delta.turn === view.ended.turn && delta.attempt <= view.ended.attempt) return view;
  const { ghost } = view;
  const same = ghost?.turn === delta.turn && ghost.attempt === delta.attempt;
  if (same && delta.i < ghost.next) return view;
  if (ghost?.turn === delta.turn && delta.attempt < ghost.attempt) return view;
  if (same && delta.i === ghost.next) {
    return { ...view, ghost: { ...ghost, next: ghost.next + 1, text: ghost.text + delta.text, at } };
  }
  // Half an answer with a hole in it is worse than none: only an attempt seen from its start is shown.
  const { turn, attempt, text } = delta;
  const fresh = delta.i === 0 ? { turn, attempt, next: 1, text, at } : undefined;
  const ended = same ? { turn, attempt } : view.ended;
  return { ...view, turn, ended, ghost: fresh };
}

function withDiscard<C extends Conversation>(view: View<C>, turn: number): View<C> {
  if (turn < view.turn) return view;
  const attempt = view.ghost?.turn === turn ? view.ghost.attempt : 0;
  const ended = turn === view.ended.turn && attempt <= view.ended.attempt ? view.ended : { turn, attempt };
  return { ...view, turn, ended, ghost: undefined };
}

function withoutGhost<C extends Conversation>(view: View<C>): View<C> {
  if (!view.ghost) return view;
  return { ...view, ghost: undefined, ended: { turn: view.ghost.turn, attempt: view.ghost.attempt } };
}

function withTyping<C extends Conversation>(view: View<C>, role: Role, at: number | undefined): View<C> {
  if (view.typing[role] === at) return view;
  const { [role]: _, ...others } = view.typing;
  return { ...view, typing: at === undefined ? others : { ...others, [role]: at } };
}

function withTime<C extends Conversation>(view: View<C>, at: number): View<C> {
  let next = view;
  if (view.ghost && at - view.ghost.at >= GHOST_MS) next = withoutGhost(next);
  for (const [role, since] of Object.entries(view.typing)) {
    // Its keys are roles.
    if (at - since >= TYPING_MS) next = withTyping(next, role as Role, undefined);
  }
  return next;
}
