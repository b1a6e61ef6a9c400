/** Fetches whatever the open conversation lacks, one request at a time, until it lacks nothing. */
import { HttpError } from '../../shared/http.js';
import { shownOf } from './board.js';
import { wanted } from './board-open.js';
import type { ConsoleClient } from './client.js';

const AGAIN_MS = 2_000;

export class Fetcher {
  #client: ConsoleClient;
  /** The conversation that is being fetched. */
  #running: string | undefined;

  constructor(client: ConsoleClient) {
    this.#client = client;
  }

  async run(): Promise<void> {
    const client = this.#client;
    for (;;) {
      const open = [client.board.open, client.board.beside].find((shown) => wanted(shown));
      const want = wanted(open);
      if (!open || !want || client.phase !== 'ready' || this.#running === open.id) return;
      this.#running = open.id;
      const wait = await this.#once(open.id, want.after);
      if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
      // Another conversation was opened meanwhile: its own run is under way.
      if (this.#running !== open.id) return;
      this.#running = undefined;
    }
  }

  /** Milliseconds to wait before the next try, 0 where it worked. */
  async #once(id: string, after: number): Promise<number> {
    const client = this.#client;
    try {
      const query = after ? { after } : {};
      const data = await client.call('GET /v1/agent/conversations/:id', { params: { id }, query });
      client.fetchFailed = false;
      client.dispatch({ event: 'history', after, data });
      return 0;
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 0;
      if ([400, 403, 404].includes(status)) client.dispatch({ event: 'missing', conversationId: id });
      else if (shownOf(client.board, id)) {
        client.fetchFailed = true;
        client.redraw();
        return AGAIN_MS;
      }
      return 0;
    }
  }
}
