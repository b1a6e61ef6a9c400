/** Builds the Express app; does not listen. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express, type Request, type RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';
import helmet from 'helmet';
import type { Platform } from '../platform/open.js';
import { root } from '../platform/root.js';
import { register } from './endpoints.js';
import { errorHandler, unknownRoute } from './errors.js';
import { type Bot, createGate, type Readiness } from './gate.js';
import { createGuards, type Guards } from './guards.js';
import { openApi } from './openapi.js';
import { originGuard, sameOrigin } from './origins.js';
import type { Hub } from './stream/stream.js';
import { table } from './table.js';

export type Gateway = { app: Express; hub: Hub };

const pages = join(root, 'dist/public');

export function buildGateway(
  platform: Platform,
  { operatorKey, readiness, ...bot }: { operatorKey?: string; readiness: Readiness } & Bot,
): Gateway {
  const app = express();
  // Routes must read a path as what stands before them does: /API/agent is not /api/agent.
  app.enable('case sensitive routing');
  app.disable('x-powered-by');
  // A hash of every answer that no screen of ours asks with; files have their own.
  app.disable('etag');
  app.set('trust proxy', platform.config.trustProxy);
  const gate = createGate(platform, readiness, bot);
  const guards = createGuards(platform, operatorKey);

  app.use(requestId, dataHeaders);
  app.use('/v1/agent', sameOrigin(platform));
  app.use(['/v1/conversations', '/v1/identity', '/v1/widget-config'], originGuard(platform));
  register(app, gate, guards, table);
  unknown(app, guards);
  const document = openApi(table, { title: 'Frontdesk', version: '0.1.0' });
  app.get('/openapi.json', (_req, res) => void res.json(document));
  app.use(pageHeaders());
  staticPages(app);
  app.use(unknownRoute, errorHandler(platform));
  return { app, hub: gate.hub };
}

/** Whoever may not come in is not told either what there is not. */
function unknown(app: Express, guards: Guards): void {
  const after =
    (guard: (req: Request) => Promise<unknown>): RequestHandler =>
    async (req, _res, next) => {
      await guard(req);
      next();
    };
  app.use('/v1/agent', after(guards.agent));
  app.use('/v1/admin', after(guards.operator));
  app.use('/v1/conversations', after(guards.visitor));
}

const requestId: RequestHandler = (_req, res, next) => {
  res.setHeader('x-request-id', randomUUID());
  next();
};

const STRICT_TRANSPORT = 31_536_000;

/** Of every answer: it is what it says it is, and no page. */
const dataHeaders: RequestHandler = (_req, res, next) => {
  res.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('cross-origin-resource-policy', 'cross-origin');
  res.setHeader('referrer-policy', 'no-referrer');
  res.setHeader('strict-transport-security', `max-age=${STRICT_TRANSPORT}`);
  res.setHeader('x-content-type-options', 'nosniff');
  next();
};

/** Of pages: nothing from elsewhere, nothing inline, and Trusted Types: what anybody writes stays text. */
function pageHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['lit-html', 'dompurify', 'frontdesk'],
      },
    },
    crossOriginEmbedderPolicy: false,
    // The widget's script is loaded by customers' pages.
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: STRICT_TRANSPORT, includeSubDomains: false },
  });
}

/** The demo page at `/`, the console at `/console`, the widget at `/widget.js`. */
function staticPages(app: Express): void {
  app.get('/console', (_req, res) => {
    res.setHeader('cache-control', 'no-cache');
    res.sendFile(join(pages, 'console.html'));
  });
  app.use(
    // The build leaves a brotli and a gzip beside each file.
    expressStaticGzip(pages, {
      enableBrotli: true,
      orderPreference: ['br', 'gz'],
      index: 'index.html',
      serveStatic: {
        setHeaders(res, path) {
          const name = path.replace(/\.(br|gz)$/, '');
          // Files with a hash in their name never change; the others are asked for again each time.
          res.setHeader(
            'cache-control',
            /-[\w-]{8}\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
          );
          // The widget runs on customers' pages; its module is fetched from there.
          if (/\.(js|css|map)$/.test(name)) res.setHeader('access-control-allow-origin', '*');
        },
      },
    }),
  );
}
