/** Entries that somebody is writing, kept in this browser until they are saved. Tabs share it. */
import type { Typed } from './text.js';

/** `version`: what it was read from, so that a save still notices what others changed. */
export type Unsaved = {
  typed: Typed;
  at: number;
  version?: number;
  /** It was refused because of what others did: another tab looks at that first, with nothing laid over it. */
  held?: true;
};

const MOST = 50;

export class UnsavedEntries {
  #key: string;
  #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  #memory = '{}';

  constructor(agentId: string, storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = local()) {
    this.#key = `frontdesk:entries:${agentId}`;
    this.#storage = storage;
  }

  /** False where it would be lost with the page. */
  get lasting(): boolean {
    return this.#storage !== undefined;
  }

  get(id: string): Unsaved | undefined {
    return this.#read()[id];
  }

  put(id: string, unsaved: Unsaved | undefined): void {
    const { [id]: _, ...others } = this.#read();
    // Written last, so the oldest fall out first.
    const kept = unsaved ? [...Object.entries(others).slice(1 - MOST), [id, unsaved]] : Object.entries(others);
    this.#memory = JSON.stringify(Object.fromEntries(kept));
    try {
      this.#storage?.setItem(this.#key, this.#memory);
    } catch {
      // Full or forbidden: this page goes on from memory.
      this.#storage = undefined;
    }
  }

  #read(): Record<string, Unsaved> {
    try {
      return JSON.parse(this.#storage?.getItem(this.#key) ?? this.#memory) ?? {};
    } catch {
      return {}; // Damaged: start anew.
    }
  }
}

const HERE = 'frontdesk:entry-held';

/** This tab is the one that holds it. */
export const heldHere = (id: string): boolean => {
  try {
    return sessionStorage.getItem(HERE) === id;
  } catch {
    return true;
  }
};

export function holdHere(id: string): void {
  try {
    sessionStorage.setItem(HERE, id);
  } catch {
    // Forbidden: then every tab holds it.
  }
}

function local(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
