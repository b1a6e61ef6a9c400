/**
 * How simulated conversations go: when they come, what the bot makes of them, who waits how long, and how they end.
 * Pure.
 */
import type { Reason } from '../../services/wire/conversation.js';
import { notYet, type Person, SimulatedLog } from './log.js';

export type World = {
  random: () => number;
  /** The end of the simulated time, in milliseconds. */
  now: number;
  days: number;
  people: readonly Person[];
  inboxes: readonly string[];
  keys: readonly string[];
};

/** How busy each hour is, in UTC, and how slow the people are at it: at night nobody comes before eight. */
const busy = [2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 21, 17, 18, 20, 19, 16, 13, 10, 8, 7, 6, 4, 3];
const reasons: Reason[] = ['low_confidence', 'low_confidence', 'nothing_found', 'sensitive_topic', 'repeated_question'];

export function simulateOne(world: World): SimulatedLog {
  const { random } = world;
  const log = new SimulatedLog(uuid(random), pick(random, world.inboxes), startOf(world), world.now);
  try {
    course(world, log);
  } catch (stopped) {
    if (stopped !== notYet) throw stopped;
  }
  return log;
}

function startOf({ random, now, days }: World): number {
  const total = busy.reduce((sum, one) => sum + one, 0);
  for (;;) {
    let left = random() * total;
    const hour = busy.findIndex((one) => {
      left -= one;
      return left < 0;
    });
    const midnight = Math.floor(now / 86_400_000) * 86_400_000 - Math.floor(random() * (days + 1)) * 86_400_000;
    const at = midnight + hour * 3_600_000 + Math.floor(random() * 3_600_000);
    const weekend = [0, 6].includes(new Date(at).getUTCDay());
    if (at < now && at >= now - days * 86_400_000 && !(weekend && random() < 0.6)) return at;
  }
}

function course(world: World, log: SimulatedLog): void {
  const { random } = world;
  // Opened, and left again.
  if (random() < 0.04) return;
  const wanted = random() < 0.03 ? { reason: 'asked_for_human' as const, by: 'visitor' as const } : withBot(world, log);
  if (wanted) withPeople(world, log, wanted);
  else ends(world, log);
}

/** Why somebody is to take over, and who says so; undefined where the bot was enough. */
type Wanted = { reason: Reason; by: 'bot' | 'visitor'; decision?: number };

function withBot(world: World, log: SimulatedLog): Wanted | undefined {
  const { random } = world;
  const chance = (p: number) => random() < p;
  const turns = 1 + Math.floor(random() * 3);
  for (let turn = 0; turn < turns; turn++) {
    log.later(turn ? exponential(random, 50) : 2 + random() * 20);
    log.says('visitor', pick(random, questions));
    log.later(0.4 + random() * 2);
    const confidence = Math.min(0.99, 0.2 + 0.8 * Math.sqrt(random()));
    const key = pick(random, world.keys);
    const given = { question: log.events.at(-1)?.text ?? '', key, confidence: Math.round(confidence * 1e4) / 1e4 };
    if (confidence < 0.5) {
      const reason = pick(random, reasons);
      const decision = log.decides({ ...given, verdict: 'handoff', reason });
      if (chance(0.3)) label(world, decision, chance(0.7) ? 'good_handoff' : 'avoidable_handoff', log.at);
      return { reason, by: 'bot', decision: decision.n };
    }
    if (confidence < 0.6) {
      const decision = log.decides({ ...given, verdict: 'suggest', reason: null });
      const suggestions = [{ label: 'This one', key }, { label: 'None of these' }];
      log.says('bot', 'Is it one of these?', { decision: decision.n, body: { suggestions } });
      continue;
    }
    if (answered(world, log, given)) return { reason: 'negative_feedback', by: 'visitor' };
  }
  return chance(0.1) ? { reason: 'asked_for_human', by: 'visitor' } : undefined;
}

/** True where it did not help and a person is wanted. */
function answered(
  { random, ...world }: World,
  log: SimulatedLog,
  given: { question: string; key: string; confidence: number },
): boolean {
  const decision = log.decides({ ...given, verdict: 'answer', reason: null });
  const { seq } = log.says('bot', 'This is how it works.', {
    decision: decision.n,
    body: { citations: [], entries: [given.key] },
  });
  // A little less often right than it was promised, so that there is something to see.
  const right = random() < given.confidence - 0.04;
  if (random() < (right ? 0.2 : 0.45)) {
    log.later(5 + random() * 40);
    const why = right
      ? undefined
      : pick(random, [undefined, undefined, 'not_my_question', 'wrong', 'unclear'] as const);
    log.append({ type: 'feedback', role: 'visitor', body: { feedback: { seq, helpful: right, ...(why && { why }) } } });
    decision.labels.push({ by: 'visitor', kind: right ? 'helpful' : (why ?? 'not_helpful'), at: log.at });
  }
  if (random() < 0.05) label({ random, ...world }, decision, right ? 'bot_was_right' : 'bot_was_wrong', log.at);
  return !right && random() < 0.5;
}

function label({ random, people }: World, decision: SimulatedLog['decisions'][number], kind: string, at: number): void {
  decision.labels.push({ by: pick(random, people).id, kind, at });
}

function withPeople(world: World, log: SimulatedLog, { reason, by, decision }: Wanted): void {
  const { random } = world;
  log.later(by === 'visitor' ? 2 + random() * 10 : 0.01);
  log.moves('escalate', { as: by, role: by, notice: 'queued', reason, ...(decision !== undefined && { decision }) });
  if (!comes(world, log)) return;
  talk(world, log);
  if (random() < 0.07) {
    const before = log.owner as Person;
    const to = pick(
      random,
      world.people.filter(({ id }) => id !== before.id),
    );
    log.moves('transfer', { as: 'owner', role: 'agent', by: before, owner: to, notice: 'transferred' });
    talk(world, log);
  }
  if (random() < 0.03) {
    log.moves('release', { as: 'system', role: 'system', notice: 'left' });
    if (!comes(world, log)) return;
    talk(world, log);
  }
  if (random() < 0.03) {
    log.moves('handBack', { as: 'owner', role: 'agent', by: log.owner as Person, notice: 'back_to_bot' });
    log.later(20 + random() * 60);
    log.says('visitor', pick(random, questions));
    log.later(1 + random());
    answered(world, log, { question: 'And then?', key: pick(random, world.keys), confidence: 0.9 });
  }
  ends(world, log);
}

/** Somebody takes it, unless the visitor gives up first. */
function comes(world: World, log: SimulatedLog): boolean {
  const { random } = world;
  const hour = new Date(log.at).getUTCHours();
  const night = hour < 7 || hour >= 20;
  const wait = night ? exponential(random, 5_400) : exponential(random, 40 + 4 * (busy[hour] as number));
  const patience = exponential(random, night ? 7_200 : 900);
  const shorter = Math.min(patience, wait);
  const helps = random() < 0.3 ? shorter * random() : 0;
  if (helps) helpedOn(world, log, helps);
  if (patience < wait) {
    log.later(patience - helps);
    if (random() < 0.5) log.moves('resolve', { as: 'visitor', role: 'visitor', notice: 'resolved' });
    else {
      log.moves('handBack', { as: 'visitor', role: 'visitor', notice: 'back_to_bot' });
      ends(world, log);
    }
    return false;
  }
  log.later(wait - helps);
  const person = pick(random, world.people);
  if (random() < 0.7) log.moves('take', { as: 'agent', role: 'agent', by: person, owner: person, notice: 'joined' });
  else log.moves('assign', { as: 'system', role: 'system', by: person, owner: person, notice: 'joined' });
  return true;
}

/** They ask on while they wait, and the bot has an answer to that. */
function helpedOn({ random, keys }: World, log: SimulatedLog, after: number): void {
  log.later(after);
  const { seq, text } = log.says('visitor', pick(random, questions));
  const key = pick(random, keys);
  const decision = log.decides({ question: text ?? '', key, confidence: 0.9, verdict: 'answer', reason: null });
  const body = { citations: [], entries: [key], answers: { from: seq, to: seq } };
  log.says('bot', 'This is how it works.', { decision: decision.n, body });
}

function talk({ random }: World, log: SimulatedLog): void {
  for (let lines = 1 + Math.floor(random() * 4); lines > 0; lines--) {
    log.later(10 + exponential(random, 45));
    log.says('agent', 'Let me look into that for you.');
    if (random() < 0.8) {
      log.later(10 + exponential(random, 60));
      log.says('visitor', 'Thank you, and what about the rest of it?');
    }
  }
  log.later(10 + exponential(random, 90));
  log.says('agent', 'That is done now.');
}

function ends(world: World, log: SimulatedLog): void {
  const { random } = world;
  const owner = log.owner;
  const who = random();
  if (owner && who < 0.75) {
    log.later(5 + random() * 60);
    log.moves('resolve', { as: 'owner', role: 'agent', by: owner, notice: 'resolved' });
  } else if (who < 0.4) {
    log.later(10 + random() * 120);
    log.moves('resolve', { as: 'visitor', role: 'visitor', notice: 'resolved' });
  } else {
    log.later(3_600 + random() * 2);
    log.moves('resolve', { as: 'system', role: 'system', notice: 'resolved' });
  }
  if (random() < (owner ? 0.3 : 0.15)) {
    log.later(3 + random() * 30);
    const score = Math.min(5, 1 + Math.floor((owner ? 5.6 : 5.1) * Math.sqrt(random())));
    log.append({ type: 'rating', role: 'visitor', body: { rating: { score } } });
  }
  if (random() > 0.07) return;
  log.later(exponential(random, 2 * 86_400));
  log.moves('reopen', { as: 'visitor', role: 'visitor', notice: 'reopened' });
  log.says('visitor', 'It happened again.');
  log.later(1 + random());
  answered(world, log, { question: 'It happened again.', key: pick(random, world.keys), confidence: 0.8 });
  log.later(3_600);
  log.moves('resolve', { as: 'system', role: 'system', notice: 'resolved' });
}

const questions = [
  'How long do I have to return something?',
  'Where is my parcel?',
  'Can I change the address of my order?',
  'My voucher does not work.',
  'How do I reset my password?',
  'Which sizes are there?',
  'I was charged twice.',
];

const exponential = (random: () => number, mean: number): number => -mean * Math.log(1 - random());
const pick = <T>(random: () => number, some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;

export function uuid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
