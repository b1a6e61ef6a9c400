/**
 * A network that fails on demand: a TCP proxy in front of a server, whose bytes can vanish in one direction or both.
 */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** `up`: what the client sends never arrives. `down`: what the server answers never arrives. */
export type Cut = 'up' | 'down' | 'both';

export async function openProxy(target: string) {
  const { port: targetPort } = new URL(target);
  let cut: Cut | undefined;
  /** Connections that lost bytes are of no use to anybody afterwards. */
  const hurt = new Set<Socket>();
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(targetPort), '127.0.0.1');
    const pairs = [
      [client, upstream, 'up'],
      [upstream, client, 'down'],
    ] as const;
    for (const [from, to, direction] of pairs) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (cut === direction || cut === 'both') hurt.add(client);
        else to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        // An end is a packet, too.
        if (cut === direction || cut === 'both') hurt.add(client);
        else to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (direction: Cut) => {
      cut = direction;
    },
    /** Bytes pass again; connections that lost some are reset, as a real network does in time. */
    heal: () => {
      cut = undefined;
      for (const socket of hurt) socket.resetAndDestroy();
      hurt.clear();
    },
    /** Every connection is reset, as when a phone changes from Wi-Fi to mobile. */
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
