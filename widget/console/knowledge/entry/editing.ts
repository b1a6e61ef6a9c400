/** An entry being written: read, kept in this browser, saved, deleted. Draws nothing; entry.ts does. */
import type { EntryReply } from '../../../../services/wire/knowledge.js';
import { HttpError } from '../../../shared/http.js';
import type { ConsoleClient } from '../../link/client.js';
import { t } from '../../words.js';
import { closeGap, readEntry, readVersions, removeEntry, saveEntry } from '../acts.js';
import { dropGap, type Gap, heldGap, typedOfGap } from '../gaps/held-gap.js';
import { entryAddress, type Saved } from './save.js';
import { blank, entryOf, same, type Typed, typedOf } from './text.js';
import { heldHere, holdHere, UnsavedEntries } from './unsaved.js';
import { type Draft, draftOf, draftsOf, usual, type Where } from './where.js';

export type Problem = { text: string; conflict?: 'entry_changed' | 'entry_exists' };

export class Editing {
  /** `+` is a new one. */
  key = '+';
  typed: Typed | undefined;
  reply: EntryReply | undefined;
  failure: 'gone' | 'failed' | undefined;
  drafts: Draft[] = [];
  where: Where = 'new';
  note = '';
  busy = false;
  problem: Problem | undefined;
  saved: Saved | undefined;
  /** When what is shown was typed, where it comes from an earlier visit. */
  keptAt: number | undefined;
  /** When something was typed that another tab holds. */
  elsewhere: number | undefined;
  gap: Gap | undefined;
  #version: number | undefined;
  #original: Typed = blank;
  /** What the entry was read in: whoever changed it since is noticed. */
  #base: number | undefined;
  #client: ConsoleClient;
  #unsaved: UnsavedEntries;
  #changed: () => void;
  #read = 0;

  constructor(client: ConsoleClient, changed: () => void) {
    this.#client = client;
    this.#unsaved = new UnsavedEntries(client.board.agent?.id ?? 'nobody');
    this.#changed = changed;
  }

  /** What is typed would be lost with the page. */
  get inDanger(): boolean {
    return this.typed !== undefined && !this.#unsaved.lasting && !same(this.typed, this.#original);
  }

  /** True where it was another entry before, of which nothing is to be seen any more. */
  async open(key: string, version: number | undefined): Promise<boolean> {
    const mine = ++this.#read;
    const anew = this.typed === undefined || (this.key !== key && this.saved?.key !== key);
    this.key = key;
    this.#version = version;
    if (anew) {
      this.typed = this.reply = this.saved = undefined;
      this.note = '';
    }
    this.failure = this.problem = undefined;
    this.gap = key === '+' ? heldGap() : undefined;
    this.#changed();
    try {
      const [reply, versions] = await Promise.all([
        key === '+' ? undefined : readEntry(this.#client, key, version),
        readVersions(this.#client),
      ]);
      if (mine !== this.#read) return false;
      this.reply = reply;
      this.drafts = draftsOf(versions);
      this.where = usual(this.drafts, version);
      this.#show();
    } catch (error) {
      if (mine !== this.#read) return false;
      this.failure = error instanceof HttpError && error.status === 404 ? 'gone' : 'failed';
    }
    this.#changed();
    return anew;
  }

  retry(): void {
    void this.open(this.key, this.#version);
  }

  type(change: Partial<Typed>): void {
    const typed = { ...blank, ...this.typed, ...change };
    this.typed = typed;
    this.saved = undefined;
    const version = this.#base;
    const differs = !same(typed, this.#original);
    this.#unsaved.put(this.#id, differs ? { typed, at: Date.now(), ...(version && { version }) } : undefined);
    this.#changed();
  }

  set(change: { where?: Where; note?: string; problem?: undefined }): void {
    Object.assign(this, change);
    this.#changed();
  }

  discard(): void {
    this.#unsaved.put(this.#id, undefined);
    this.problem = undefined;
    this.#show();
    this.#changed();
  }

  /** What another tab holds is written on here. */
  bring(): void {
    holdHere(this.#id);
    this.#show();
    this.#changed();
  }

  leaveGap(): void {
    this.#unsaved.put(this.#id, undefined);
    dropGap();
    this.typed = undefined;
    this.retry();
  }

  async save(): Promise<void> {
    const { typed, gap, where } = this;
    const client = this.#client;
    if (!typed || this.busy) return;
    const id = this.#id;
    const key = this.key === '+' ? typed.key.trim() : this.key;
    const version = this.#base;
    const note = this.note.trim();
    const how = { ...draftOf(where), ...(note && { note }) };
    const entry = entryOf(typed);
    await this.#act(async () => {
      const saved = gap
        ? await closeGap(client, { decisions: gap.decisions, entry: { ...entry, key }, ...how })
        : await saveEntry(client, key, { ...(version && { version }), entry, ...how });
      if (gap) dropGap();
      this.#unsaved.put(id, undefined);
      const changed = 'changed' in saved ? saved.changed : true;
      this.saved = { key, version: saved.version ?? 0, draft: saved.draft === true, changed };
      this.note = '';
      return entryAddress(key, saved.draft ? saved.version : undefined);
    });
  }

  /** Mine in place of what somebody else wrote: as if it had been read only now. */
  async insist(): Promise<void> {
    const draft = typeof this.where === 'number' ? this.where : undefined;
    try {
      this.#base = (await readEntry(this.#client, this.key, draft)).version;
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404) {
        this.problem = problemOf(error);
        return this.#changed();
      }
      this.#base = undefined;
    }
    await this.save();
  }

  async remove(): Promise<void> {
    const version = this.reply?.version;
    if (version === undefined || this.busy) return;
    await this.#act(async () => {
      await removeEntry(this.#client, this.key, { version, ...draftOf(this.where) });
      this.#unsaved.put(this.#id, undefined);
      return entryAddress();
    });
  }

  /** What it replies is where to go then. */
  async #act(act: () => Promise<string>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    this.#changed();
    try {
      const address = await act();
      // The same address does not open anew by itself.
      if (location.hash === address) this.retry();
      else location.hash = address;
    } catch (error) {
      this.problem = problemOf(error);
      if (this.problem.conflict) this.#hold();
    }
    this.busy = false;
    this.#changed();
  }

  /** The entry as it is now opens in another tab, and is to be seen there. */
  #hold(): void {
    const kept = this.#unsaved.get(this.#id);
    if (!kept) return;
    holdHere(this.#id);
    this.#unsaved.put(this.#id, { ...kept, held: true });
  }

  /** The entry as it was read, or as it was left unsaved. */
  #show(): void {
    const { reply, gap } = this;
    this.#original = reply ? typedOf(reply.entry) : gap ? typedOfGap(gap) : blank;
    const last = this.#unsaved.get(this.#id);
    const away = last?.held && !heldHere(this.#id);
    this.elsewhere = away ? last.at : undefined;
    const kept = away ? undefined : last;
    this.typed = kept?.typed ?? this.#original;
    this.keptAt = kept?.at;
    this.#base = kept ? kept.version : reply?.version;
  }

  /** What is typed for a gap is not what was typed for another new entry. */
  get #id(): string {
    return this.gap ? `+${this.gap.decisions[0]}` : this.key;
  }
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof HttpError) || error.status === 0 || error.status >= 500) return { text: t('problemOffline') };
  const { code, message } = error;
  return { text: message, ...((code === 'entry_changed' || code === 'entry_exists') && { conflict: code }) };
}
