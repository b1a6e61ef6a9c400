/** Starts the roles asked for (all by default) and stops them in reverse order on SIGTERM. */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { modelOf } from '../knowledge/decide/model.js';
import { readKnowledge } from '../knowledge/import/read.js';
import { withShipped } from '../knowledge/shipped.js';
import { loadKnowledge } from '../knowledge/versions/load.js';
import { getCurrentVersion } from '../knowledge/versions/publish.js';
import { outdated, renew } from '../knowledge/versions/renew.js';
import { draft, suggest } from './bot/assist.js';
import { startBot } from './bot/worker.js';
import { type Config, readConfig } from './config.js';
import { system } from './conversation/audit.js';
import { addMember, hasAdmin } from './conversation/team.js';
import { Misconfigured } from './errors.js';
import { buildGateway } from './gateway/app.js';
import { setupToken } from './gateway/auth.js';
import { startHandoff } from './handoff/worker.js';
import { startMail } from './mail/worker.js';
import { startErasing } from './operations/worker.js';
import { queueNames } from './platform/jobs.js';
import { takeLock } from './platform/lock.js';
import { createLog } from './platform/log.js';
import { createMetrics } from './platform/metrics.js';
import { openPlatform, type Platform } from './platform/open.js';
import { every, removeProcess, reportProcess } from './platform/processes.js';
import { root } from './platform/root.js';
import { startSimulated } from './practice/worker.js';
import { refreshSummaries } from './reports/summaries.js';

export type Running = { url?: string; platform: Platform; stop: () => Promise<void> };

/** Starts everything in order; `stop` undoes it in reverse. */
export async function start(config: Config, given: Parameters<typeof openPlatform>[1] = {}): Promise<Running> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    const embedded = !config.databaseUrl && !given.pglite;
    const lock = embedded ? takeLock(config.dataDir) : undefined;
    if (lock) stops.push(lock.release);
    const platform = await openPlatform(config, given);
    stops.push(() => platform.close());
    stops.push(() => removeProcess(platform).catch(() => {}));
    const url = await startRoles(platform, lock?.lock.key, stops);
    if (url) lock?.setUrl(url);
    return { ...(url && { url }), platform, stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** The handoff role: the queue, and beside it what no request waits for. */
export async function startHandoffRole(platform: Platform): Promise<() => Promise<void>> {
  const stopQueue = await startHandoff(platform);
  const beside = [startMail(platform), startErasing(platform), startSimulated(platform)];
  return async () => {
    await Promise.all(beside.map((stop) => stop()));
    await stopQueue();
  };
}

async function startRoles(
  platform: Platform,
  operatorKey: string | undefined,
  stops: (() => Promise<void> | void)[],
): Promise<string | undefined> {
  const { config, log, jobs } = platform;
  const running = new Set<string>();
  let draining = false;
  if (config.roles.includes('bot')) {
    stops.push(await startBot(platform));
    stops.push(renewBeside(platform));
    running.add('bot');
  }
  if (config.roles.includes('handoff')) {
    stops.push(await startHandoffRole(platform));
    running.add('handoff');
  }
  // Put back again and again: a store that was emptied has forgotten its schedulers.
  const canaries = () => Promise.all(queueNames.map((queue) => jobs.upsertCanary(queue)));
  const quiet = (error: Error) => log.debug({ err: error.message }, 'canary');
  canaries().catch(quiet);
  stops.push(every(30_000, canaries, quiet));
  if (!config.roles.includes('gateway')) return undefined;

  const { app, hub } = buildGateway(platform, {
    ...(operatorKey && { operatorKey }),
    suggest: (id) => suggest(platform, id),
    draft: (id, values, signal) => draft(platform, id, values, signal),
    readiness: async () => {
      if (draining) return ['This process is ending.'];
      const version = await getCurrentVersion(platform.db);
      return [
        ...(version ? [] : ['No knowledge is published yet. Run: npm run knowledge:load -- PATH']),
        ...config.roles
          .filter((role) => role !== 'gateway' && !running.has(role))
          .map((role) => `${role} is starting.`),
      ];
    },
  });
  // A report must not be the first to read what a quiet week has left in the log.
  stops.push(
    every(
      60_000,
      () => refreshSummaries(platform.db),
      (error) => log.debug({ err: error.message }, 'summaries'),
    ),
  );
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }, app);
  const url = await listen(server, config);
  stops.push(
    every(
      10_000,
      () => reportProcess(platform, 'gateway'),
      (error) => log.debug({ err: error.message }, 'report'),
    ),
  );
  stops.push(async () => {
    draining = true;
    hub.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
    await closed;
  });
  return url;
}

/**
 * Beside everything else, where the encoder is another one than the current version was made with; returns what ends it.
 * What is embedded by then is kept, and the next start goes on from there.
 */
export function renewBeside({ db, models, log }: Platform): () => Promise<void> {
  const stopping = new AbortController();
  const { embedder } = models;
  const renewing = (async () => {
    const version = await outdated(db, embedder);
    if (version === undefined) return;
    const { encoder = '' } = await modelOf(db, version);
    const serves = [embedder.model, embedder.earlier?.model].includes(encoder);
    log.warn(
      { version, encoder, now: embedder.model },
      serves
        ? 'the current version is embedded and fitted anew, and serves until then'
        : 'the current version is embedded and fitted anew; until then every question goes to people, because its encoder is not at hand any more',
    );
    const began = Date.now();
    const renewed = await renew(db, embedder, {
      ...{ author: 'Frontdesk', note: `Read by ${embedder.model}`, by: system },
      signal: stopping.signal,
    });
    if (renewed)
      log.info({ version: renewed.version, embedded: renewed.embedded, ms: Date.now() - began }, 'published anew');
  })().catch((error) => {
    if (!stopping.signal.aborted) log.error({ err: error.message }, 'the current version could not be made anew');
  });
  return async () => {
    stopping.abort(new Error('this process is ending'));
    await renewing;
  };
}

async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Misconfigured(
              `Port ${port} is in use. Stop what runs there, or set PORT to another number (0 picks a free one).`,
            )
          : error.code === 'EADDRNOTAVAIL' || error.code === 'EACCES'
            ? new Misconfigured(
                `Cannot listen on ${host}:${port} (${error.code}). Set HOST and PORT to an address of this machine.`,
              )
            : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}

/** Embedded, with nothing published yet: the demo company's canned responses, so that there is something to ask. */
async function publishDemo({ db, models, log }: Platform): Promise<void> {
  if (await getCurrentVersion(db)) return;
  const { entries, problems } = readKnowledge(join(root, 'knowledge/content'));
  if (problems.length)
    throw new Misconfigured(`knowledge/content has problems: ${JSON.stringify(problems.slice(0, 3))}`);
  const began = Date.now();
  const result = await loadKnowledge(db, withShipped(models.embedder), entries, {
    author: 'Frontdesk',
    note: 'Demo content',
    by: system,
  });
  log.info({ entries: entries.length, version: result.version, ms: Date.now() - began }, 'published the demo content');
}

/**
 * The first admin: from ADMIN_EMAIL and ADMIN_PASSWORD, else by a one-time link. Returns the
 * link's path where one is needed.
 */
async function firstAdmin({ db, config }: Platform): Promise<string | undefined> {
  if (await hasAdmin(db)) return undefined;
  if (config.admin) {
    const { admin: given } = config;
    const name = given.email.split('@')[0] ?? 'Admin';
    await db.tx((tx) => addMember(tx, system, { ...given, name, role: 'admin' }));
    return undefined;
  }
  return `/console#setup=${setupToken(config.sessionSecret)}`;
}

/** Plain lines for the person at the terminal; the structured log goes on beside them. */
function welcome(config: Config, url: string, setupPath: string | undefined, published: boolean): string {
  const base = config.publicUrl ?? url;
  return [
    '',
    '  Frontdesk is running.',
    `  Demo page   ${base}/`,
    `  Console     ${base}/console`,
    ...(setupPath ? [`  First admin ${base}${setupPath}`, '              (one-time link, good for 24 hours)'] : []),
    ...(published ? [] : ['  Nothing is published yet: npm run knowledge:load -- PATH']),
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const config = readConfig(undefined, process.argv.slice(2));
  const log = createLog(config.logLevel);
  const running = await start(config, { log, metrics: createMetrics({ defaults: true }) });
  const { platform, url } = running;
  closeWithGrace({ delay: 25_000, logger: log }, async ({ err, signal }) => {
    if (err) log.fatal({ err: err.message, stack: err.stack }, 'unexpected error');
    log.info({ signal }, 'stopping');
    await running.stop();
  });
  if (!config.databaseUrl) await publishDemo(platform);
  if (url) {
    const published = (await getCurrentVersion(platform.db)) !== undefined;
    console.log(welcome(config, url, await firstAdmin(platform), published));
  }
  log.info({ roles: config.roles, url }, 'started');
}

// Run only when started as a program; tests import `start`.
if (process.argv[1] && import.meta.url.endsWith(process.argv[1].replace(/\\/g, '/').split('/').slice(-2).join('/')))
  main().catch((error: Error) => {
    if (error instanceof Misconfigured) console.error(`Frontdesk cannot start:\n${error.message}`);
    else console.error(error);
    process.exit(1);
  });
