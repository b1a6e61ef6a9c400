/**
 * `npm run bench`: what can be measured of loading and deciding, beside a peer or a floor, and of a load that is
 * killed.
 */
import { existsSync } from 'node:fs';
import { Invalid, Misconfigured } from '../../services/errors.js';
import { type Console, defineVerb } from '../verb.js';
import { faultsOf, killHalfWay, toldKilled } from './kill.js';
import type { Measured } from './part.js';
import { installed } from './peers.js';
import { onFresh, run } from './run.js';

const usage = `Usage: npm run bench -- load PATH [--database URL] [--questions N] [--alone]
       npm run bench -- kill PATH [--database URL]
       npm run bench -- widget [--rounds N]
       npm run bench -- console [--rounds N] [--database URL]
       npm run bench -- P1 [--rounds N] [--database URL [--redis URL]]
With --database (a PostgreSQL server where databases may be made) it measures there, and "load" beside LangChain's PGVectorStore, which it
installs into .bench/ (--alone leaves that out); without, on the embedded database. PATH is what knowledge:load takes. "widget" says what the
widget costs a page, in Chromium, beside a blank page, Lit alone and deep-chat, which it installs into .bench/.
"console" says how soon a key shows beside 500 conversations and 5,000 messages, and how long a search among 10,000 takes.
"P1" says how many messages a second are accepted, beside Express 5 with one insert, which it installs into .bench/.`;

const PEER = ['@langchain/community@1.1.29', '@langchain/core@1.4.0', 'pg@8.23.1'];

export const verb = defineVerb({
  description: 'measures loading, deciding, a killed load, the widget, the console and how fast messages are accepted',
  usage,
  options: {
    database: { type: 'string' },
    questions: { type: 'string', default: '300' },
    alone: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    redis: { type: 'string' },
  },
  words: [1, 2],
  async run({ values, positionals: [what = '', path], usage }, io) {
    const [questions, rounds] = [Number(values.questions), Number(values.rounds)];
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Invalid(usage);
    if (what === 'widget' && !path) {
      const { toldWidget, weights, widgetCosts } = await import('./widget.js');
      return void io.out(toldWidget(weights(), await widgetCosts(rounds)));
    }
    if (what === 'console' && !path) {
      const { consoleCosts, toldConsole } = await import('./console.js');
      return void io.out(toldConsole(await consoleCosts(rounds, values.database)));
    }
    if (what === 'P1' && !path) {
      const { acceptCosts, toldAccept } = await import('./accept.js');
      const stores = { databaseUrl: values.database, redisUrl: values.redis };
      return void io.out(toldAccept(await acceptCosts(rounds, stores)));
    }
    if (!['load', 'kill'].includes(what) || !path) throw new Invalid(usage);
    if (!Number.isInteger(questions) || questions < 1 || questions > 10_000) throw new Invalid(usage);
    if (!existsSync(path)) throw new Misconfigured(`There is no ${path}.`);
    const { database: url, alone } = values;
    await (what === 'kill' ? kill(io, path, url) : load(io, { path, url, questions, alone }));
  },
});

async function kill(io: Console, path: string, url: string | undefined): Promise<void> {
  const killed = await killHalfWay(path, url);
  io.out(toldKilled(killed));
  const faults = faultsOf(killed);
  if (faults.length) throw new Misconfigured(faults.join('\n'));
}

type Load = { path: string; url: string | undefined; questions: number; alone: boolean };

async function load(io: Console, { path, url, questions, alone }: Load): Promise<void> {
  const peer = url && !alone ? installed('pgvectorstore', PEER) : undefined;
  io.out(told('Frontdesk', await onFresh(url, (database) => run({ part: 'load', path, database, questions }))));
  if (peer)
    io.out(told('PGVectorStore', await onFresh(url, (database) => run({ part: 'peer', path, database, peer }))));
  else if (!alone) io.out('PGVectorStore needs PostgreSQL: name one with --database to see it beside.');
}

function told(name: string, measured: Measured | undefined): string {
  if (!measured) throw new Misconfigured(`${name} was killed before it was done.`);
  const { texts, seconds, megabytes, asked } = measured;
  const parts = Object.entries(seconds).map(([part, value]) => `${part} ${value.toFixed(1)} s`);
  return [
    `${name}: ${texts} texts; ${parts.join(', ')}; at most ${megabytes} MB`,
    ...(asked ?? []).map(
      ({ what, p50, p95, p99 }) =>
        `  ${what}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    ),
  ].join('\n');
}
