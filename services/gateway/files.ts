/** Files over HTTP: the upload is the raw file, read up to the limit and no further; what is served can do nothing in a browser. */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { kindOf } from '../conversation/file-kinds.js';
import { findFile, keepFile, limitUploads, partsOf, type Uploader } from '../conversation/files.js';
import { fileForWire } from '../conversation/present.js';
import { Invalid, NotFound, TooLarge, Unavailable } from '../errors.js';
import type { Platform } from '../platform/open.js';
import * as wire from '../wire/files.js';
import { addressOf, isLoopback } from './address.js';
import type { AgentRoutes } from './agent/acts.js';
import { RAW, spend } from './auth.js';
import { isUuid, type Routes } from './endpoints.js';

/** From one address, whoever its visitors say they are. */
const FROM_ADDRESS = { points: 120, duration: 3_600 };

export function addVisitorFiles(
  open: Routes,
  platform: Platform,
  own: (res: Response, id: string) => Promise<unknown>,
): void {
  const uploads = new RateLimiterMemory(FROM_ADDRESS);
  open.add(
    {
      ...upload,
      summary: 'Upload a file, then name it in a message. Safe to repeat with the same clientId.',
      auth: 'visitor',
    },
    async ({ req, res, query, id }) => {
      await own(res, id);
      const visitorId = res.locals.visitorId as string;
      const address = addressOf(req);
      if (!isLoopback(address)) await spend(uploads, address, 'Too many files from here.');
      await limitUploads(platform.db, visitorId, query.clientId);
      return receive(platform, req, id, { role: 'visitor', visitorId }, query);
    },
  );
  serve(open, platform);
}

export function addAgentFiles({ open, platform, me, visible }: AgentRoutes): void {
  open.add(
    {
      ...upload,
      summary: 'Upload a file, then name it in a reply or a note. Safe to repeat with the same clientId.',
      auth: 'agent',
    },
    async ({ req, res, query, id }) => {
      await visible(res, id);
      return receive(platform, req, id, { role: 'agent', agentId: me(res).id }, query);
    },
  );
}

const upload = {
  method: 'post',
  path: '/conversations/:id/files',
  query: wire.uploadQuery,
  consumes: RAW,
  replies: { 201: wire.uploadReply },
} as const;

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

/** No login: a page shows images by their address alone. The key in it is 256 random bits, and stands only where the file was sent. */
function serve(open: Routes, { db }: Platform): void {
  open.add(
    {
      method: 'get',
      path: '/files/:id/:key/:name',
      summary: 'A file that was sent. Images show in a page, everything else is downloaded.',
      auth: 'none',
      produces: RAW,
      replies: { 200: z.string() },
    },
    async ({ req, res, id }) => {
      const file = isUuid(id) ? await findFile(db, id, String(req.params.key)) : undefined;
      if (!file) throw new NotFound();
      const shown = file.type.startsWith('image/');
      res.setHeader('content-type', file.type.startsWith('text/') ? `${file.type}; charset=utf-8` : file.type);
      res.setHeader('content-length', file.size);
      res.setHeader('content-disposition', `${shown ? 'inline' : 'attachment'}; ${disposed(file.name)}`);
      res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
      res.setHeader('cross-origin-resource-policy', 'cross-origin');
      res.setHeader('x-content-type-options', 'nosniff');
      res.setHeader('cache-control', 'private, max-age=31536000, immutable');
      if (req.method === 'HEAD') return void res.end();
      for await (const part of partsOf(db, file)) {
        if (res.destroyed) return;
        if (!res.write(part)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
      }
      res.end();
    },
  );
}

/** For old readers in ASCII, for all others as it is (RFC 6266). */
function disposed(name: string): string {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encoded}`;
}
