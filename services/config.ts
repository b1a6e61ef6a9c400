/** The only reader of process.env. Every problem is reported at once, each with its mend. */

import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Misconfigured } from './errors.js';
import { openDataFolder } from './platform/data-folder.js';
import { PASSWORD_MIN } from './wire/limits.js';
import { locale } from './wire/text.js';

const roles = ['gateway', 'bot', 'handoff'] as const;
type ProcessRole = (typeof roles)[number];

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
  /** A folder with a sentence encoder, instead of the bundled one. */
  embeddingDir?: string;
  /** What the encoder knows, where it does not say so itself: language codes such as `de` or `pt-br`. */
  embeddingLanguages?: string[];
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
  /** A reply that the visitor has not seen for this long, with no stream open, is mailed to them. */
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

/** What is read, and what is wrong with it. */
type Reader = { get: (name: string) => string | undefined; wrong: (sentence: string) => void };

export function readConfig(env: Env = process.env, args: string[] = []): Config {
  const problems: string[] = [];
  const reader: Reader = {
    get: (name) => env[name]?.trim() || undefined,
    wrong: (sentence) => problems.push(sentence),
  };
  const stores = readStores(reader);
  const settings = {
    ...stores,
    ...readServer(reader),
    roles: readRoles(reader, args, stores),
    ...readAdmin(reader, env.ADMIN_PASSWORD || undefined),
    logLevel: readLogLevel(reader),
    ...readModels(reader),
    ...readMail(reader),
    dataDir: resolve(reader.get('DATA_DIR') ?? 'data'),
    redisPrefix: reader.get('REDIS_PREFIX') ?? 'frontdesk',
    timing: defaultTiming,
  };
  const secret = readSecret(reader, stores.databaseUrl !== undefined);
  if (problems.length) throw new Misconfigured(problems.map((problem) => `- ${problem}`).join('\n'));
  return { ...settings, sessionSecret: secret ?? keptSecret(settings.dataDir) };
}

function readStores({ get, wrong }: Reader): Pick<Config, 'databaseUrl' | 'redisUrl'> {
  const databaseUrl = get('DATABASE_URL');
  if (databaseUrl && !isUrl(databaseUrl, ['postgres:', 'postgresql:']))
    wrong('DATABASE_URL must look like postgres://user:password@host:5432/database.');
  const redisUrl = get('REDIS_URL');
  if (redisUrl && !isUrl(redisUrl, ['redis:', 'rediss:']))
    wrong('REDIS_URL must look like redis://host:6379 or rediss://user:password@host:6379.');
  if (redisUrl && !databaseUrl)
    wrong('REDIS_URL needs DATABASE_URL beside it: set DATABASE_URL too, or unset REDIS_URL to run embedded.');
  return { ...(databaseUrl && { databaseUrl }), ...(redisUrl && { redisUrl }) };
}

function readServer({ get, wrong }: Reader) {
  const port = Number(get('PORT') ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) wrong('PORT must be a whole number from 0 to 65535.');
  const trustProxy = Number(get('TRUST_PROXY') ?? 0);
  if (!Number.isInteger(trustProxy) || trustProxy < 0 || trustProxy > 10)
    wrong('TRUST_PROXY must be the number of proxies in front, from 0 to 10.');
  const fileMax = Number(get('FILE_MAX_MB') ?? 10);
  if (!(fileMax >= 1 && fileMax <= 50)) wrong('FILE_MAX_MB must be a number of megabytes from 1 to 50.');

  const publicUrl = get('PUBLIC_URL');
  if (publicUrl && !isUrl(publicUrl, ['http:', 'https:']))
    wrong('PUBLIC_URL must be the address visitors use, such as https://chat.example.com.');
  const allowedOrigins = (get('ALLOWED_ORIGINS') ?? '').split(/[\s,]+/).filter(Boolean);
  for (const origin of allowedOrigins)
    if (!isOrigin(origin))
      wrong(`ALLOWED_ORIGINS: "${origin}" is not an origin; write https://shop.example, without a path.`);

  return {
    host: get('HOST') ?? '127.0.0.1',
    port,
    trustProxy,
    fileMaxBytes: Math.floor(fileMax * 1024 * 1024),
    ...(publicUrl && { publicUrl: publicUrl.replace(/\/+$/, '') }),
    allowedOrigins,
  };
}

/** Those that are named on the command line, or all. */
function readRoles({ wrong }: Reader, args: string[], stores: ReturnType<typeof readStores>): ProcessRole[] {
  const named = args.filter((arg) => !arg.startsWith('-'));
  const unknown = named.filter((arg) => !roles.some((role) => role === arg));
  if (unknown.length) wrong(`Unknown role ${unknown.join(', ')}: start gateway, bot, handoff, or name none for all.`);
  const asked = named.length ? roles.filter((role) => named.includes(role)) : [...roles];
  if (asked.length < roles.length && !(stores.databaseUrl && stores.redisUrl))
    wrong(
      'Splitting the roles over processes needs DATABASE_URL and REDIS_URL; without them start all roles in one process.',
    );
  return asked;
}

/** The password as it is: spaces around it belong to it. */
function readAdmin({ get, wrong }: Reader, password: string | undefined): Pick<Config, 'admin'> {
  const email = get('ADMIN_EMAIL');
  if (!email !== !password) wrong('Set ADMIN_EMAIL and ADMIN_PASSWORD together, or neither.');
  if (password && password.length < PASSWORD_MIN)
    wrong(`ADMIN_PASSWORD must have at least ${PASSWORD_MIN} characters.`);
  return email && password ? { admin: { email, password } } : {};
}

function readLogLevel({ get, wrong }: Reader): string {
  const level = get('LOG_LEVEL') ?? 'info';
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(level))
    wrong('LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.');
  return level;
}

type Models = Pick<Config, 'openai' | 'embeddingDir' | 'embeddingLanguages'>;

/** The models alone, for what needs neither a database nor a secret. */
export function readModelConfig(env: Env = process.env): Models {
  const problems: string[] = [];
  const models = readModels({ get: (name) => env[name]?.trim() || undefined, wrong: (it) => problems.push(it) });
  if (problems.length) throw new Misconfigured(problems.map((problem) => `- ${problem}`).join('\n'));
  return models;
}

function readModels(reader: Reader): Models {
  const { get, wrong } = reader;
  const embeddingDir = get('EMBEDDING_DIR');
  if (embeddingDir && get('EMBEDDING_MODEL'))
    wrong('EMBEDDING_DIR and EMBEDDING_MODEL each name an encoder: set one of them.');
  const embeddingLanguages = get('EMBEDDING_LANGUAGES')
    ?.toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  for (const language of embeddingLanguages ?? [])
    if (!locale.safeParse(language).success)
      wrong(`EMBEDDING_LANGUAGES: "${language}" is not a language code; write en, de, pt-br.`);
  return {
    ...readOpenai(reader),
    ...(embeddingDir && { embeddingDir: resolve(embeddingDir) }),
    ...(embeddingLanguages && { embeddingLanguages }),
  };
}

function readOpenai({ get, wrong }: Reader): Pick<Config, 'openai'> {
  const baseUrl = get('OPENAI_BASE_URL');
  if (baseUrl && !isUrl(baseUrl, ['http:', 'https:']))
    wrong('OPENAI_BASE_URL must be an address such as https://models.example/v1.');
  const apiKey = get('OPENAI_API_KEY');
  if (!apiKey && !baseUrl) return {};
  // A base URL alone may serve one of the two only; the public service serves both.
  const chatModel = get('CHAT_MODEL') ?? (apiKey && !baseUrl ? 'gpt-4o-mini' : undefined);
  const embeddingModel = get('EMBEDDING_MODEL');
  return {
    openai: {
      apiKey: apiKey ?? 'none',
      ...(baseUrl && { baseUrl }),
      ...(chatModel && { chatModel }),
      ...(embeddingModel && { embeddingModel }),
    },
  };
}

function readMail({ get, wrong }: Reader): Pick<Config, 'mail'> {
  const url = get('SMTP_URL');
  if (url && !(isUrl(url, ['smtp:', 'smtps:']) && new URL(url).hostname))
    wrong('SMTP_URL must look like smtps://user:password@mail.example:465 or smtp://user:password@mail.example:587.');
  const from = get('MAIL_FROM');
  if (url && !from)
    wrong(
      'MAIL_FROM is missing: SMTP_URL needs the address that mails come from, such as Support <help@shop.example>.',
    );
  if (from && !isSender(from))
    wrong('MAIL_FROM must be an address such as help@shop.example or Support <help@shop.example>.');
  return url && from ? { mail: { url, from } } : {};
}

/** Undefined where it is ours to make. */
function readSecret({ get, wrong }: Reader, isShared: boolean): string | undefined {
  const secret = get('SESSION_SECRET');
  if (secret && (secret.length < 32 || knownSecrets.test(secret)))
    wrong('SESSION_SECRET must be at least 32 random characters; make one with: openssl rand -hex 32');
  if (!secret && isShared)
    wrong('SESSION_SECRET is missing; every process needs the same one. Make it with: openssl rand -hex 32');
  return secret;
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
  openDataFolder(dataDir);
  const secret = randomBytes(32).toString('hex');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secret;
}
