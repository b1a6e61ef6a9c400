/** What an agent does: session, availability, verbs, messages, labels. Each tells the client what came of it. */
import type { CannedReply } from '../../../services/wire/agent.js';
import type { FileLink } from '../../../services/wire/files.js';
import { type Body, placeOf, type Reply } from '../../shared/api.js';
import { HttpError, ours, parse } from '../../shared/http.js';
import { lastSeq } from '../../shared/transcript.js';
import { t } from '../words.js';
import { current, shownOf } from './board.js';
import type { ConsoleClient } from './client.js';
import { refusal } from './problems.js';
import type { Verb } from './rights.js';

type To = Body<'POST /v1/agent/conversations/:id/transfer'>;
type Moved = Reply<'POST /v1/agent/conversations/:id/take'>;

const moves: Record<Verb, (client: ConsoleClient, id: string, to?: To) => Promise<Moved>> = {
  take: (client, id) => client.call('POST /v1/agent/conversations/:id/take', { params: { id } }),
  release: (client, id) => client.call('POST /v1/agent/conversations/:id/release', { params: { id } }),
  transfer: async (client, id, to) => {
    if (!to) throw new Error('a transfer goes to somebody');
    return client.call('POST /v1/agent/conversations/:id/transfer', { params: { id }, body: to });
  },
  handBack: (client, id) => client.call('POST /v1/agent/conversations/:id/hand-back', { params: { id } }),
  resolve: (client, id) => {
    const shown = shownOf(client.board, id);
    const seenSeq = shown ? lastSeq(shown.view) : 0;
    return client.call('POST /v1/agent/conversations/:id/resolve', { params: { id }, body: { seenSeq } });
  },
};

export type Colleague = { id: string; name: string; avatar?: string; available: boolean };
export type LabelKind = 'bot_was_right' | 'bot_was_wrong' | 'avoidable_handoff' | 'good_handoff';

/** Throws `HttpError`; the sign-in screen tells it. */
export async function signIn(client: ConsoleClient, email: string, password: string): Promise<void> {
  await client.call('POST /v1/agent/session', { body: { email, password } });
  client.signedIn((await client.call('GET /v1/agent/me')).agent);
}

export async function setUp(
  client: ConsoleClient,
  account: { token: string; email: string; name: string; password: string },
): Promise<void> {
  await client.call('POST /v1/agent/setup', { body: account });
  try {
    client.signedIn((await client.call('GET /v1/agent/me')).agent);
  } catch {
    await signIn(client, account.email, account.password);
  }
}

/** Signing out also ends the availability. */
export async function signOut(client: ConsoleClient): Promise<void> {
  await client.call('DELETE /v1/agent/session').catch(() => undefined);
  client.signedOut();
}

/** One's own. Throws `HttpError`, `wrong_password` where the current one is not right. */
export async function changePassword(
  client: ConsoleClient,
  body: { current: string; password: string },
): Promise<void> {
  await client.call('PUT /v1/agent/password', { body });
}

/** One's own picture; undefined takes it away. Throws `HttpError`. */
export async function changePicture(client: ConsoleClient, picture: Blob | undefined): Promise<void> {
  const { method, path } = placeOf(picture ? 'PUT /v1/agent/picture' : 'DELETE /v1/agent/picture');
  const response = await fetch(path, {
    method,
    headers: { 'content-type': picture ? 'application/octet-stream' : 'application/json' },
    credentials: 'same-origin',
    body: picture ?? '{}',
  }).catch(() => undefined);
  const json = parse((await response?.text().catch(() => '')) ?? '');
  const error = ours(json);
  if (!response?.ok)
    throw new HttpError(error ? (response?.status ?? 0) : 0, error?.code ?? 'offline', error?.message ?? '');
  client.dispatch({ event: 'me', data: (json as Reply<'PUT /v1/agent/picture'>).agent });
}

export async function setAvailable(client: ConsoleClient, available: boolean): Promise<boolean> {
  const agent = client.board.agent;
  if (!agent) return false;
  client.dispatch({ event: 'me', data: { ...agent, available } });
  try {
    await client.call('PUT /v1/agent/availability', { body: { available } });
    return true;
  } catch {
    const held = client.board.agent;
    if (held) client.dispatch({ event: 'me', data: { ...held, available: !available } });
    return false;
  }
}

export function open(client: ConsoleClient, id: string): void {
  client.fetchFailed = false;
  client.dispatch({ event: 'opened', conversationId: id });
}

/** Next to the open one; where none is open, as the open one. */
export function besides(client: ConsoleClient, id: string): void {
  if (client.board.open) client.dispatch({ event: 'besides', conversationId: id });
  else open(client, id);
}

/** True when the move was made. */
export async function act(client: ConsoleClient, verb: Verb, id: string, to?: To): Promise<boolean> {
  const key = `${id}/${verb}`;
  if (client.busy.has(key)) return false;
  client.busy = new Set(client.busy).add(key);
  client.problem(id, undefined);
  try {
    const { conversation } = await moves[verb](client, id, to);
    if (verb === 'take') open(client, id);
    client.dispatch({ event: 'moved', data: conversation });
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status !== 401)
      await client.refused(id, error, verb === 'resolve' ? 'resolve' : undefined);
    return false;
  } finally {
    const left = new Set(client.busy);
    left.delete(key);
    client.busy = left;
    client.redraw();
  }
}

/** No to an offer. Where it does not arrive, the offer runs out by itself. */
export async function decline(client: ConsoleClient, id: string): Promise<void> {
  await client.call('POST /v1/agent/conversations/:id/decline', { params: { id } }).then(
    ({ conversation }) => client.dispatch({ event: 'moved', data: conversation }),
    () => undefined,
  );
}

export function send(
  client: ConsoleClient,
  id: string,
  message: { text: string; note: boolean; canned?: string; files?: readonly FileLink[]; mentions?: string[] },
): void {
  const shown = shownOf(client.board, id);
  const seenSeq = shown ? lastSeq(shown.view) : (current(client.board, id)?.seq ?? 0);
  client.problem(id, undefined);
  client.outbox.send(id, { ...message, seenSeq });
}

/** None where it cannot be asked just now: the agent can still write. */
export async function findCanned(client: ConsoleClient, id: string, q: string): Promise<CannedReply> {
  return client
    .call('GET /v1/agent/conversations/:id/canned', { params: { id }, query: { q } })
    .catch(() => ({ canned: [], drafts: false }));
}

/**
 * A reply that the language model writes for this conversation; undefined where it has none, and the problem is told.
 */
export async function draftReply(client: ConsoleClient, id: string): Promise<string | undefined> {
  client.problem(id, undefined);
  try {
    // A model may think for as long as a turn may take.
    const asked = { params: { id }, timeoutMs: 60_000 };
    return (await client.call('POST /v1/agent/conversations/:id/draft', asked)).text;
  } catch (error) {
    const { status, code } = error as HttpError;
    const text = status === 503 ? t('draftFailed') : code === 'nothing_found' ? t('draftNothing') : undefined;
    client.problem(id, { code, text: text ?? refusal(client.board, id, error as HttpError) });
    return undefined;
  }
}

export function typing(client: ConsoleClient, id: string): void {
  void client.call('POST /v1/agent/conversations/:id/typing', { params: { id } }).catch(() => undefined);
}

export async function label(client: ConsoleClient, decisionId: number, kind: LabelKind, entry?: string): Promise<void> {
  const before = client.labels;
  client.labels = new Map(before).set(decisionId, kind);
  client.redraw();
  try {
    await client.call('POST /v1/agent/labels', { body: { decisionId, kind, ...(entry && { entry }) } });
  } catch (error) {
    client.labels = before;
    const id = client.board.open?.id;
    if (id && error instanceof HttpError && error.status !== 401) await client.refused(id, error, undefined);
  }
  client.redraw();
}

export async function colleagues(client: ConsoleClient): Promise<Colleague[]> {
  const { agents } = await client.call('GET /v1/agent/agents');
  return agents.filter((agent) => agent.id !== client.board.agent?.id);
}

/** Every inbox we know of: the agent's own and those of visible conversations. */
export function inboxes(client: ConsoleClient): string[] {
  const known = [...client.board.rows.values()].map((row) => row.inbox);
  return [...new Set([...(client.board.agent?.inboxes ?? []), ...known])].sort();
}
