/** Long work over HTTP: progress and the result as lines of JSON, given up when whoever asked goes away. */
import { once } from 'node:events';
import type { Response } from 'express';
import { FrontdeskError } from '../errors.js';
import type { Platform } from '../platform/open.js';

export type Line = (value: unknown) => void;

/** A file, page after page, at the pace of whoever reads it. */
export async function inPages(res: Response, pages: AsyncIterable<string>): Promise<void> {
  for await (const page of pages) {
    if (res.destroyed) return;
    if (page && !res.write(page)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
  res.end();
}

/** Ends with `{ result }`, or with `{ error: { code?, message } }`: the status was sent long before. */
export async function inLines(
  { log }: Platform,
  res: Response,
  name: string,
  work: (line: Line, signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  res.status(200).setHeader('content-type', 'application/x-ndjson');
  const line: Line = (value) => void (res.writableEnded || res.write(`${JSON.stringify(value)}\n`));
  const gone = new AbortController();
  res.on('close', () => gone.abort(new Error('the caller went away')));
  try {
    line({ result: await work(line, gone.signal) });
  } catch (error) {
    const known = error instanceof FrontdeskError;
    if (!known) log.error({ err: (error as Error).message }, `${name} failed`);
    line({
      error: known
        ? { code: error.code, message: error.message }
        : { message: `The ${name} failed; the server log says why.` },
    });
  }
  res.end();
}
