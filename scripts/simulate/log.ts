/**
 * A conversation that is made up: its row and its log, kept to the table of moves, so that nothing simulated could not
 * have happened. Pure.
 */
import {
  type Capacity,
  type MoveName,
  mayMove,
  maySpeak,
  owedAfter,
  queuedAtAfter,
  type State,
  settles,
  targets,
} from '../../services/conversation/states.js';
import type { NoticeKind, Reason, Role } from '../../services/wire/conversation.js';

export type Person = { id: string; name: string };

/** Moments are milliseconds. */
export type LoggedEvent = {
  seq: number;
  type: string;
  role: Role;
  agentId: string | null;
  text: string | null;
  replyTo: number | null;
  decision: number | null;
  body: Record<string, unknown>;
  at: number;
};
export type SimulatedDecision = {
  n: number;
  question: string;
  seq: number;
  key: string;
  confidence: number;
  verdict: 'answer' | 'suggest' | 'handoff' | 'small_talk';
  reason: Reason | null;
  labels: { by: string; kind: string; at: number }[];
  at: number;
};

/** Thrown by what would lie in the future: the conversation stays as it is then. */
export const notYet = Symbol('not yet');

export class SimulatedLog {
  events: LoggedEvent[] = [];
  decisions: SimulatedDecision[] = [];
  state: State = 'bot';
  owner: Person | null = null;
  queuedAt: number | null = null;
  owedSince: number | null = null;
  reason: Reason | null = null;
  epoch = 0;
  lastVisitorSeq = 0;
  settledSeq = 0;
  at: number;

  constructor(
    readonly id: string,
    readonly inbox: string,
    readonly startedAt: number,
    /** When the simulation is over. */
    readonly now: number,
  ) {
    this.at = startedAt;
  }

  later(seconds: number): void {
    const at = this.at + Math.round(seconds * 1000);
    if (at > this.now) throw notYet;
    this.at = at;
  }

  append(event: Partial<LoggedEvent> & Pick<LoggedEvent, 'type' | 'role'>): LoggedEvent {
    const seq = this.events.length + 1;
    const whole = { agentId: null, text: null, replyTo: null, decision: null, body: {}, ...event, seq, at: this.at };
    this.events.push(whole);
    return whole;
  }

  says(role: 'visitor' | 'bot' | 'agent', text: string, more: Partial<LoggedEvent> = {}): LoggedEvent {
    const as: Capacity = role === 'agent' ? 'owner' : role;
    if (!maySpeak(this.state, [as])) throw new Error(`${role} may not speak in ${this.state}`);
    const agentId = role === 'agent' ? (this.owner?.id ?? null) : null;
    const replies = role !== 'visitor' && this.lastVisitorSeq > 0;
    const event = this.append({
      type: 'message',
      role,
      agentId,
      text,
      ...(replies && { replyTo: this.lastVisitorSeq }),
      ...more,
    });
    if (role === 'agent') this.owedSince = null;
    if (role === 'visitor' && this.state !== 'bot') this.owedSince ??= this.at;
    if (role === 'visitor') this.lastVisitorSeq = event.seq;
    else this.settledSeq = Math.max(this.settledSeq, this.lastVisitorSeq);
    return event;
  }

  /** As conversations.ts does it: `by` is who acts, `owner` who has it afterwards. */
  moves(
    name: MoveName,
    it: {
      as: Capacity;
      role: Role;
      notice: NoticeKind;
      by?: Person;
      owner?: Person;
      reason?: Reason;
      decision?: number;
    },
  ): void {
    const from = this.state;
    if (!mayMove(name, from, [it.as])) throw new Error(`${it.as} may not ${name} from ${from}`);
    const to = targets[name][0] as State;
    const place = queuedAtAfter(name, from);
    const owed = owedAfter[name];
    if (owed === 'end') this.owedSince = null;
    if (owed === 'set' || (owed === 'set_if_owed' && this.lastVisitorSeq > this.settledSeq)) this.owedSince ??= this.at;
    this.state = to;
    this.owner = to === 'assigned' ? (it.owner ?? null) : null;
    this.queuedAt = place === 'set' ? this.at : place === 'clear' ? null : this.queuedAt;
    if (name === 'escalate' || name === 'handBack' || name === 'reopen') this.reason = it.reason ?? null;
    if (settles[name]) this.settledSeq = this.lastVisitorSeq;
    this.epoch++;
    this.append({
      type: 'move',
      role: it.role,
      agentId: it.by?.id ?? null,
      decision: it.decision ?? null,
      body: {
        notice: { kind: it.notice, ...(it.owner && { params: { agent: it.owner.name } }) },
        move: { name, from, to, ...(it.reason && { reason: it.reason }) },
        after: { inbox: this.inbox, ...(this.owner && { agentId: this.owner.id }) },
      },
    });
  }

  decides(it: Omit<SimulatedDecision, 'n' | 'labels' | 'seq' | 'at'>): SimulatedDecision {
    const decision = { ...it, n: this.decisions.length, seq: this.lastVisitorSeq, labels: [], at: this.at };
    this.decisions.push(decision);
    return decision;
  }
}
