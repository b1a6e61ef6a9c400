/** Simulated visitors: in rounds, whoever is due speaks, gives up, or leaves. Any number of processes may do it. */
import { type ConversationRow, change } from '../conversation/conversations.js';
import { messageOf } from '../errors.js';
import type { Sql } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { every } from '../platform/processes.js';
import { cardOf } from './card.js';
import { end, endLease, endResolved, lease, leave, type Running, running, saidIn, speak } from './practices.js';
import { promptFor, wordsFrom } from './prompt.js';
import { type Act, nextAct, type Said, textOf } from './script.js';

/** A model that takes longer than this to word a line is not waited for: the line is said as it stands. */
const WORDED_MS = 10_000;
/** They are seen to type this long before. */
const TYPES_MS = 4_000;

/** Returns how to stop; waits for who is speaking. */
export function startSimulated(platform: Platform): () => Promise<void> {
  const { config, log } = platform;
  const stopping = new AbortController();
  const stopRounds = every(
    config.timing.sweep,
    () => practise(platform, stopping.signal),
    (error) => log.warn({ err: error.message }, 'practice failed'),
  );
  return async () => {
    stopping.abort();
    await stopRounds();
  };
}

/** One round. */
export async function practise(platform: Platform, stop: AbortSignal): Promise<void> {
  const { db, config, log } = platform;
  const all = await running(db, config.timing.absent);
  if (all.length === 0) return;
  const said = await saidIn(
    db,
    all.map(({ id }) => id),
  );
  // Side by side: one whose words are being written keeps nobody waiting but their own agent.
  await Promise.all(
    all.map((one) =>
      look(platform, { one, said: said.get(one.id) ?? [], stop }).catch((error: Error) =>
        log.warn({ conversationId: one.id, err: error.message }, 'practice failed'),
      ),
    ),
  );
}

/** One visitor, and what was said with them. */
type Scene = { one: Running; said: Said[]; stop: AbortSignal };

async function look(platform: Platform, scene: Scene): Promise<void> {
  const { one, said } = scene;
  if (one.resolved) return endResolved(platform.db, one);
  if (!one.stays) return leaveQuietly(platform, one.id);
  if (!one.here) return;
  const { act, at } = nextAct(one.script, one.begun, said);
  if ('line' in act && at - one.now < TYPES_MS) type(platform, one.id);
  if (at > one.now) return;
  if ('end' in act) await endBy(platform, one, act.end);
  else await speakLine(platform, scene, act.line);
}

const type = ({ bus }: Platform, conversationId: string): void =>
  void bus.publish({ kind: 'typing', conversationId, role: 'visitor', typing: true }).catch(() => {});

async function speakLine(platform: Platform, scene: Scene, line: number): Promise<void> {
  const { one, stop } = scene;
  if (!(await lease(platform.db, one.id, WORDED_MS * 2))) return;
  const words = await worded(platform, scene, line);
  if (!stop.aborted)
    await still(platform, one, { line }, (tx, row) => speak(tx, row, words ?? textOf(one.script, line), line));
  await endLease(platform.db, one.id);
}

/** In the model's words; undefined without one, or where it fails. */
async function worded({ models, log }: Platform, { one, said, stop }: Scene, line: number) {
  const { id, script } = one;
  if (!models.chat) return undefined;
  try {
    let text = '';
    const signal = AbortSignal.any([stop, AbortSignal.timeout(WORDED_MS)]);
    for await (const piece of models.chat.stream(promptFor(script, said, line), { signal })) text += piece;
    return wordsFrom(text);
  } catch (error) {
    log.info({ conversationId: id, err: messageOf(error) }, 'practice goes on with the words of its script');
    return undefined;
  }
}

async function endBy(platform: Platform, one: Running, how: 'through' | 'gave_up'): Promise<void> {
  await still(platform, one, { end: how }, async (tx, row, said) => {
    await leave(tx, row);
    await end(tx, one.id, cardOf(one.script, said, how));
  });
}

/**
 * Does it under the lock, where it is still what comes next: meanwhile the agent may have written,
 * or another process have done it.
 */
async function still(
  platform: Platform,
  one: Running,
  act: Act,
  work: (tx: Sql, row: ConversationRow, said: Said[]) => Promise<unknown>,
): Promise<void> {
  await change(platform, one.id, async (tx, row) => {
    if (row.state !== 'assigned') return;
    const said = (await saidIn(tx, [one.id])).get(one.id) ?? [];
    const next = nextAct(one.script, one.begun, said).act;
    if (JSON.stringify(next) === JSON.stringify(act)) await work(tx, row, said);
  });
}

/** Signed out, closed, or away for long: over, and nothing is judged. */
async function leaveQuietly(platform: Platform, id: string): Promise<void> {
  await change(platform, id, async (tx, row) => {
    if (row.state === 'assigned') await leave(tx, row);
    await end(tx, id);
  });
}
