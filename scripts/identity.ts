/**
 * `npm run identity -- [--inbox SLUG]`: the secret with which a site's own server signs who its visitor is, and how.
 */
import { readConfig } from '../services/config.js';
import { parse } from '../services/gateway/endpoints.js';
import { identitySecret } from '../services/gateway/visitor/identity.js';
import { slug } from '../services/wire/conversation.js';
import { defineVerb } from './verb.js';

const usage = 'Usage: npm run identity -- [--inbox SLUG]';

export const verb = defineVerb({
  description: "the secret with which a site's own server signs who its visitor is",
  usage,
  options: { inbox: { type: 'string' } },
  async run({ values }, io) {
    const { sessionSecret } = readConfig(io.env);
    const inbox = parse(slug, values.inbox ?? 'default', 'inbox');
    io.out(`Identity secret of the inbox "${inbox}" (keep it on your server, never in a page):

  ${identitySecret(sessionSecret, inbox)}

Sign a short-lived token for whoever is signed in, in the code that renders your page (Node.js, npm install jose):

  const secret = new TextEncoder().encode(theSecretAbove);
  const identity = await new SignJWT({ name: user.name, email: user.email })
    .setProtectedHeader({ alg: 'HS256' }).setSubject(user.id).setExpirationTime('1h').sign(secret);

and hand it to the chat in the page:

  document.querySelector('frontdesk-chat').identify(identity);

The secret follows from SESSION_SECRET: it changes with it, and is stored nowhere.`);
  },
});
