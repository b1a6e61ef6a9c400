/** Agents' pictures, which visitors see beside what they write. Kept small; whoever knows the address may read one. */
import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { z } from 'zod';
import { type AgentRow, findAgent } from '../../conversation/agents.js';
import { kindOf } from '../../conversation/file-kinds.js';
import { agentForStaff } from '../../conversation/present.js';
import { Invalid, NotFound, Unauthenticated } from '../../errors.js';
import type { Platform } from '../../platform/open.js';
import * as wire from '../../wire/agent.js';
import { RAW } from '../auth.js';
import type { Routes } from '../endpoints.js';
import { readBody } from '../files.js';

/** Of a picture of 192 x 192 pixels, with room to spare. */
const MOST = 100 * 1024;
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];

export function addOwnPicture(open: Routes, { db }: Platform, me: (res: Response) => AgentRow): void {
  const reply = async (id: string) => {
    const agent = await findAgent(db, id);
    if (!agent) throw new Unauthenticated();
    return { agent: agentForStaff(agent) };
  };

  open.add(
    {
      method: 'put',
      path: '/picture',
      summary: 'One’s own picture: PNG, JPEG or WebP of at most 100 KB, as the body.',
      auth: 'agent',
      consumes: RAW,
      replies: { 200: wire.meReply },
    },
    async ({ req, res }) => {
      if (!req.is(RAW)) throw new Invalid(`Send the picture itself as the body, with "Content-Type: ${RAW}".`);
      const bytes = await readBody(req, MOST, 'A picture may have at most 100 KB.');
      const { type } = await kindOf(bytes, 'picture');
      if (!TYPES.includes(type)) throw new Invalid('A picture is a PNG, a JPEG or a WebP.', 'file_type');
      const { id } = me(res);
      const key = randomBytes(16).toString('base64url');
      await db.tx(async (tx) => {
        await tx.query(
          `insert into agent_pictures (agent_id, key, type, bytes) values ($1, $2, $3, $4)
           on conflict (agent_id) do update set key = excluded.key, type = excluded.type, bytes = excluded.bytes, created_at = now()`,
          [id, key, type, bytes],
        );
        await tx.query('update agents set avatar = $2 where id = $1', [id, `/v1/pictures/${key}`]);
      });
      return reply(id);
    },
  );

  open.add(
    {
      method: 'delete',
      path: '/picture',
      summary: 'Initials again instead of one’s own picture.',
      auth: 'agent',
      replies: { 200: wire.meReply },
    },
    async ({ res }) => {
      const { id } = me(res);
      await db.tx(async (tx) => {
        await tx.query('delete from agent_pictures where agent_id = $1', [id]);
        await tx.query('update agents set avatar = null where id = $1', [id]);
      });
      return reply(id);
    },
  );
}

export function addPictures(open: Routes, { db }: Platform): void {
  open.add(
    {
      method: 'get',
      path: '/pictures/:key',
      summary: 'An agent’s picture.',
      auth: 'none',
      produces: RAW,
      replies: { 200: z.string() },
    },
    async ({ req, res }) => {
      const [picture] = await db.query<{ type: string; bytes: Buffer }>(
        'select type, bytes from agent_pictures where key = $1',
        [String(req.params.key)],
      );
      if (!picture) throw new NotFound();
      res.setHeader('content-type', picture.type);
      res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
      res.setHeader('cross-origin-resource-policy', 'cross-origin');
      res.setHeader('x-content-type-options', 'nosniff');
      res.setHeader('cache-control', 'public, max-age=31536000, immutable');
      res.end(Buffer.from(picture.bytes));
    },
  );
}
