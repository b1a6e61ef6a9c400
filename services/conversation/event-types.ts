/**
 * The types of events, and what each carries in `body`. Writers (`append`) and readers (`readEvent`, both in events.ts)
 * share this one union, so a key that does not belong to a type is a compile error on either side.
 */
import type { Citation, Level, Mark, MoveCause, Notice, Reason, Role } from '../wire/conversation.js';
import type { Feedback } from '../wire/visitor.js';
import type { MoveName, State } from './states.js';

/** What an event carries of a file; `key` is the secret part of its address. */
export type StoredFile = { id: string; name: string; type: string; size: number; key: string };

/** A button under the bot's words; `key` is the entry that answers, none for "None of these". */
export type Suggestion = { label: string; key?: string };

type VisitorBody = {
  /** Who the visitor was when they wrote this. */
  level?: Level;
  /** The button they pressed. */
  choice?: { seq: number; index: number };
  files?: StoredFile[];
  /** In practice: which line of the script this is. */
  practice?: { line: number };
};

export type BotBody = {
  citations?: Citation[];
  /** The keys of the entries that it was written from. */
  entries?: string[];
  suggestions?: Suggestion[];
  /** A greeting and the like: neither an answer nor a miss. */
  smallTalk?: boolean;
  /** Asks to say it again, or is sorry that it did not help: a miss all the same. */
  missed?: boolean;
  /** Said while they waited for a person: which messages it answered, by `seq`. Later turns do not answer them again. */
  answers?: { from: number; to: number };
};

type AgentBody = {
  files?: StoredFile[];
  /** The key of the entry that was inserted; counts as a use of it. */
  canned?: string;
  /** The same in practice, where it counts as no use. */
  practised?: string;
};

type NoteBody = {
  files?: StoredFile[];
  /** The ids of whom it names. */
  mentions?: string[];
  /** What the conversation asks for from here on. */
  skills?: string[];
};

type MoveBody = {
  notice: Notice;
  move: { name: MoveName; from: State; to: State; reason?: Reason; cause?: MoveCause };
  /** What stood on the row afterwards; `queuedAt` in microseconds. */
  after: { inbox: string; agentId?: string; queuedAt?: number };
};

type FeedbackBody = { feedback: Feedback };
type RatingBody = { rating: { score: number; comment?: string | undefined } };
type ContactBody = { contact: { email?: string; name?: string | undefined } };
type MarkBody = { mark: Mark };

/** Events by type, and messages by who speaks, as they are written. */
export type Written =
  | { type: 'message'; role: 'visitor'; body: VisitorBody }
  | { type: 'message'; role: 'bot'; body: BotBody }
  | { type: 'message'; role: 'agent'; body: AgentBody }
  | { type: 'note'; role: 'agent'; body: NoteBody }
  | { type: 'move'; role: Role; body: MoveBody }
  | { type: 'feedback'; role: 'visitor'; body: FeedbackBody }
  | { type: 'rating'; role: 'visitor'; body: RatingBody }
  | { type: 'contact'; role: 'visitor'; body: ContactBody }
  | { type: 'mark'; role: 'agent' | 'bot'; body: MarkBody };

type Loose<W extends Written> = W extends { type: 'message' }
  ? W
  : { type: W['type']; role: Role | null; body: Partial<W['body']> };

/** The same as they are read: a stored log is never invalid, so whatever an older row lacks is simply missing. */
export type Read = Loose<Written> | { type: 'message'; role: 'system' | null; body: object };

/** What the body of a row may hold while nobody has looked at its type. */
export type AnyBody = VisitorBody &
  BotBody &
  AgentBody &
  Partial<NoteBody & MoveBody & FeedbackBody & RatingBody & ContactBody & MarkBody>;
