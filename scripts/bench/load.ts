/**
 * The load, in a process of its own: so many connections, each of which sends a visitor's message and waits for the
 * answer before it sends the next. HTTP written by hand, so that it costs less than the least that it is aimed at.
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { CROWD, conversationOf, SITE, tokenOf } from './crowd.js';

export type Aim = { port: number; connections: number; seconds: number };
export type Hits = {
  /** Until the last answer came. */
  seconds: number;
  /** From each request to its answer. */
  ms: number[];
  /** Answers other than 202, by status. */
  wrong: Record<string, number>;
};

const TEXT = 'Where is my parcel? It was to be here on Tuesday, and nobody could tell me more than that so far.';

/** Made beforehand: what depends on the visitor alone. */
const heads = Array.from(
  { length: CROWD },
  (_, n) =>
    `POST /v1/conversations/${conversationOf(n)}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${SITE}\r\n` +
    `Authorization: Bearer ${tokenOf(n)}\r\nContent-Type: application/json\r\nContent-Length: `,
);
let turn = 0;

function request(): string {
  const body = `{"clientId":"${randomUUID()}","text":"${TEXT}"}`;
  return `${heads[turn++ % CROWD]}${body.length}\r\n\r\n${body}`;
}

async function fire({ port, connections, seconds }: Aim): Promise<Hits> {
  const hits: Hits = { seconds: 0, ms: [], wrong: {} };
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, () => line(port, until, hits)));
  hits.seconds = (performance.now() - began) / 1000;
  return hits;
}

/** One connection, kept alive until the time is over and its last answer is there. */
function line(port: number, until: number, { ms, wrong }: Hits): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let [held, asked] = ['', 0];
    const ask = () => {
      asked = performance.now();
      socket.write(request());
    };
    socket.setEncoding('latin1');
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      held += chunk;
      const head = held.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(held)?.[1]);
      if (held.length < head + 4 + length) return;
      const now = performance.now();
      ms.push(now - asked);
      const status = held.slice(9, 12);
      if (status !== '202') wrong[status] = (wrong[status] ?? 0) + 1;
      held = '';
      if (now < until) ask();
      else socket.end();
    });
  });
}

process.on('message', async (aim: Aim) => process.send?.(await fire(aim)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
