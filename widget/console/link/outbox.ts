/**
 * Messages and notes on their way: one after the other within a conversation, each with its clientId until it is in.
 */
import type { Event } from '../../../services/wire/conversation.js';
import { api } from '../../shared/api.js';
import { backoff, type HttpError, request } from '../../shared/http.js';
import { uuid } from '../../shared/uuid.js';
import { type Draft, giveBack, type Kept, PENDING_MS, type Pending } from './kept.js';

export type Told = {
  /** Something to draw has changed. */
  changed: () => void;
  said: (id: string, event: Event) => void;
  /** It was refused; its text is back in the draft. */
  refused: (id: string, error: HttpError) => void;
  signedOut: () => void;
};

export class Outbox {
  items: ReadonlyMap<string, readonly Pending[]>;
  #kept: Kept;
  #told: Told;
  #running = new Set<string>();
  #wake = new Map<string, () => void>();
  #closed = false;

  constructor(kept: Kept, told: Told, now = Date.now()) {
    this.#kept = kept;
    this.#told = told;
    this.items = kept.outbox();
    for (const [id, items] of this.items) {
      const old = items.filter((item) => now - item.at > PENDING_MS);
      for (const item of old) kept.saveDraft(id, giveBack(kept.draft(id), item));
      if (old.length)
        this.#set(
          id,
          items.filter((item) => !old.includes(item)),
        );
      void this.#pump(id);
    }
  }

  send(
    id: string,
    message: Pick<Pending, 'text' | 'seenSeq' | 'canned' | 'files' | 'mentions'> & { note: boolean },
  ): void {
    const item: Pending = { ...message, clientId: uuid(), at: Date.now(), status: 'sending' };
    this.#set(id, [...this.of(id), item]);
    void this.#pump(id);
  }

  of(id: string): readonly Pending[] {
    return this.items.get(id) ?? none;
  }

  /** The log holds it: whatever became of the reply, it is sent. */
  arrived(id: string, events: readonly Event[]): void {
    const items = this.of(id);
    if (!items.length) return;
    const left = items.filter((item) => !events.some((event) => event.clientId === item.clientId));
    if (left.length < items.length) this.#set(id, left);
  }

  retry(): void {
    for (const wake of this.#wake.values()) wake();
  }

  /** Takes one that is not sent yet back into the draft. It may have arrived all the same: then the log shows it. */
  takeBack(id: string, clientId: string): Draft {
    const item = this.of(id).find((one) => one.clientId === clientId);
    const draft = item ? giveBack(this.#kept.draft(id), item) : this.#kept.draft(id);
    this.#kept.saveDraft(id, draft);
    this.#set(
      id,
      this.of(id).filter((one) => one !== item),
    );
    return draft;
  }

  close(): void {
    this.#closed = true;
    this.retry();
  }

  async #pump(id: string): Promise<void> {
    if (this.#running.has(id)) return;
    this.#running.add(id);
    for (let attempt = 0; !this.#closed; ) {
      const item = this.of(id)[0];
      if (!item) break;
      try {
        const { clientId, text, note, seenSeq, canned, mentions } = item;
        const files = item.files?.map((file) => file.id);
        const body = {
          clientId,
          text,
          note,
          seenSeq,
          ...(canned && { canned }),
          ...(files && { files }),
          ...(mentions && { mentions }),
        };
        const asked = { params: { id }, body, credentials: 'same-origin' as const };
        const { event } = await api(request)('POST /v1/agent/conversations/:id/messages', asked);
        attempt = 0;
        this.#told.said(id, event);
        this.#set(
          id,
          this.of(id).filter((one) => one.clientId !== item.clientId),
        );
      } catch (problem) {
        const error = problem as HttpError;
        if (error.status === 401) {
          this.#told.signedOut();
          break;
        }
        if (error.passing) {
          this.#mark(id, item.clientId, error.code);
          await this.#pause(id, error.retryMs ?? Math.max(500, backoff(attempt++)));
        } else {
          this.takeBack(id, item.clientId);
          this.#told.refused(id, error);
        }
      }
    }
    this.#running.delete(id);
  }

  #mark(id: string, clientId: string, error: string): void {
    this.#set(
      id,
      this.of(id).map((item) => (item.clientId === clientId ? { ...item, status: 'failed', error } : item)),
    );
  }

  #set(id: string, items: readonly Pending[]): void {
    const next = new Map(this.items);
    if (items.length) next.set(id, items);
    else next.delete(id);
    this.items = next;
    this.#kept.saveOutbox(id, [...items]);
    this.#told.changed();
  }

  #pause(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#wake.delete(id);
        resolve();
      };
      const timer = setTimeout(go, ms);
      this.#wake.set(id, go);
    });
  }
}

const none: readonly Pending[] = [];
