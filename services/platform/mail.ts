/**
 * The only file that knows how mail is sent. One connection a mail: what is mailed here is
 * counted in minutes, not in seconds.
 */
import { createTransport } from 'nodemailer';
import { codeOf, messageOf } from '../errors.js';
import { within } from './attempt.js';

type Mail = { id: string; to: string; subject: string; text: string; html: string };

/** Resolves when the server has taken it. Throws `NotMailed`. */
export type Mailer = { send: (mail: Mail) => Promise<void> };

export class NotMailed extends Error {
  constructor(
    message: string,
    /** The server will never take this one: there is no such address. */
    readonly final: boolean,
  ) {
    super(message);
  }
}

/** Less than the lease of a mail, so that whoever holds it knows how it ended before anybody else may try. */
export const SEND_MS = 20_000;

export function openMailer({ url, from }: { url: string; from: string }): Mailer {
  const { hostname } = new URL(url);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const transport = createTransport({
    // Never in clear over a network: a server without TLS is refused, unless the address
    // itself ends with ?requireTLS=false.
    requireTLS: !local,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: SEND_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    url,
  });
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ id, to, subject, text, html }) {
      const sent = transport.sendMail({
        from,
        // As an object, so that it is one address and never parsed as a list.
        to: { name: '', address: to },
        subject: oneLine(subject),
        text,
        html,
        // The same for every try: a mail server that got it twice can tell.
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      try {
        await within(SEND_MS, sent, () => new NotMailed(`no end after ${SEND_MS / 1000} s`, false));
      } catch (error) {
        if (error instanceof NotMailed) throw error;
        const code = codeOf(error);
        const final = code === 'EENVELOPE' && replyOf(error) >= 500;
        throw new NotMailed(`${code ?? 'error'} ${messageOf(error)}`.slice(0, 300), final);
      }
    },
  };
}

/** What the server replied, as SMTP counts: from 500 on it will say so again. */
const replyOf = (error: unknown): number =>
  error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;

/** What people wrote must not begin a header of its own. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200);
