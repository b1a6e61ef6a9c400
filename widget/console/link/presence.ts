/**
 * Which colleagues have the same conversation on screen, and whether they write. Told every few seconds, kept for some;
 * no table holds it.
 */
import type { AgentPresence } from '../../../services/wire/agent.js';
import type { ConsoleClient } from './client.js';

export type Watching = { id: string; name: string; writing: 'reply' | 'note' | undefined; at: number };

const EVERY_MS = 10_000;
/** Two signs may be lost before somebody counts as gone. */
const GONE_MS = 25_000;
/** Whoever pauses this long no longer writes. */
const WRITES_MS = 5_000;

export class Presence {
  others: ReadonlyMap<string, readonly Watching[]> = new Map();
  #client: Pick<ConsoleClient, 'board' | 'call' | 'redraw' | 'connected'>;
  #told: { id: string; writing: 'reply' | 'note' | undefined; at: number } | undefined;
  #wrote: { id: string; mode: 'reply' | 'note'; at: number } | undefined;

  constructor(client: Pick<ConsoleClient, 'board' | 'call' | 'redraw' | 'connected'>) {
    this.#client = client;
  }

  heard({ conversationId, agent, here, writing }: AgentPresence, now = Date.now()): void {
    const before = this.others.get(conversationId) ?? [];
    const known = before.some(({ id }) => id === agent.id);
    if (!here && !known) return;
    const rest = before.filter(({ id }) => id !== agent.id);
    const next = here ? [...rest, { id: agent.id, name: agent.name, writing, at: now }] : rest;
    this.#set(
      conversationId,
      next.sort((a, b) => a.name.localeCompare(b.name)),
    );
    // Whoever has just come does not know yet that we are here.
    if (!known && this.#told?.id === conversationId) this.#told.at = Number.NEGATIVE_INFINITY;
    this.tick(now);
  }

  /** A key was struck in the composer. */
  wrote(id: string, mode: 'reply' | 'note', now = Date.now()): void {
    this.#wrote = { id, mode, at: now };
    this.tick(now);
  }

  /** What was written is sent or gone. */
  stopped(now = Date.now()): void {
    this.#wrote = undefined;
    this.tick(now);
  }

  tick(now = Date.now()): void {
    for (const [id, list] of this.others) {
      const left = list.filter(({ at }) => now - at < GONE_MS);
      if (left.length < list.length) this.#set(id, left);
    }
    const visible = globalThis.document?.visibilityState !== 'hidden';
    const id = visible && this.#client.connected ? this.#client.board.open?.id : undefined;
    const told = this.#told;
    if (told && told.id !== id) {
      this.#told = undefined;
      this.#tell(told.id, { here: false });
    }
    if (!id) return;
    const wrote = this.#wrote?.id === id && now - this.#wrote.at < WRITES_MS ? this.#wrote.mode : undefined;
    const said = this.#told;
    if (said && said.writing === wrote && now - said.at < EVERY_MS) return;
    this.#told = { id, writing: wrote, at: now };
    this.#tell(id, { here: true, ...(wrote && { writing: wrote }) });
  }

  forget(): void {
    this.others = new Map();
    this.#told = undefined;
    this.#wrote = undefined;
  }

  #set(id: string, list: readonly Watching[]): void {
    const next = new Map(this.others);
    if (list.length) next.set(id, list);
    else next.delete(id);
    this.others = next;
    this.#client.redraw();
  }

  #tell(id: string, body: { here: boolean; writing?: 'reply' | 'note' }): void {
    void this.#client
      .call('POST /v1/agent/conversations/:id/presence', { params: { id }, body })
      .catch(() => undefined);
  }
}
