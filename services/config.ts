/** The only reader of process.env. Every problem is reported at once, each with its mend. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Misconfigured } from './errors.js';

export const roles = ['gateway', 'bot', 'handoff'] as const;
export type ProcessRole = (typeof roles)[number];

export type Config = {
  host: string;
  port: number;
  dataDir: string;
  /** Absent: PGlite in `dataDir`. */
  databaseUrl?: string;
  /** Absent: BullMQ runs on its Postgres backend and hints stay in this process. */
  redisUrl?: string;
  /** Namespace of our keys and channels, so that several installations can share one Redis. */
  redisPrefix: string;
  publicUrl?: string;
  /** Origins that seed the default inbox at first start; afterwards the inbox's row rules. */
  allowedOrigins: string[];
  sessionSecret: string;
  admin?: { email: string; password: string };
  openai?: { apiKey: string; baseUrl?: string; chatModel?: string; embeddingModel?: string };
  /** Absent: nothing is mailed, and nobody is told that it would be. */
  mail?: { url: string; from: string };
  logLevel: string;
  /** The largest file that anybody may send. */
  fileMaxBytes: number;
  roles: ProcessRole[];
  /** Hops of reverse proxies in front of the gateway, for the client's address. */
  trustProxy: number;
  timing: Timing;
};

/** Waits and limits, in milliseconds. Tests shorten them; operators rarely need to. */
export type Timing = {
  /** The bot waits for this much silence, so that a burst of messages becomes one turn. */
  quiet: number;
  /** How long a claimed turn is the claimer's without renewal. */
  turnLease: number;
  sweep: number;
  heartbeat: number;
  /** An agent without an authenticated request for this long is absent. */
  absent: number;
  /** Who let an offer expire is passed over for this long. */
  pass: number;
  llmFirstToken: number;
  llmIdle: number;
  llmTotal: number;
  /** A reply that the visitor has not seen for this long, with no stream open, is mailed to him. */
  missed: number;
  /** Until a mail that failed is tried again; doubled with each try. */
  mailRetry: number;
  /** How often it is looked whether something is too old to be kept. */
  retention: number;
};

export const defaultTiming: Timing = {
  quiet: 250,
  turnLease: 15_000,
  sweep: 2_000,
  heartbeat: 15_000,
  absent: 45_000,
  pass: 120_000,
  llmFirstToken: 10_000,
  llmIdle: 8_000,
  llmTotal: 45_000,
  missed: 600_000,
  mailRetry: 30_000,
  retention: 60_000,
};

type Env = Record<string, string | undefined>;

/** Values that examples and tutorials use; an installation that starts with one of them is open to anybody. */
const knownSecrets = /^(change.?me|secret|password|default|example|test|frontdesk|x+|0+|1234.*)$/i;

export function readConfig(env: Env = process.env, args: string[] = []): Config {
  const problems: string[] = [];
  const get = (name: string) => env[name]?.trim() || undefined;

  const databaseUrl = get('DATABASE_URL');
  if (databaseUrl && !isUrl(databaseUrl, ['postgres:', 'postgresql:']))
    problems.push('DATABASE_URL must look like postgres://user:password@host:5432/database.');
  const redisUrl = get('REDIS_URL');
  if (redisUrl && !isUrl(redisUrl, ['redis:', 'rediss:']))
    problems.push('REDIS_URL must look like redis://host:6379 or rediss://user:password@host:6379.');
  if (redisUrl && !databaseUrl)
    problems.push('REDIS_URL needs DATABASE_URL beside it: set DATABASE_URL too, or unset REDIS_URL to run embedded.');

  const port = Number(get('PORT') ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push('PORT must be a whole number from 0 to 65535.');
  const trustProxy = Number(get('TRUST_PROXY') ?? 0);
  if (!Number.isInteger(trustProxy) || trustProxy < 0 || trustProxy > 10)
    problems.push('TRUST_PROXY must be the number of proxies in front, from 0 to 10.');

  const fileMax = Number(get('FILE_MAX_MB') ?? 10);
  if (!(fileMax >= 1 && fileMax <= 50)) problems.push('FILE_MAX_MB must be a number of megabytes from 1 to 50.');

  const publicUrl = get('PUBLIC_URL');
  if (publicUrl && !isUrl(publicUrl, ['http:', 'https:']))
    problems.push('PUBLIC_URL must be the address visitors use, such as https://chat.example.com.');
  const allowedOrigins = (get('ALLOWED_ORIGINS') ?? '').split(/[\s,]+/).filter(Boolean);
  for (const origin of allowedOrigins)
    if (!isOrigin(origin))
      problems.push(`ALLOWED_ORIGINS: "${origin}" is not an origin; write https://shop.example, without a path.`);

  const chosen = args.filter((arg) => !arg.startsWith('-'));
  const wrong = chosen.filter((arg) => !(roles as readonly string[]).includes(arg));
  if (wrong.length)
    problems.push(`Unknown role ${wrong.join(', ')}: start gateway, bot, handoff, or name none for all.`);
  const asked = chosen.length ? roles.filter((role) => chosen.includes(role)) : [...roles];
  if (asked.length < roles.length && !(databaseUrl && redisUrl))
    problems.push(
      'Splitting the roles over processes needs DATABASE_URL and REDIS_URL; without them start all roles in one process.',
    );

  const adminEmail = get('ADMIN_EMAIL');
  const adminPassword = env.ADMIN_PASSWORD || undefined;
  if (!adminEmail !== !adminPassword) problems.push('Set ADMIN_EMAIL and ADMIN_PASSWORD together, or neither.');
  if (adminPassword && adminPassword.length < 10) problems.push('ADMIN_PASSWORD must have at least 10 characters.');

  const logLevel = get('LOG_LEVEL') ?? 'info';
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(logLevel))
    problems.push('LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.');

  const baseUrl = get('OPENAI_BASE_URL');
  if (baseUrl && !isUrl(baseUrl, ['http:', 'https:']))
    problems.push('OPENAI_BASE_URL must be an address such as https://models.example/v1.');
  const apiKey = get('OPENAI_API_KEY');

  const smtpUrl = get('SMTP_URL');
  if (smtpUrl && !(isUrl(smtpUrl, ['smtp:', 'smtps:']) && new URL(smtpUrl).hostname))
    problems.push(
      'SMTP_URL must look like smtps://user:password@mail.example:465 or smtp://user:password@mail.example:587.',
    );
  const mailFrom = get('MAIL_FROM');
  if (smtpUrl && !mailFrom)
    problems.push(
      'MAIL_FROM is missing: SMTP_URL needs the address that mails come from, such as Support <help@shop.example>.',
    );
  if (mailFrom && !isSender(mailFrom))
    problems.push('MAIL_FROM must be an address such as help@shop.example or Support <help@shop.example>.');

  const dataDir = resolve(get('DATA_DIR') ?? 'data');
  let sessionSecret = get('SESSION_SECRET');
  if (sessionSecret && (sessionSecret.length < 32 || knownSecrets.test(sessionSecret)))
    problems.push('SESSION_SECRET must be at least 32 random characters; make one with: openssl rand -hex 32');
  if (!sessionSecret && databaseUrl)
    problems.push('SESSION_SECRET is missing; every process needs the same one. Make it with: openssl rand -hex 32');

  if (problems.length) throw new Misconfigured(problems.map((problem) => `- ${problem}`).join('\n'));
  sessionSecret ??= keptSecret(dataDir);

  return {
    host: get('HOST') ?? '127.0.0.1',
    port,
    dataDir,
    ...(databaseUrl && { databaseUrl }),
    ...(redisUrl && { redisUrl }),
    redisPrefix: get('REDIS_PREFIX') ?? 'frontdesk',
    ...(publicUrl && { publicUrl: publicUrl.replace(/\/+$/, '') }),
    allowedOrigins,
    sessionSecret,
    ...(adminEmail && adminPassword && { admin: { email: adminEmail, password: adminPassword } }),
    ...((apiKey || baseUrl) && {
      openai: {
        apiKey: apiKey ?? 'none',
        ...(baseUrl && { baseUrl }),
        // A base URL alone may serve one of the two only; the public service serves both.
        ...((get('CHAT_MODEL') ?? (apiKey && !baseUrl ? 'gpt-4o-mini' : undefined)) && {
          chatModel: get('CHAT_MODEL') ?? 'gpt-4o-mini',
        }),
        ...(get('EMBEDDING_MODEL') && { embeddingModel: get('EMBEDDING_MODEL') as string }),
      },
    }),
    ...(smtpUrl && mailFrom && { mail: { url: smtpUrl, from: mailFrom } }),
    logLevel,
    fileMaxBytes: Math.floor(fileMax * 1024 * 1024),
    roles: asked,
    trustProxy,
    timing: defaultTiming,
  };
}

function isUrl(text: string, protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  return isUrl(text, ['http:', 'https:']) && new URL(text).origin === text;
}

/** One address, with or without a name before it. */
function isSender(text: string): boolean {
  return /^(?:[^<>"\r\n]*<([^\s<>@,]+@[^\s<>@,]+)>|[^\s<>@,]+@[^\s<>@,]+)$/.test(text);
}

/** Embedded only: a secret made once and kept beside the data, readable by the owner alone. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'session-secret');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(32).toString('hex');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secret;
}
