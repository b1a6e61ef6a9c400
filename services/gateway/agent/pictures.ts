/** Agents' pictures, which visitors see beside what they write. Kept small; whoever knows the address may read one. */
import { z } from 'zod';
import { findAgent } from '../../conversation/agents.js';
import { kindOf } from '../../conversation/file-kinds.js';
import { findPicture, removePicture, setPicture } from '../../conversation/pictures.js';
import { agentForStaff } from '../../conversation/present.js';
import { Invalid, NotFound, Unauthenticated } from '../../errors.js';
import type { Sql } from '../../platform/db.js';
import * as wire from '../../wire/agent.js';
import { on } from '../endpoints.js';
import { readBody } from '../files.js';
import { RAW } from '../origins.js';
import { anyone } from '../roles.js';

/** Of a picture of 192 x 192 pixels, with room to spare. */
const MOST = 100 * 1024;
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];

export const pictureRoutes = [
  on(
    'PUT',
    '/v1/agent/picture',
    {
      summary: 'One’s own picture: PNG, JPEG or WebP of at most 100 KB, as the body.',
      auth: 'agent',
      role: anyone,
      consumes: RAW,
      replies: { 200: wire.meReply },
    },
    async ({ db, agent, req }) => {
      if (!req.is(RAW)) throw new Invalid(`Send the picture itself as the body, with "Content-Type: ${RAW}".`);
      const bytes = await readBody(req, MOST, 'A picture may have at most 100 KB.');
      const { type } = await kindOf(bytes, 'picture');
      if (!TYPES.includes(type)) throw new Invalid('A picture is a PNG, a JPEG or a WebP.', 'file_type');
      await setPicture(db, agent.id, { type, bytes });
      return anew(db, agent.id);
    },
  ),
  on(
    'DELETE',
    '/v1/agent/picture',
    {
      summary: 'Initials again instead of one’s own picture.',
      auth: 'agent',
      role: anyone,
      replies: { 200: wire.meReply },
    },
    async ({ db, agent }) => {
      await removePicture(db, agent.id);
      return anew(db, agent.id);
    },
  ),
  on(
    'GET',
    '/v1/pictures/:key',
    { summary: 'An agent’s picture.', auth: 'none', produces: RAW, replies: { 200: z.string() } },
    async ({ db, res, params }) => {
      const picture = await findPicture(db, params.key);
      if (!picture) throw new NotFound();
      res.setHeader('content-type', picture.type);
      res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
      res.setHeader('cross-origin-resource-policy', 'cross-origin');
      res.setHeader('x-content-type-options', 'nosniff');
      res.setHeader('cache-control', 'public, max-age=31536000, immutable');
      res.end(Buffer.from(picture.bytes));
    },
  ),
] as const;

async function anew(sql: Sql, id: string) {
  const agent = await findAgent(sql, id);
  if (!agent) throw new Unauthenticated();
  return { agent: agentForStaff(agent) };
}
