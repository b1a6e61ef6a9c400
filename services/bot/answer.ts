/**
 * A turn: from what is owed to an answer, a suggestion or a handoff. Read this after conversation/turns.ts.
 * The verdict comes before the first token and is never taken back; only a takeover or a failure stops what began.
 */

import { type Decided, decide } from '../../knowledge/decide/decide.js';
import { eventAt } from '../conversation/events.js';
import { parkTurn } from '../conversation/tries.js';
import {
  type Claim,
  claimTurn,
  discardGhost,
  dropTurn,
  isLastAttempt,
  MAX_ATTEMPTS,
  type NewDecision,
  type Outcome,
  renewTurn,
  settleTurn,
} from '../conversation/turns.js';
import { messageOf } from '../errors.js';
import { ModelFailed } from '../platform/chat-model.js';
import type { Platform } from '../platform/open.js';
import { say } from '../texts/texts.js';
import { choose } from './choice.js';
import { type Reading, read, untilQuiet } from './reading.js';
import { contextOf, hasChatted, readBefore, withConversation } from './so-far.js';
import { answered, localeOf, marked, openChoice, withoutEntry } from './words.js';
import { type Turn, write } from './write.js';

/** A visitor who keeps typing delays their answer at most this often. */
const RESTARTS = 2;

/** Works off everything that is owed in a conversation. Returns a sentence that says what happened. */
export async function runTurns(platform: Platform, conversationId: string, signal: AbortSignal): Promise<string> {
  const did: string[] = [];
  for (;;) {
    const claim = await claimTurn(platform.db, conversationId, platform.config.timing.turnLease);
    if (!claim) return did.length ? did.join(', ') : 'skipped: nothing is owed, or another turn is at it';
    const { said, more } = await runTurn(platform, claim, signal);
    did.push(said);
    if (!more) return did.join(', ');
  }
}

async function runTurn(platform: Platform, claim: Claim, stop: AbortSignal): Promise<{ said: string; more: boolean }> {
  const { metrics, log } = platform;
  const end = metrics.turnSeconds.startTimer();
  const lost = new AbortController();
  const signal = AbortSignal.any([stop, lost.signal]);
  const renewal = setInterval(() => {
    renewTurn(platform.db, claim, platform.config.timing.turnLease)
      .then((still) => still ?? lost.abort(new Error('the claim is lost')))
      // The database may be away for a moment; the fence decides at the end.
      .catch(() => {});
  }, platform.config.timing.turnLease / 3);
  try {
    const { replyTo, outcome } =
      claim.attempts > MAX_ATTEMPTS ? giveUp(platform, claim) : await think(platform, claim, signal);
    const settled = await settleTurn(platform, claim, replyTo, outcome);
    const said = settled ? didSay(outcome) : 'fenced';
    const talk = outcome.kind === 'reply' && outcome.body.smallTalk ? 'small_talk' : said;
    metrics.turns.inc({ outcome: outcome.decision?.verdict ?? talk });
    return { said, more: settled?.more ?? false };
  } catch (error) {
    discardGhost(platform, claim);
    // Another process, or this one's next try, may take it at once.
    await dropTurn(platform.db, claim).catch(() => {});
    if (lost.signal.aborted) return { said: 'stopped: somebody else has it now', more: false };
    if (stop.aborted) return { said: 'stopped: this process is ending', more: false };
    metrics.turns.inc({ outcome: 'failed' });
    if (isLastAttempt(claim)) await parkTurn(platform, claim, error);
    log.warn({ conversationId: claim.conversationId, attempt: claim.attempts, err: messageOf(error) }, 'turn failed');
    throw error;
  } finally {
    clearInterval(renewal);
    end();
  }
}

function didSay(outcome: Outcome): string {
  if (outcome.kind === 'escalate') return `handed off: ${outcome.reason}`;
  return outcome.kind === 'leave' ? 'left' : 'answered';
}

/** It failed three times, and nothing is generated any more. Whoever waits for a person already goes on waiting. */
function giveUp({ metrics, log }: Platform, claim: Claim): { replyTo: number; outcome: Outcome } {
  const { state, conversationId, lastVisitorSeq } = claim;
  metrics.turnsGivenUp.inc({ state });
  log.error({ conversationId, state }, 'a turn failed three times and is given up');
  return {
    replyTo: lastVisitorSeq,
    outcome:
      state === 'queued'
        ? { kind: 'leave' }
        : { kind: 'escalate', reason: 'model_failed', ...(isLastAttempt(claim) && { plainly: true }) },
  };
}

/**
 * What to say, and up to which message it is an answer. Begins again (twice at most) when the visitor
 * writes on before the first token.
 */
async function think(
  platform: Platform,
  claim: Claim,
  signal: AbortSignal,
): Promise<{ replyTo: number; outcome: Outcome }> {
  let replyTo = claim.lastVisitorSeq;
  for (let restart = 0; ; restart++) {
    replyTo = Math.max(replyTo, await untilQuiet(platform, claim, signal));
    const reading = await read(platform, claim, replyTo);
    // All of it was answered while they waited, and they went back to the bot since.
    if (!reading.owed.length) return { replyTo, outcome: { kind: 'leave' } };
    const verdict = await judgeTurn(platform, reading, signal);
    const still = await renewTurn(platform.db, claim, platform.config.timing.turnLease);
    if (!still) throw new Error('the claim is lost');
    if (still.lastVisitorSeq > replyTo && restart < RESTARTS) {
      replyTo = still.lastVisitorSeq;
      continue;
    }
    const outcome = await carryOut(platform, { claim, reading, signal }, verdict);
    return { replyTo, outcome: claim.state === 'queued' ? whileWaiting(outcome) : outcome };
  }
}

/** Whoever waits for a person hears from the bot what answers them, and nothing else; the rest is left to the person. */
function whileWaiting(outcome: Outcome): Outcome {
  if (outcome.kind === 'leave') return outcome;
  if (outcome.kind === 'reply' && outcome.body.citations?.length) {
    // The person that its button leads to is on their way.
    const { suggestions: _, ...body } = outcome.body;
    return { ...outcome, body };
  }
  const { decision } = outcome;
  if (!decision) return { kind: 'leave' };
  const nearly = decision.verdict === 'suggest' && { reason: 'low_confidence' as const };
  return { kind: 'leave', decision: { ...decision, verdict: 'left', ...nearly } };
}

/**
 * A verdict with all that its record needs; `decided` is absent for a button and for files alone,
 * where nothing had to be decided.
 */
type TurnVerdict =
  | { kind: 'decided'; decided: Decided; fromSeq: number; toSeq: number }
  | { kind: 'chosen'; outcome: Outcome };

async function judgeTurn(platform: Platform, reading: Reading, signal: AbortSignal): Promise<TurnVerdict> {
  const { owed, history, inbox, locale } = reading;
  const [first, last] = [owed[0], owed.at(-1)];
  if (!first || !last) throw new Error('nothing is owed after all');
  const { choice } = last.body;
  const offered = choice && (await eventAt(platform.db, last.conversationId, choice.seq));
  if (choice && offered)
    return { kind: 'chosen', outcome: await choose(platform, reading, { offered, index: choice.index }) };
  const text = owed.flatMap(({ text }) => (text?.trim() ? text : [])).join('\n');
  // Nothing but files: there is no question to decide, and what is in a file is for people's eyes.
  if (!text)
    return {
      kind: 'chosen',
      outcome: { kind: 'reply', text: say(locale, 'bot', 'files_only'), body: { smallTalk: true } },
    };
  const context = contextOf(history);
  const decided = await decide(
    { sql: platform.db, embedder: platform.models.embedder },
    {
      ...{ text, inbox, locale, read: readBefore(reading), chatted: hasChatted(reading) },
      ...(context && { previous: [context] }),
    },
  );
  signal.throwIfAborted();
  return {
    kind: 'decided',
    decided: withConversation(decided, reading),
    fromSeq: first.seq,
    toSeq: last.seq,
  };
}

async function carryOut(platform: Platform, turn: Turn, verdict: TurnVerdict): Promise<Outcome> {
  if (verdict.kind === 'chosen') return verdict.outcome;
  const { decided } = verdict;
  const decision = record(verdict, platform.models.chat?.model);
  const { claim } = turn;
  const spoken = decided.verdict === 'answer' ? undefined : withoutEntry(decided, localeOf(decided, turn.reading));
  if (spoken) return { ...spoken, decision };
  // The bot speaks as it was spoken to.
  const reading = { ...turn.reading, locale: localeOf(decided, turn.reading) };
  try {
    const written = await write(platform, { ...turn, reading }, decided);
    if (written.declined)
      return {
        kind: 'escalate',
        reason: 'model_declined',
        decision: { ...decision, verdict: 'handoff', reason: 'model_declined' },
      };
    return {
      ...marked(decided),
      ...answered(decided, { text: written.text, locale: reading.locale }),
      body: { citations: written.citations, entries: written.entries, ...openChoice(decided, reading.locale) },
      decision,
      ...(decided.open?.length && { open: true }),
    };
  } catch (error) {
    if (!(error instanceof ModelFailed)) throw error;
    // Failure is a handoff, never a silence.
    platform.log.warn({ conversationId: claim.conversationId, err: error.message }, 'model failed');
    discardGhost(platform, claim);
    return {
      kind: 'escalate',
      reason: 'model_failed',
      decision: { ...decision, verdict: 'handoff', reason: 'model_failed' },
    };
  }
}

function record({ decided, fromSeq, toSeq }: Extract<TurnVerdict, { kind: 'decided' }>, model?: string): NewDecision {
  const {
    question,
    context,
    parts,
    version,
    candidates,
    features,
    confidence,
    thresholds,
    verdict,
    smallTalk,
    reason,
    ms,
  } = decided;
  return {
    question,
    ...(context && { context }),
    ...(parts && { parts }),
    fromSeq,
    toSeq,
    ...(version !== undefined && { version }),
    candidates,
    features,
    confidence,
    thresholds,
    // What is offered for a number alone says nothing about how sure anything was.
    verdict: smallTalk && verdict === 'suggest' ? 'small_talk' : verdict,
    ...(reason && { reason }),
    ...(model && verdict === 'answer' && { model }),
    ms,
  };
}
