/**
 * The statement of a site's own server about who its visitor is: a JWT, HS256, signed with a secret of the inbox that
 * is stored nowhere.
 */
import { createHmac } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { identifyVisitor, type Person } from '../../conversation/identity.js';
import { Unauthenticated } from '../../errors.js';
import { slug } from '../../wire/conversation.js';
import { printable } from '../../wire/text.js';
import * as wire from '../../wire/visitor.js';
import { on } from '../endpoints.js';
import { spendFrom } from '../limits.js';
import { checkInboxOrigin } from '../origins.js';

const MAX_HOURS = 24;
/** Two servers' clocks. */
const SKEW_SECONDS = 60;

/** Each inbox has its own: what was signed for one says nothing in another. */
export const identitySecret = (sessionSecret: string, inbox: string): string =>
  createHmac('sha256', sessionSecret).update(`identity.${inbox}`).digest('base64url');

const claims = z.object({
  // Compared as it is, letter by letter: an id that looks alike is another id.
  sub: printable(255),
  exp: z.number(),
  name: printable(100).optional(),
  email: z.email('must be an e-mail address').max(254).optional(),
  inbox: slug.optional(),
});

/**
 * Throws `Unauthenticated` with what to mend: an identity that cannot be believed never makes a visitor anonymous in
 * silence.
 */
export async function verifyIdentity(sessionSecret: string, inbox: string, token: string): Promise<Person> {
  const key = new TextEncoder().encode(identitySecret(sessionSecret, inbox));
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], clockTolerance: SKEW_SECONDS }).catch(
    (error) => {
      throw refusal(error, inbox);
    },
  );
  const read = claims.safeParse(payload);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(`its claim "${issue?.path.join('.')}" ${issue?.message}`);
  }
  const { sub, exp, name, email } = read.data;
  if (exp > Date.now() / 1_000 + MAX_HOURS * 3_600 + SKEW_SECONDS)
    throw invalid(`"exp" is more than ${MAX_HOURS} hours ahead; sign a short one for each page`);
  if (read.data.inbox && read.data.inbox !== inbox)
    throw invalid(`it is for the inbox "${read.data.inbox}", not for "${inbox}"`);
  return { inbox, sub, name, email };
}

const invalid = (why: string) => new Unauthenticated(`identity: ${why}.`, 'identity_invalid');

function refusal(error: unknown, inbox: string): Unauthenticated {
  if (error instanceof errors.JWTExpired)
    return new Unauthenticated('identity: it has expired. Sign a new one and send that.', 'identity_expired');
  if (error instanceof errors.JOSEAlgNotAllowed) return invalid('it is not signed with HS256');
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return invalid(`its signature is not of the inbox "${inbox}"; see npm run identity -- --inbox ${inbox}`);
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`its claim "${error.claim}" does not hold`);
  return invalid('it is no signed token; see npm run identity');
}

export const identityRoutes = [
  on(
    'POST',
    '/v1/identity',
    {
      summary:
        'Say later who the visitor is. With a token, what was written with it becomes theirs, unless it is of another person.',
      auth: 'maybe_visitor',
      body: wire.identityBody,
      replies: { 200: wire.identityReply },
    },
    async ({ platform, limits, req, visitor, body }) => {
      const inbox = body.inbox ?? 'default';
      await checkInboxOrigin(platform, req, inbox);
      await spendFrom(req, limits.openings, 'Too many sign-ins from here.');
      const person = await verifyIdentity(platform.config.sessionSecret, inbox, body.identity);
      const { current, ...result } = await identifyVisitor(platform, person, visitor);
      return { ...result, ...(current && { conversationId: current }) };
    },
  ),
] as const;
