/** What an agent puts on a conversation: tags, a snooze, colleagues, a block. Each tells the client what came of it. */
import type { PastReply, SearchQuery, SearchReply } from '../../../services/wire/console.js';
import type { Body, Reply } from '../../shared/api.js';
import { HttpError } from '../../shared/http.js';
import type { ConsoleClient } from './client.js';

type Mark = 'tags' | 'snooze' | 'block' | 'unblock' | 'invite' | 'remove';
type Of<K extends Mark> = Body<`POST /v1/agent/conversations/:id/${K}`>;
type Moved = Reply<'POST /v1/agent/conversations/:id/tags'>;

const marks: { [K in Mark]: (client: ConsoleClient, id: string, body: Of<K>) => Promise<Moved> } = {
  tags: ({ call }, id, body) => call('POST /v1/agent/conversations/:id/tags', { params: { id }, body }),
  snooze: ({ call }, id, body) => call('POST /v1/agent/conversations/:id/snooze', { params: { id }, body }),
  block: ({ call }, id, body) => call('POST /v1/agent/conversations/:id/block', { params: { id }, body }),
  unblock: ({ call }, id) => call('POST /v1/agent/conversations/:id/unblock', { params: { id } }),
  invite: ({ call }, id, body) => call('POST /v1/agent/conversations/:id/invite', { params: { id }, body }),
  remove: ({ call }, id, body) => call('POST /v1/agent/conversations/:id/remove', { params: { id }, body }),
};

/** True when it is done. */
export async function mark<K extends Mark>(client: ConsoleClient, id: string, verb: K, body: Of<K>): Promise<boolean> {
  try {
    const { conversation } = await marks[verb](client, id, body);
    client.dispatch({ event: 'moved', data: conversation });
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status !== 401) await client.refused(id, error, undefined);
    return false;
  }
}

/** None where they cannot be asked just now: one can still type. */
export const tagsInUse = (client: ConsoleClient): Promise<string[]> =>
  client.call('GET /v1/agent/tags').then(
    ({ tags }) => tags,
    () => [],
  );

/** Throws `HttpError`; the list tells it. */
export function find(client: ConsoleClient, query: SearchQuery, signal?: AbortSignal): Promise<SearchReply> {
  return client.call('GET /v1/agent/search', { query, ...(signal && { signal }) });
}

export const past = (client: ConsoleClient, id: string): Promise<PastReply> =>
  client.call('GET /v1/agent/conversations/:id/past', { params: { id } });

export type Later = { key: 'snoozeHour' | 'snoozeTomorrow' | 'snoozeMonday'; at: Date };

/** When one usually wants to see it again, by this computer's clock. */
export function later(now: Date): Later[] {
  const nine = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  // A Monday from now on, and never the same as tomorrow's: on a Sunday, the one after.
  const monday = (8 - now.getDay()) % 7 || 7;
  return [
    { key: 'snoozeHour', at: new Date(now.getTime() + 3_600_000) },
    { key: 'snoozeTomorrow', at: nine(1) },
    { key: 'snoozeMonday', at: nine(monday === 1 ? 8 : monday) },
  ];
}
