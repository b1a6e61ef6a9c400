/** Who the visitor is: signing in and out, in this browser. Loaded by pages that do. */

import type { IdentityReply } from '../../services/wire/visitor.js';
import { requestTo } from '../shared/api.js';
import { failure, HttpError } from '../shared/http.js';
import type { Context } from './host.js';
import type { Kept } from './link/store.js';

/** Nothing of whoever was here stays; what belongs to the browser does. */
const browserOnly = ({ sound, heard, quiet }: Kept): Kept => ({ sound, heard, quiet });

export function reset({ panel, renew }: Context): void {
  panel.identity = undefined;
  renew(browserOnly(panel.chat?.store.read() ?? {}));
}

export async function identify(context: Context, given: unknown): Promise<void> {
  const token = given ? `${given}` : undefined;
  const { panel, shell, renew } = context;
  let kept = panel.chat?.store.read() ?? {};
  if (!token) {
    panel.identity = undefined;
    // Whoever was only a visitor stays one.
    if (kept.sub) reset(context);
    return;
  }
  // From now on a conversation is opened by this person, or by nobody.
  panel.identity = token;
  const sub = subjectOf(token);
  const { token: before } = kept;
  if (kept.sub && kept.sub !== sub) {
    kept = browserOnly(kept);
    renew(kept);
  } else if (kept.sub && before) return;
  const reply = await tell(shell, token, before);
  // A conversation that nobody can open any more is gone; what was not sent yet is not.
  const mine = reply.joined || !kept.token ? kept : { ...browserOnly(kept), outbox: kept.outbox };
  renew({
    ...mine,
    sub,
    token: reply.token ?? before,
    // Where there is none here, they go on where they were on another device.
    conversationId: mine.conversationId ?? reply.conversationId,
    // What nobody may say who has not signed in may be said now.
    outbox: mine.outbox?.map(({ refused: _, ...item }) => item),
  });
}

async function tell(
  { server, inbox }: { server: string; inbox: string },
  identity: string,
  token?: string,
): Promise<IdentityReply> {
  const ask = (more: object) =>
    requestTo<'POST /v1/identity'>(`${server}/v1/identity`, { body: { identity, inbox }, ...more });
  if (!token) return ask({});
  try {
    return await ask({ token });
  } catch (error) {
    // The token that this browser had is too old to mean anything; the identity is not.
    if (failure(error).code !== 'unauthenticated') throw error;
    return ask({});
  }
}

/** Only to see whether it is another person than before; the server alone believes it. */
function subjectOf(token: string): string {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')), (c) =>
      c.charCodeAt(0),
    );
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub);
  } catch {
    throw new HttpError(0, 'identity_invalid', 'identify: this is no signed token; see "npm run identity".');
  }
}
