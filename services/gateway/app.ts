/** Builds the Express app; does not listen. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';
import helmet from 'helmet';
import { z } from 'zod';
import type { Platform } from '../platform/open.js';
import { root } from '../platform/root.js';
import { agentRouter } from './agent/agent.js';
import { type Endpoint, openApi, routes } from './endpoints.js';
import { errorHandler, unknownRoute } from './errors.js';
import { adminRouter, type Bot } from './operator/operator.js';
import { createHub, type Hub } from './stream/stream.js';
import { visitorRouter } from './visitor/visitor.js';

export type Gateway = { app: Express; hub: Hub; endpoints: Endpoint[] };

/** Reasons why this process should get no traffic yet; empty means ready. */
export type Readiness = () => Promise<string[]>;

const pages = join(root, 'dist/public');

export function buildGateway(
  platform: Platform,
  { operatorKey, readiness, ...bot }: { operatorKey?: string; readiness: Readiness } & Bot,
): Gateway {
  const app = express();
  // Guards and routes must read a path alike: /API/agent is not /api/agent.
  app.enable('case sensitive routing');
  app.disable('x-powered-by');
  app.set('trust proxy', platform.config.trustProxy);
  const hub = createHub(platform);
  const endpoints: Endpoint[] = [];

  app.use(requestId, secureHeaders());
  health(app, platform, readiness, endpoints);
  app.use('/v1/agent', agentRouter(platform, hub, endpoints, bot));
  app.use('/v1/admin', adminRouter(platform, { key: operatorKey, ...bot }, endpoints));
  app.use('/v1', visitorRouter(platform, hub, endpoints));
  const document = openApi(endpoints, { title: 'Frontdesk', version: '0.1.0' });
  app.get('/openapi.json', (_req, res) => void res.json(document));
  staticPages(app);
  app.use(unknownRoute, errorHandler(platform));
  return { app, hub, endpoints };
}

const requestId: RequestHandler = (_req, res, next) => {
  res.setHeader('x-request-id', randomUUID());
  next();
};

/** Nothing from elsewhere, nothing inline, and Trusted Types: what anybody writes stays text. */
function secureHeaders(): RequestHandler {
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
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}

function health(app: Express, { metrics, jobs }: Platform, readiness: Readiness, all: Endpoint[]): void {
  const router = express.Router({ caseSensitive: true });
  const { add } = routes(router, '', all);
  add(
    {
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process lives.',
      auth: 'none',
      replies: { 200: z.object({ ok: z.literal(true) }) },
    },
    async () => ({ ok: true as const }),
  );
  add(
    {
      method: 'get',
      path: '/readyz',
      summary: 'Whether it should get traffic: migrated, a version published, the roles running.',
      auth: 'none',
      replies: { 200: z.object({ ready: z.boolean(), reasons: z.array(z.string()) }) },
    },
    async ({ res }) => {
      const reasons = await readiness().catch(() => ['The database does not answer.']);
      res.status(reasons.length ? 503 : 200).json({ ready: reasons.length === 0, reasons });
      return undefined;
    },
  );
  add(
    {
      method: 'get',
      path: '/metrics',
      summary: 'Figures for Prometheus.',
      auth: 'none',
      produces: 'text/plain',
      replies: { 200: z.string() },
    },
    async ({ res }) => {
      for (const queue of ['bot', 'handoff'] as const) jobs.canaryAge(queue);
      res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
      return undefined;
    },
  );
  app.use(router);
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
