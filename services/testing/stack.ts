/** What the tests stand on: a whole Frontdesk per test in each mode, and small clients that speak HTTP to it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import { type Config, readConfig, type Timing } from '../config.js';
import { addAgent } from '../conversation/agents.js';
import { type Running, start } from '../main.js';
import { openPglite } from '../platform/db.js';
import { localEmbedder } from '../platform/embedder.js';
import type { Conversation, Event, StaffRole } from '../wire/conversation.js';

export type Mode = 'embedded' | 'postgres' | 'redis';

/** The modes that this machine can run; which are left out is said once, by setup.ts. */
export function modes(): Mode[] {
  const { postgres, redisUrl } = inject('found');
  return [
    'embedded',
    ...(postgres ? (['postgres'] as const) : []),
    ...(postgres && redisUrl ? (['redis'] as const) : []),
  ];
}

export type Stack = Running & { url: string; config: Config; drop: () => Promise<void> };

export type StackOptions = { env?: Record<string, string>; timing?: Partial<Timing>; roles?: Config['roles'] };

const embedder = localEmbedder({ threads: 1 });

/** A fresh database of this mode and the environment that points to it. */
export async function freshDatabase(mode: Mode): Promise<{ env: Record<string, string>; drop: () => Promise<void> }> {
  const { postgres, redisUrl } = inject('found');
  const dir = mkdtempSync(join(tmpdir(), 'frontdesk-test-'));
  const base = {
    DATA_DIR: dir,
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    SESSION_SECRET: 'a'.repeat(8) + randomUUID(),
  };
  if (mode === 'embedded' || !postgres)
    return { env: base, drop: async () => rmSync(dir, { recursive: true, force: true }) };
  const name = `frontdesk_test_run_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`create database "${name}" template "${postgres.template}"`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const prefix = `test-${randomUUID().slice(0, 8)}`;
  return {
    env: {
      ...base,
      DATABASE_URL: url.href,
      ...(mode === 'redis' && redisUrl && { REDIS_URL: redisUrl, REDIS_PREFIX: prefix }),
    },
    drop: async () => {
      await dropDatabase(admin, name);
      await admin.end();
      rmSync(dir, { recursive: true, force: true });
      if (mode === 'redis' && redisUrl) await forget(redisUrl, prefix);
    },
  };
}

/**
 * The server's own vacuum may be in there for a moment, and is not ours to send away; what stays is removed before a
 * later run.
 */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const dropped = await admin.query(`drop database if exists "${name}" with (force)`).then(
      () => true,
      () => false,
    );
    if (dropped) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function forget(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 500 }))
    if ((keys as string[]).length) await redis.del(...(keys as string[]));
  redis.disconnect();
}

export async function startStack(mode: Mode, options: StackOptions = {}): Promise<Stack> {
  const { env, drop } = await freshDatabase(mode);
  const read = readConfig({ ...env, ...options.env });
  const config: Config = {
    ...read,
    roles: options.roles ?? read.roles,
    timing: { ...read.timing, quiet: 100, sweep: 500, heartbeat: 2_000, ...options.timing },
  };
  const pglite =
    mode === 'embedded'
      ? await openPglite({ loadDataDir: new Blob([new Uint8Array(readFileSync(inject('found').dump))]) })
      : undefined;
  const running = await start(config, {
    ...(pglite && { pglite }),
    ...(config.openai?.embeddingModel || config.embeddingDir ? {} : { embedder: kept() }),
  });
  return {
    ...running,
    url: running.url ?? '',
    config,
    drop: async () => {
      await running.stop();
      await drop();
    },
  };
}

/** One embedder a test file, which no stack closes. */
const kept = () => ({ ...embedder, close: async () => {} });

// ---------------------------------------------------------------- clients

export type Reply<T = Record<string, never>> = {
  status: number;
  body: T & { error?: { code: string; message: string } };
  headers: Headers;
};

export async function call<T = Record<string, never>>(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers };
}

export type SseMessage = { event: string; data: never; id?: string };

/** Reads a stream until closed; `until` waits for a message that fits, from the first one on. */
export async function openStream(url: string, path: string, headers: Record<string, string>) {
  const abort = new AbortController();
  const response = await fetch(`${url}${path}`, { headers, signal: abort.signal });
  const messages: SseMessage[] = [];
  const wakes = new Set<() => void>();
  let ended = false;
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      messages.push({ event: event ?? 'message', data: JSON.parse(data) as never, ...(id && { id }) });
      for (const wake of wakes) wake();
    },
  });
  const reading = (async () => {
    if (!response.body) return;
    const decoder = new TextDecoder();
    for await (const chunk of response.body) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  })()
    .catch(() => {})
    .finally(() => {
      ended = true;
      for (const wake of wakes) wake();
    });
  return {
    status: response.status,
    messages,
    isOpen: () => !ended,
    async until<T>(pick: (message: SseMessage) => T | undefined | false, ms = 15_000): Promise<T> {
      const deadline = Date.now() + ms;
      for (let i = 0; ; ) {
        for (; i < messages.length; i++) {
          const picked = pick(messages[i] as SseMessage);
          if (picked) return picked;
        }
        const left = deadline - Date.now();
        if (left <= 0 || ended)
          throw new Error(
            `not in the stream: ${messages
              .map((it) => `${it.event} ${JSON.stringify(it.data)}`)
              .join('\n')
              .slice(-3_000)}`,
          );
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            wakes.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, left);
          wakes.add(wake);
        });
      }
    },
    async close() {
      abort.abort();
      await reading;
    },
  };
}

export async function openVisitor(url: string, body: Record<string, unknown> = {}) {
  const opened = await call<{ conversation: Conversation; token: string }>(url, 'POST', '/v1/conversations', { body });
  if (opened.status !== 201) throw new Error(JSON.stringify(opened.body));
  const { token } = opened.body;
  const { id } = opened.body.conversation;
  const headers = { authorization: `Bearer ${token}` };
  const path = `/v1/conversations/${id}`;
  return {
    id,
    token,
    headers,
    path,
    post: (text: string, more: Record<string, unknown> = {}) =>
      call<{ event: Event }>(url, 'POST', `${path}/messages`, {
        headers,
        body: { clientId: randomUUID(), text, ...more },
      }),
    act: <T = { conversation: Conversation }>(verb: string, body: unknown = {}) =>
      call<T>(url, 'POST', `${path}/${verb}`, { headers, body }),
    history: async () =>
      (await call<{ conversation: Conversation; events: Event[]; cursor: string }>(url, 'GET', path, { headers })).body,
    stream: (cursor?: string) =>
      openStream(url, `${path}/events`, { ...headers, ...(cursor && { 'last-event-id': cursor }) }),
  };
}

export async function signIn(
  stack: Stack,
  { role = 'agent', name = 'Lena', inboxes }: { role?: StaffRole; name?: string; inboxes?: string[] } = {},
) {
  const email = `${randomUUID().slice(0, 8)}@team.test`;
  const password = 'correct horse battery';
  const agent = await addAgent(stack.platform.db, { email, name, role, password, ...(inboxes && { inboxes }) });
  const login = await fetch(`${stack.url}/v1/agent/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stack.url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const headers = { cookie, origin: stack.url };
  return {
    ...agent,
    cookie,
    headers,
    call: <T = Record<string, never>>(method: string, path: string, body?: unknown) =>
      call<T>(stack.url, method, `/v1/agent${path}`, { headers, ...(body !== undefined && { body }) }),
    stream: () => openStream(stack.url, '/v1/agent/events', { cookie }),
  };
}

/** Polls until `check` returns something; for what no stream tells. */
export async function eventually<T>(check: () => Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
