/**
 * What a caller can do wrong or meet. `code` is stable and on the wire; the message is a sentence a person can act on.
 */
export class FrontdeskError extends Error {
  readonly status: number = 500;
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** 400: the request itself is wrong; the message says which field and how to mend it. */
export class Invalid extends FrontdeskError {
  override readonly status = 400;
  constructor(message: string, code = 'invalid') {
    super(code, message);
  }
}

/** 401: no credentials, or they are no longer good. */
export class Unauthenticated extends FrontdeskError {
  override readonly status = 401;
  constructor(message = 'Sign in first, or send a valid token.', code = 'unauthenticated') {
    super(code, message);
  }
}

/** 403: known, but not allowed. */
export class Forbidden extends FrontdeskError {
  override readonly status = 403;
  constructor(message = 'You are not allowed to do this.', code = 'forbidden') {
    super(code, message);
  }
}

/** 404: unknown, or somebody else's: the two answer alike, so ids cannot be probed. */
export class NotFound extends FrontdeskError {
  override readonly status = 404;
  constructor(message = 'There is nothing here under this address.') {
    super('not_found', message);
  }
}

/**
 * 409: the world moved on; the code says how (`not_owner`, `newer_reply`, `newer_message`,
 * `taken`, `illegal_move`, ...).
 */
export class Conflict extends FrontdeskError {
  override readonly status = 409;
}

/** 413: the body is larger than we read. */
export class TooLarge extends FrontdeskError {
  override readonly status = 413;
  constructor(message: string) {
    super('too_large', message);
  }
}

/** 422: only for a `clientId` that was used before with another body. */
export class ReusedClientId extends FrontdeskError {
  override readonly status = 422;
  constructor() {
    super('reused_client_id', 'This clientId was used before with another body. Make a new one for a new message.');
  }
}

/** 429: too much in too short a time. */
export class TooMany extends FrontdeskError {
  override readonly status = 429;
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super('too_many', message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** 503: something we depend on is away for the moment. */
export class Unavailable extends FrontdeskError {
  override readonly status = 503;
  readonly retryAfterSeconds = 2;
  constructor(message = 'We cannot do this right now. Please try again in a moment.') {
    super('unavailable', message);
  }
}

/** A mistake of the operator, found at start: printed as a sentence, without a stack, and the process ends with 1. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured';
}

/** For what cannot be missing: what is there, or an error that says what was not. */
export function must<T>(it: T | null | undefined, missing: string): T {
  if (it === null || it === undefined) throw new Error(missing);
  return it;
}

/** Of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code that Node, PostgreSQL and mail give their errors; undefined where there is none. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
