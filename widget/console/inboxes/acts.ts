/** What managers ask of the server about inboxes. Each throws `HttpError`. */
import type { InboxChange, NewInbox } from '../../../services/wire/inboxes.js';
import type { ConsoleClient } from '../link/client.js';

export const readInboxes = (client: ConsoleClient) => client.call('GET /v1/agent/inboxes');

export const readInbox = (client: ConsoleClient, slug: string) =>
  client.call('GET /v1/agent/inboxes/:slug/settings', { params: { slug } });

export const saveInbox = (client: ConsoleClient, slug: string, body: InboxChange) =>
  client.call('PUT /v1/agent/inboxes/:slug/settings', { params: { slug }, body });

export const addInbox = (client: ConsoleClient, body: NewInbox) => client.call('POST /v1/agent/inboxes', { body });
