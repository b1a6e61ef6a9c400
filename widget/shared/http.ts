/** Small requests with JSON in and out. Every failure is an `HttpError`: `status` 0 means that no answer came. */
import type { ErrorReply } from '../../services/protocol.js';
import { retryAfter } from './sse.js';

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
  if (response.ok) return json as T;
  const error = (json as Partial<ErrorReply> | undefined)?.error;
  const message = error?.message ?? `answered ${response.status}`;
  throw new HttpError(response.status, error?.code ?? 'unknown', message, retryAfter(response.headers));
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
