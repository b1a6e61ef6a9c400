import type { ErrorRequestHandler, RequestHandler } from 'express';
import { FrontdeskError, Invalid, NotFound, TooLarge, TooMany, Unavailable } from '../errors.js';
import { isAway } from '../platform/db.js';
import type { Platform } from '../platform/open.js';

export const unknownRoute: RequestHandler = () => {
  throw new NotFound();
};

/** The last middleware: every error leaves as `{ error: { code, message, requestId } }`, without stack, SQL or path. */
export function errorHandler({ log, metrics }: Platform): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const known = known_(error);
    const requestId = String(res.getHeader('x-request-id') ?? '');
    if (known.status >= 500) {
      metrics.errors.inc({ code: known.code });
      const level = known.status === 503 ? 'warn' : 'error';
      log[level]({ requestId, method: req.method, route: req.route?.path, err: describe(error) }, 'request failed');
    }
    if (res.headersSent) return void res.destroy();
    if (known instanceof TooMany || known instanceof Unavailable)
      res.setHeader('retry-after', String(known.retryAfterSeconds));
    res.status(known.status).json({ error: { code: known.code, message: known.message, requestId } });
  };
}

function known_(error: unknown): FrontdeskError {
  if (error instanceof FrontdeskError) return error;
  if (isAway(error)) return new Unavailable();
  const { type, status } = error as { type?: string; status?: number };
  // body-parser's own errors
  if (type === 'entity.too.large') return new TooLarge('The body is too large.');
  if (type === 'entity.parse.failed') return new Invalid('The body is not valid JSON.');
  if (type || (status && status >= 400 && status < 500)) return new Invalid('The request cannot be read.');
  return new FrontdeskError('internal', 'Something went wrong on our side. Please try again.');
}

/**
 * For the log: name, message and stack of the error, never a value that somebody sent (PostgreSQL puts those into
 * `detail`).
 */
function describe(error: unknown): { name: string; message: string; stack?: string | undefined } {
  const { name, message, stack, cause } = error as Error;
  return { name, message: cause instanceof Error ? `${message} (${cause.message})` : message, stack };
}
