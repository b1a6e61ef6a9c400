import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig, readModelConfig } from './config.js';
import { Misconfigured } from './errors.js';

const dir = mkdtempSync(join(tmpdir(), 'frontdesk-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

const secret = 'f3'.repeat(16);
const both = { DATABASE_URL: 'postgres://u:p@db/x', REDIS_URL: 'redis://r:6379', SESSION_SECRET: secret };

/** The sentences a person would read, one a problem. */
function problems(env: Record<string, string>, args: string[] = []): string[] {
  try {
    readConfig({ DATA_DIR: dir, ...env }, args);
  } catch (error) {
    expect(error).toBeInstanceOf(Misconfigured);
    return (error as Error).message.split('\n');
  }
  return [];
}

test('without anything set it is the embedded installation on this machine', () => {
  expect(readConfig({ DATA_DIR: dir })).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    dataDir: dir,
    roles: ['gateway', 'bot', 'handoff'],
    trustProxy: 0,
    allowedOrigins: [],
  });
  const config = readConfig({ DATA_DIR: dir });
  expect(config.databaseUrl ?? config.redisUrl ?? config.openai ?? config.publicUrl ?? config.admin).toBeUndefined();
});

test('mail needs an address of a server and one to come from', () => {
  const SMTP_URL = 'smtps://user:pass@mail.example:465';
  expect(readConfig({ DATA_DIR: dir }).mail).toBeUndefined();
  for (const MAIL_FROM of ['help@shop.example', 'Support <help@shop.example>'])
    expect(readConfig({ DATA_DIR: dir, SMTP_URL, MAIL_FROM }).mail).toEqual({ url: SMTP_URL, from: MAIL_FROM });
  expect(problems({ SMTP_URL })).toEqual([expect.stringContaining('MAIL_FROM is missing')]);
  expect(problems({ SMTP_URL: 'mail.example:25', MAIL_FROM: 'a@b.example' })).toEqual([
    expect.stringMatching(/SMTP_URL must look like/),
  ]);
  for (const MAIL_FROM of ['help', 'a@b.example, c@d.example', 'X <a@b.example>\r\nBcc: c@d.example'])
    expect(problems({ SMTP_URL, MAIL_FROM })).toEqual([expect.stringContaining('MAIL_FROM must be')]);
});

test('an encoder: a folder or the name of a model, not both, and what it knows', () => {
  expect(readConfig({ DATA_DIR: dir }).embeddingDir).toBeUndefined();
  const read = (env: Record<string, string>) => readModelConfig({ OPENAI_BASE_URL: 'http://m.example/v1', ...env });
  expect(read({ EMBEDDING_DIR: '/models/e5', EMBEDDING_LANGUAGES: 'DE, pt-br' })).toMatchObject({
    embeddingDir: '/models/e5',
    embeddingLanguages: ['de', 'pt-br'],
  });
  expect(read({ EMBEDDING_DIR: 'e5' }).embeddingDir).toBe(join(process.cwd(), 'e5'));
  expect(() => read({ EMBEDDING_DIR: 'e5', EMBEDDING_MODEL: 'e5' })).toThrow(
    '- EMBEDDING_DIR and EMBEDDING_MODEL each name an encoder: set one of them.',
  );
  expect(problems({ EMBEDDING_LANGUAGES: 'german, en, x' })).toEqual([
    '- EMBEDDING_LANGUAGES: "german" is not a language code; write en, de, pt-br.',
    '- EMBEDDING_LANGUAGES: "x" is not a language code; write en, de, pt-br.',
  ]);
});

test('every problem is told at once, each with its mend, and no secret is repeated', () => {
  const said = problems(
    {
      DATABASE_URL: 'mysql://u:hunter2@db/x',
      REDIS_URL: 'http://r',
      PORT: '70000',
      TRUST_PROXY: 'yes',
      PUBLIC_URL: 'chat.example.com',
      ALLOWED_ORIGINS: 'https://shop.example/, shop.example https://fine.example',
      ADMIN_EMAIL: 'a@example.test',
      ADMIN_PASSWORD: 'short',
      LOG_LEVEL: 'loud',
      FILE_MAX_MB: 'plenty',
      OPENAI_BASE_URL: 'models',
      SESSION_SECRET: 'changeme',
    },
    ['gateway', 'cook'],
  );
  for (const name of [
    'DATABASE_URL',
    'REDIS_URL',
    'PORT',
    'TRUST_PROXY',
    'PUBLIC_URL',
    'shop.example/',
    '"shop.example"',
    'ADMIN_PASSWORD',
    'LOG_LEVEL',
    'FILE_MAX_MB',
    'OPENAI_BASE_URL',
    'SESSION_SECRET',
    'cook',
  ])
    expect(said.filter((line) => line.includes(name)).length, name).toBeGreaterThanOrEqual(1);
  expect(said.join()).not.toMatch(/hunter2|changeme|fine\.example/);
  expect(said.every((line) => line.startsWith('- '))).toBe(true);
});

test('a split of roles needs both addresses, all roles in one process need none', () => {
  const alone: Record<string, string>[] = [{}, { DATABASE_URL: both.DATABASE_URL, SESSION_SECRET: secret }];
  for (const env of alone)
    for (const args of [['gateway'], ['bot'], ['handoff', 'bot']])
      expect(problems(env, args).join()).toContain('DATABASE_URL and REDIS_URL');
  expect(problems({}, ['gateway', 'bot', 'handoff'])).toEqual([]);
  expect(readConfig(both, ['bot', '--anything']).roles).toEqual(['bot']);
  expect(readConfig(both).roles).toEqual(['gateway', 'bot', 'handoff']);
  expect(problems({ REDIS_URL: both.REDIS_URL }).join()).toContain('needs DATABASE_URL');
});

test('a secret must be there, long, and not one from a tutorial', () => {
  expect(problems({ DATABASE_URL: both.DATABASE_URL }).join()).toContain('SESSION_SECRET is missing');
  for (const bad of [
    'short',
    'x'.repeat(40),
    '0'.repeat(64),
    '1234567890123456789012345678901234567890',
    'a'.repeat(31),
  ])
    expect(problems({ ...both, SESSION_SECRET: bad }).join(), bad).toContain('SESSION_SECRET must be');
  expect(problems(both)).toEqual([]);
});

test('embedded it makes its own secret, once, for its owner alone', () => {
  const first = readConfig({ DATA_DIR: join(dir, 'kept') }).sessionSecret;
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(readConfig({ DATA_DIR: join(dir, 'kept') }).sessionSecret).toBe(first);
  const file = join(dir, 'kept/session-secret');
  expect(readFileSync(file, 'utf8').trim()).toBe(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readConfig({ DATA_DIR: join(dir, 'other') }).sessionSecret).not.toBe(first);
});

test('half an admin is none, and a key alone is enough for the public service', () => {
  expect(problems({ ADMIN_EMAIL: 'a@example.test' }).join()).toContain('together');
  expect(problems({ ADMIN_PASSWORD: 'long enough really' }).join()).toContain('together');
  const openai = (env: Record<string, string>) => readConfig({ DATA_DIR: dir, ...env }).openai;
  expect(openai({ OPENAI_API_KEY: 'k' })).toMatchObject({ apiKey: 'k', chatModel: expect.any(String) });
  expect(openai({ OPENAI_BASE_URL: 'http://m/v1' })?.chatModel).toBeUndefined();
  expect(openai({ OPENAI_BASE_URL: 'http://m/v1', CHAT_MODEL: 'mine' })).toMatchObject({
    chatModel: 'mine',
    apiKey: 'none',
  });
  expect(openai({ CHAT_MODEL: 'mine' })).toBeUndefined();
});
