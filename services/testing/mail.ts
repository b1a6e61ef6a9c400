/** A mail server for tests that keeps what it gets, read as a mail program would. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

type Got = { to: string[]; from: string; headers: Map<string, string>; parts: string[]; raw: string };

export async function mailServer(options: SMTPServerOptions = {}) {
  const got: Got[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        got.push({ ...read(raw), to: rcptTo.map((it) => it.address), from: mailFrom ? mailFrom.address : '', raw });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { got, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

/** Headers unfolded and decoded, and each part's text. */
function read(raw: string): Pick<Got, 'headers' | 'parts'> {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const headers = new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), words(line.slice(line.indexOf(':') + 2))]),
  );
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1] ?? '-';
  const parts = body
    .join('\r\n\r\n')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [partHead = '', ...rest] = part.split('\r\n\r\n');
      const text = rest.join('\r\n\r\n').trim();
      if (/base64/i.test(partHead)) return Buffer.from(text, 'base64').toString();
      return /quoted-printable/i.test(partHead) ? quoted(text) : text;
    });
  return { headers, parts };
}
const quoted = (text: string) =>
  Buffer.from(
    text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
const words = (text: string) =>
  text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?(.*?)\?=/gi, (_, kind, it) =>
      kind.toUpperCase() === 'B' ? Buffer.from(it, 'base64').toString() : quoted(it.replace(/_/g, ' ')),
    );
