/**
 * Files over HTTP: the upload is the raw file, read up to the limit and no further; what is served can do nothing in a
 * browser.
 */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { StoredFile } from '../conversation/event-types.js';
import { kindOf } from '../conversation/file-kinds.js';
import { findFile, keepFile, limitUploads, partsOf, type Uploader } from '../conversation/files.js';
import { fileForWire } from '../conversation/present.js';
import { Invalid, NotFound, TooLarge, Unavailable } from '../errors.js';
import type { Platform } from '../platform/open.js';
import * as wire from '../wire/files.js';
import { visible } from './agent/conversation.js';
import { on } from './endpoints.js';
import { spendFrom } from './limits.js';
import { RAW } from './origins.js';
import { conversations } from './roles.js';
import { own } from './visitor/conversation.js';

const upload = {
  query: wire.uploadQuery,
  consumes: RAW,
  replies: { 201: wire.uploadReply },
} as const;

export const visitorFileRoutes = [
  on(
    'POST',
    '/v1/conversations/:id/files',
    {
      ...upload,
      summary: 'Upload a file, then name it in a message. Safe to repeat with the same clientId.',
      auth: 'visitor',
    },
    async (asked) => {
      await own(asked);
      const { platform, limits, req, id, query } = asked;
      const { visitorId } = asked.visitor;
      await spendFrom(req, limits.uploads, 'Too many files from here.');
      await limitUploads(platform.db, visitorId, query.clientId);
      return receive(platform, req, id, { role: 'visitor', visitorId }, query);
    },
  ),
] as const;

export const agentFileRoutes = [
  on(
    'POST',
    '/v1/agent/conversations/:id/files',
    {
      ...upload,
      summary: 'Upload a file, then name it in a reply or a note. Safe to repeat with the same clientId.',
      auth: 'agent',
      role: conversations,
    },
    async (asked) => {
      await visible(asked);
      const { platform, req, id, agent, query } = asked;
      return receive(platform, req, id, { role: 'agent', agentId: agent.id }, query);
    },
  ),
] as const;

async function receive(
  { config, db }: Platform,
  req: Request,
  conversationId: string,
  by: Uploader,
  { name, clientId }: z.infer<typeof wire.uploadQuery>,
) {
  if (!req.is(RAW)) throw new Invalid(`Send the file itself as the body, with "Content-Type: ${RAW}".`);
  const bytes = await readBody(
    req,
    config.fileMaxBytes,
    `A file may have at most ${Math.floor(config.fileMaxBytes / 1024 / 1024)} MB.`,
  );
  const kind = await kindOf(bytes, name);
  return { file: fileForWire(await keepFile(db, conversationId, by, { clientId, bytes, ...kind })) };
}

/** What all uploads of this process may hold in memory together. */
const HELD_MOST = 256 * 1024 * 1024;
let held = 0;

/** The whole body, or `TooLarge` as soon as it is more than `most` bytes: by what it announces, else while it comes. */
export async function readBody(req: Request, most: number, limit: string): Promise<Buffer> {
  const tooLarge = () => new TooLarge(limit);
  if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed where we stop: the sender must be able to read why.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      held += chunk.length;
      if (size > most) throw tooLarge();
      if (held > HELD_MOST) throw new Unavailable('Many files are coming in just now. Please try again in a moment.');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (req.destroyed && !req.complete) throw new Invalid('The upload was broken off.');
    throw error;
  } finally {
    held -= size;
  }
}

/**
 * No login: a page shows images by their address alone. The key in it is 256 random bits, and stands only where the
 * file was sent.
 */
export const fileRoutes = [
  on(
    'GET',
    '/v1/files/:id/:key/:name',
    {
      summary: 'A file that was sent. Images show in a page, everything else is downloaded.',
      auth: 'none',
      produces: RAW,
      replies: { 200: z.string() },
    },
    async ({ db, req, res, id, params }) => {
      const file = await findFile(db, id, params.key);
      if (!file) throw new NotFound();
      setFileHeaders(res, file);
      if (req.method === 'HEAD') return void res.end();
      for await (const part of partsOf(db, file)) {
        if (res.destroyed) return;
        if (!res.write(part)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
      }
      res.end();
    },
  ),
] as const;

function setFileHeaders(res: Response, { type, size, name }: Pick<StoredFile, 'type' | 'size' | 'name'>): void {
  const shown = type.startsWith('image/');
  res.setHeader('content-type', type.startsWith('text/') ? `${type}; charset=utf-8` : type);
  res.setHeader('content-length', size);
  res.setHeader('content-disposition', `${shown ? 'inline' : 'attachment'}; ${disposed(name)}`);
  res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
  res.setHeader('cross-origin-resource-policy', 'cross-origin');
  res.setHeader('x-content-type-options', 'nosniff');
  res.setHeader('cache-control', 'private, max-age=31536000, immutable');
}

/** For old readers in ASCII, for all others as it is (RFC 6266). */
function disposed(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encoded}`;
}
