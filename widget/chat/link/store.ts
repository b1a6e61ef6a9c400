/** What the visitor's browser keeps between pages, one record per server and inbox. Tabs share it. */
import type { PreChatAnswers } from '../../../services/wire/visitor.js';
import type { OutboxItem } from '../../shared/transcript.js';

export interface Kept {
  token?: string;
  conversationId?: string;
  /** The secret `clientId` of an opening that was not answered yet; a retry with it gets the same conversation. */
  opening?: string;
  outbox?: OutboxItem[];
  /** Everything up to here has been seen; the rest counts as unread. */
  readSeq?: number;
  /** The site's user id of whoever was identified here. */
  sub?: string;
  /**
   * What they filled in before; without any answers where they skipped it. Goes with each conversation that is opened.
   */
  form?: PreChatAnswers;
  /** The sentence with which the chat spoke first, once they have answered it. */
  said?: string;
  /** The sentences with which the chat has spoken first. */
  heard?: string[];
  /** They closed one: it does not speak first any more. */
  quiet?: boolean;
  /** They want to hear that somebody wrote. */
  sound?: boolean;
}

export interface Store {
  read: () => Kept;
  /** Reads, changes and writes in one go: another tab may have written since. */
  update: (change: (kept: Kept) => void) => Kept;
}

export function storeKey(server: string, inbox: string): string {
  return `frontdesk:${server}:${inbox}`;
}

/** Over localStorage where the browser allows it, else in memory for this page only. */
export function openStore(key: string, storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = local()): Store {
  let memory = '{}';
  const read = (): Kept => {
    try {
      const value: unknown = JSON.parse(storage?.getItem(key) ?? memory);
      // Written by this file alone, and read as it was written.
      return value && typeof value === 'object' ? (value as Kept) : {};
    } catch {
      return {};
    }
  };
  return {
    read,
    update(change) {
      const kept = read();
      change(kept);
      memory = JSON.stringify(kept);
      try {
        storage?.setItem(key, memory);
      } catch {
        // Full or forbidden: this page goes on from memory.
        storage = undefined;
      }
      return kept;
    },
  };
}

function local(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
