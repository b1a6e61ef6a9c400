/** What managers ask of the server about inboxes. Each throws `HttpError`. */
import type { InboxChange, InboxesReply, InboxReply, NewInbox } from '../../../services/wire/inboxes.js';
import type { ConsoleClient } from '../link/client.js';

export const readInboxes = (client: ConsoleClient) => client.call<InboxesReply>('inboxes');

export const readInbox = (client: ConsoleClient, slug: string) => client.call<InboxReply>(path(slug));

export const saveInbox = (client: ConsoleClient, slug: string, body: InboxChange) =>
  client.call<InboxReply>(path(slug), { method: 'PUT', body });

export const addInbox = (client: ConsoleClient, body: NewInbox) =>
  client.call<InboxReply>('inboxes', { method: 'POST', body });

const path = (slug: string) => `inboxes/${encodeURIComponent(slug)}/settings`;
