/** `npm run identity -- [--inbox SLUG]`: the secret with which a site's own server signs who its visitor is, and how. */
import { parseArgs } from 'node:util';
import { Invalid } from '../services/errors.js';
import { parse } from '../services/gateway/endpoints.js';
import { identitySecret } from '../services/gateway/visitor/identity.js';
import { slug } from '../services/wire/conversation.js';
import { program } from './operator.js';

const usage = 'Usage: npm run identity -- [--inbox SLUG]';

await program(async ({ sessionSecret }) => {
  const inbox = parse(slug, readInbox(), 'inbox');
  console.log(`Identity secret of the inbox "${inbox}" (keep it on your server, never in a page):

  ${identitySecret(sessionSecret, inbox)}

Sign a short-lived token for whoever is signed in, in the code that renders your page (Node.js, npm install jose):

  const secret = new TextEncoder().encode(theSecretAbove);
  const identity = await new SignJWT({ name: user.name, email: user.email })
    .setProtectedHeader({ alg: 'HS256' }).setSubject(user.id).setExpirationTime('1h').sign(secret);

and hand it to the chat in the page:

  document.querySelector('frontdesk-chat').identify(identity);

The secret follows from SESSION_SECRET: it changes with it, and is stored nowhere.`);
});

function readInbox(): string {
  try {
    return parseArgs({ options: { inbox: { type: 'string' } } }).values.inbox ?? 'default';
  } catch (error) {
    throw new Invalid(`${(error as Error).message}\n\n${usage}`);
  }
}
