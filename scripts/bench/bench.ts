/** `npm run bench`: what can be measured of loading and deciding, beside a peer or a floor, and of a load that is killed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Invalid, Misconfigured } from '../../services/errors.js';
import { root } from '../../services/platform/root.js';
import { program } from '../operator.js';
import { faultsOf, killHalfWay, toldKilled } from './kill.js';
import type { Measured } from './part.js';
import { onFresh, run } from './run.js';

const usage = `Usage: npm run bench -- load PATH [--database URL] [--questions N] [--alone]
       npm run bench -- kill PATH [--database URL]
       npm run bench -- widget [--rounds N]
       npm run bench -- console [--rounds N] [--database URL]
With --database (a PostgreSQL server where databases may be made) it measures there, and "load" beside LangChain's PGVectorStore, which it
installs into .bench/ (--alone leaves that out); without, on the embedded database. PATH is what knowledge:load takes. "widget" says what the
widget costs a page, in Chromium, beside a blank page, Lit alone and deep-chat, which it installs into .bench/.
"console" says how soon a key shows beside 500 conversations and 5,000 messages, and how long a search among 10,000 takes.`;

/** It cannot be a dependency: what it pulls in contradicts our other packages. */
const PEER = ['@langchain/community@1.1.29', '@langchain/core@1.4.0', 'pg@8.23.1'];

await program(async () => {
  const { what, path, url, questions, alone, rounds } = readArgs();
  if (what === 'widget') {
    const { toldWidget, weights, widgetCosts } = await import('./widget.js');
    console.log(toldWidget(weights(), await widgetCosts(rounds)));
    return;
  }
  if (what === 'console') {
    const { consoleCosts, toldConsole } = await import('./console.js');
    console.log(toldConsole(await consoleCosts(rounds, url)));
    return;
  }
  if (what === 'kill') {
    const killed = await killHalfWay(path, url);
    console.log(toldKilled(killed));
    const faults = faultsOf(killed);
    if (faults.length) throw new Misconfigured(faults.join('\n'));
    return;
  }
  const peer = url && !alone ? installPeer() : undefined;
  print('Frontdesk', await onFresh(url, (database) => run({ part: 'load', path, database, questions })));
  if (peer) print('PGVectorStore', await onFresh(url, (database) => run({ part: 'peer', path, database, peer })));
  else if (!alone) console.log('PGVectorStore needs PostgreSQL: name one with --database to see it beside.');
});

function readArgs() {
  const { values, positionals } = parseArgs({
    options: {
      database: { type: 'string' },
      questions: { type: 'string', default: '300' },
      alone: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
    },
    allowPositionals: true,
  });
  const [what, path, ...rest] = positionals;
  const [questions, rounds] = [Number(values.questions), Number(values.rounds)];
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100) throw new Invalid(usage);
  if (what === 'widget' && !path) return { what, path: '', questions, alone: false, url: undefined, rounds };
  if (what === 'console' && !path) return { what, path: '', questions, alone: false, url: values.database, rounds };
  if (!['load', 'kill'].includes(what ?? '') || !path || rest.length) throw new Invalid(usage);
  if (!Number.isInteger(questions) || questions < 1 || questions > 10_000) throw new Invalid(usage);
  if (!existsSync(path)) throw new Misconfigured(`There is no ${path}.`);
  return { what, path, questions, alone: values.alone, url: values.database, rounds };
}

function installPeer(): string {
  const folder = join(root, '.bench');
  if (existsSync(join(folder, 'node_modules/@langchain/community'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const args = ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--engine-strict=false', ...PEER];
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Misconfigured('PGVectorStore could not be installed; --alone measures without it.');
  return folder;
}

function print(name: string, measured: Measured | undefined): void {
  if (!measured) throw new Misconfigured(`${name} was killed before it was done.`);
  const { texts, seconds, megabytes, asked } = measured;
  const parts = Object.entries(seconds).map(([part, value]) => `${part} ${value.toFixed(1)} s`);
  console.log(`${name}: ${texts} texts; ${parts.join(', ')}; at most ${megabytes} MB`);
  for (const { what, p50, p95, p99 } of asked ?? [])
    console.log(`  ${what}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}
