/**
 * A long list that is fetched page by page, as its rows come into view. One for each search: a new search is a new
 * pager.
 */
import type { EntriesReply } from '../../../../services/wire/knowledge.js';
import { PAGE, pagesOf, type Span } from './window.js';

export type Listed = EntriesReply['entries'][number];

export class Pager {
  /** Known with the first page. */
  total: number | undefined;
  failure: unknown;
  #pages = new Map<number, Listed[] | 'asked'>();
  #fetch: (offset: number) => Promise<EntriesReply>;
  #changed: () => void;

  constructor(fetch: (offset: number) => Promise<EntriesReply>, changed: () => void) {
    this.#fetch = fetch;
    this.#changed = changed;
  }

  /** Undefined while it is on its way. */
  row(index: number): Listed | undefined {
    const page = this.#pages.get(Math.floor(index / PAGE) * PAGE);
    return page === 'asked' ? undefined : page?.[index % PAGE];
  }

  /** Asks for what these rows lack. After a failure nothing is asked until `retry`. */
  need(span: Span): void {
    if (this.failure) return;
    for (const offset of pagesOf(span)) if (!this.#pages.has(offset)) void this.#ask(offset);
  }

  retry(span: Span): void {
    this.failure = undefined;
    this.need(span);
    this.#changed();
  }

  async #ask(offset: number): Promise<void> {
    this.#pages.set(offset, 'asked');
    try {
      const { entries, total } = await this.#fetch(offset);
      this.total = total;
      this.#pages.set(offset, entries);
    } catch (error) {
      this.#pages.delete(offset);
      this.failure = error;
    }
    this.#changed();
  }
}
