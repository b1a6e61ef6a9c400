/** What this browser keeps for one agent: drafts, messages on their way, what was read. Tabs share it. */
import type { FileLink } from '../../../services/wire/files.js';
import type { OutboxItem } from '../../shared/transcript.js';

export type Mode = 'reply' | 'note';
/** `files` are uploaded, and go with whichever is sent first. */
export type Draft = { mode: Mode; reply: string; note: string; files?: readonly FileLink[] };
/** A message on its way. `seenSeq` is what was on screen when it was sent, and stays that on every try. */
export type Pending = OutboxItem & { seenSeq: number; canned?: string; mentions?: string[] };

type Record_ = {
  drafts: Record<string, Draft>;
  outbox: Record<string, Pending[]>;
  seen: Record<string, number>;
};

const SEEN_MAX = 1_000;
/** A message that could not be sent for this long goes back to the draft instead of arriving out of the blue. */
export const PENDING_MS = 10 * 60_000;

export class Kept {
  #memory = '{}';
  #key: string;
  #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;

  constructor(agentId: string, storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = local()) {
    this.#key = `frontdesk:console:${agentId}`;
    this.#storage = storage;
  }

  draft(id: string): Draft {
    return this.#read().drafts[id] ?? { mode: 'reply', reply: '', note: '' };
  }

  saveDraft(id: string, draft: Draft): void {
    this.#update((kept) => {
      if (draft.reply.trim() || draft.note.trim() || draft.files?.length) kept.drafts[id] = draft;
      else delete kept.drafts[id];
    });
  }

  outbox(): Map<string, Pending[]> {
    return new Map(Object.entries(this.#read().outbox));
  }

  saveOutbox(id: string, items: Pending[]): void {
    this.#update((kept) => {
      if (items.length) kept.outbox[id] = items;
      else delete kept.outbox[id];
    });
  }

  seen(): Map<string, number> {
    return new Map(Object.entries(this.#read().seen));
  }

  saveSeen(id: string, seq: number): void {
    this.#update((kept) => {
      // Written last, so the oldest fall out first.
      const { [id]: before = 0, ...others } = kept.seen;
      kept.seen = Object.fromEntries([...Object.entries(others).slice(1 - SEEN_MAX), [id, Math.max(before, seq)]]);
    });
  }

  #read(): Record_ {
    let kept: Partial<Record_> = {};
    try {
      kept = JSON.parse(this.#storage?.getItem(this.#key) ?? this.#memory) ?? {};
    } catch {
      // Damaged or forbidden: start anew.
    }
    return { drafts: kept.drafts ?? {}, outbox: kept.outbox ?? {}, seen: kept.seen ?? {} };
  }

  #update(change: (kept: Record_) => void): void {
    const kept = this.#read();
    change(kept);
    this.#memory = JSON.stringify(kept);
    try {
      this.#storage?.setItem(this.#key, this.#memory);
    } catch {
      // Full or forbidden: this page goes on from memory.
      this.#storage = undefined;
    }
  }
}

/** Puts a message that could not be sent back in front of what was typed since. */
export function giveBack(draft: Draft, item: Pick<Pending, 'text' | 'note' | 'files'>): Draft {
  const mode: Mode = item.note ? 'note' : 'reply';
  const text = [item.text, draft[mode]].filter((one) => one.trim()).join('\n');
  const files = [...(item.files ?? []), ...(draft.files ?? [])];
  return { ...draft, mode, [mode]: text, ...(files.length > 0 && { files }) };
}

function local(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
