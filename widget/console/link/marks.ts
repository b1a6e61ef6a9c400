/** What an agent puts on a conversation: tags, a snooze, colleagues, a block. Each tells the client what came of it. */
import type { AgentConversation } from '../../../services/wire/agent.js';
import type { PastReply, SearchQuery, SearchReply } from '../../../services/wire/console.js';
import { HttpError } from '../../shared/http.js';
import type { ConsoleClient } from './client.js';

type Marks = {
  tags: { add?: string[]; remove?: string[] };
  snooze: { until: string | null };
  block: { why: string };
  unblock: Record<string, never>;
  invite: { agentId: string };
  remove: { agentId: string };
};

/** True when it is done. */
export async function mark<K extends keyof Marks>(
  client: ConsoleClient,
  id: string,
  verb: K,
  body: Marks[K],
): Promise<boolean> {
  const path = `conversations/${encodeURIComponent(id)}/${verb}`;
  try {
    const { conversation } = await client.call<{ conversation: AgentConversation }>(path, { method: 'POST', body });
    client.dispatch({ event: 'moved', data: conversation });
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status !== 401) await client.refused(id, error, undefined);
    return false;
  }
}

/** None where they cannot be asked just now: one can still type. */
export const tagsInUse = (client: ConsoleClient): Promise<string[]> =>
  client.call<{ tags: string[] }>('tags').then(
    ({ tags }) => tags,
    () => [],
  );

/** Throws `HttpError`; the list tells it. */
export function find(client: ConsoleClient, query: SearchQuery, signal?: AbortSignal): Promise<SearchReply> {
  const set = Object.entries(query).filter(([, value]) => value);
  return client.call(`search?${new URLSearchParams(set as [string, string][])}`, signal ? { signal } : {});
}

export const past = (client: ConsoleClient, id: string): Promise<PastReply> =>
  client.call(`conversations/${encodeURIComponent(id)}/past`);

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
