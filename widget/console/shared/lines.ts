/** Long work of the server: one line of JSON after the other, progress first and then how it ended. */
import type { Api } from '../../../services/gateway/table.js';
import { type Asked, type At, placeOf } from '../../shared/api.js';
import { HttpError } from '../../shared/http.js';

export type Progress = { done: number; total: number; step: string };
type Line<T> = { progress: Progress } | { result: T } | { error: { code?: string; message: string } };

type Lines = { [A in At]: Api[A]['produces'] extends 'application/x-ndjson' ? A : never }[At];
type Work = { path: string; body: unknown };

/** Work as the server's table has it. */
export function work<A extends Lines>(at: A, { params, body }: Asked<A> & { params?: object; body?: unknown }): Work {
  return { path: placeOf(at, params).path, body: body ?? {} };
}

/** The result. Throws `HttpError`: refused, ended by an error (409), or broken off (0). */
export async function long<T>(
  { path, body }: Work,
  { onProgress, signal }: { onProgress?: (progress: Progress) => void; signal?: AbortSignal } = {},
): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    ...(signal && { signal }),
  }).catch(() => {
    throw new HttpError(0, 'offline', 'no answer from the server');
  });
  if (!response.ok) throw await refusal(response);
  let last: Line<T> | undefined;
  for await (const line of linesOf<Line<T>>(response)) {
    if ('progress' in line) onProgress?.(line.progress);
    else last = line;
  }
  if (last && 'result' in last) return last.result;
  if (last && 'error' in last) throw new HttpError(409, last.error.code ?? 'failed', last.error.message);
  throw new HttpError(0, 'offline', 'the server ended before it was done');
}

async function refusal(response: Response): Promise<HttpError> {
  const said = (await response.json().catch(() => undefined)) as
    | { error?: { code: string; message: string } }
    | undefined;
  return new HttpError(
    response.status,
    said?.error?.code ?? 'unknown',
    said?.error?.message ?? `answered ${response.status}`,
  );
}

async function* linesOf<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const read = await reader?.read().catch(() => undefined);
    if (!read || read.done) break;
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as T;
  }
  if (rest.trim()) yield JSON.parse(rest) as T;
}
