/** Small requests with JSON in and out. Every failure is an `HttpError`: `status` 0 means that no answer came. */
import type { ErrorReply } from '../../services/wire/conversation.js';

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Milliseconds, where the server named a time. */
    readonly retryMs?: number,
  ) {
    super(message);
  }

  /** The same request may work later: no answer, an overload, a failure of the server. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** What was thrown as an `HttpError`; anything else is an `unknown` one. */
export const failure = (thrown: unknown): HttpError =>
  thrown instanceof HttpError ? thrown : new HttpError(0, 'unknown', String(thrown));

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  token?: string;
  credentials?: RequestCredentials;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** The parsed reply, undefined for 204. Throws `HttpError`. */
export async function request<T>(url: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.token) headers.authorization = `Bearer ${options.token}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      credentials: options.credentials ?? 'omit',
      cache: 'no-store',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch {
    throw new HttpError(0, 'offline', 'no answer from the server');
  }
  const json = parse(text);
  if (response.ok && (json || !text)) return believed<T>(json);
  const error = ours(json);
  const { status } = response;
  if (error) throw new HttpError(status, error.code, error.message, retryAfter(response.headers));
  // A hotel's sign-in page or a proxy's error page: nothing of what it says is about us.
  throw new HttpError(status >= 500 ? status : 0, 'offline', `answered ${status}`, retryAfter(response.headers));
}

/** What our server said of a failure; undefined where somebody between us and it answered. */
export const ours = (json: unknown): ErrorReply['error'] | undefined => {
  const error = believed<Partial<ErrorReply> | undefined>(json)?.error;
  return error?.requestId ? error : undefined;
};

/**
 * What came from the server as the type it is sent as, unchecked: only our own server is asked, and there the same
 * types are what leaves it. The one place where what comes in is cast.
 */
export const believed = <T>(data: unknown): T => data as T;

/** Undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Full jitter: anywhere between nothing and the ceiling, which doubles from 1 s to 30 s. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10)));
}

/** `Retry-After` in milliseconds: seconds or a date, capped at five minutes. */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 300_000) : undefined;
}
