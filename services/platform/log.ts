import { type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * Structured logs, one JSON object a line. What people write never goes in: log ids, counts and codes,
 * not texts. The paths below are a second net for objects that are logged whole.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        'text',
        'token',
        'password',
        'email',
        'question',
        '*.text',
        '*.token',
        '*.password',
        '*.email',
        '*.question',
      ],
      censor: '[hidden]',
    },
  });
}
