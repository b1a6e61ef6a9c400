/**
 * `npm run dev`: the server and what browsers load, built again when a file is saved. The server is a process of its
 * own that ends in good order before the next one begins, because the embedded database is open to one at a time; vite
 * watches the rest.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/platform/root.js';

const at = (path: string): string => join(root, path);
const say = (text: string): void => console.log(`[dev] ${text}`);

let server: ChildProcess | undefined;
let ending = false;

const vite = spawn(process.execPath, [at('node_modules/vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn'], {
  cwd: root,
  // It says so when it has built, see vite.config.ts.
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
vite.on('message', (ms) => say(`widget built in ${ms} ms`));
vite.on('exit', (code) => !ending && end(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(0));
process.on('exit', () => server?.kill());

// A server looks once, at its start, what there is to serve.
await once(vite, 'message');
await start();
watchSources();

/** Calls for a restart once nothing was saved for a moment: editors and git write many files at once. */
function watchSources(): void {
  let wait: NodeJS.Timeout | undefined;
  let saved = 0;
  let work: Promise<void> = Promise.resolve();
  for (const folder of ['services', 'knowledge'])
    watch(at(folder), { recursive: true }, (_, name) => {
      if (!name || !/\.(ts|sql|json)$/.test(name) || /\.test\.ts$|(^|\/)testing\//.test(name)) return;
      saved ||= performance.now();
      clearTimeout(wait);
      wait = setTimeout(() => {
        const since = saved;
        saved = 0;
        work = work.then(() => renew(since));
      }, 50);
    });
}

/** Compiles; the old server goes on where that fails. */
async function renew(since: number): Promise<void> {
  if (ending) return;
  const tsc = spawn(process.execPath, [at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = await once(tsc, 'exit');
  if (code !== 0) return say('does not compile; the server runs on as it was');
  const compiled = performance.now();
  await stop();
  await start();
  const [built, whole] = [compiled - since, performance.now() - since].map(Math.round);
  if (server) say(`server built in ${built} ms, answers again ${whole} ms after the file was saved`);
}

/** Returns when it answers, or has ended instead: then the next saved file is the next try. */
async function start(): Promise<void> {
  if (ending) return;
  const child = spawn(process.execPath, ['--enable-source-maps', at('dist/services/main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A terminal's Ctrl+C goes to the whole group: with our SIGTERM it would be the second signal, at which nothing is
    // put away.
    detached: true,
  });
  server = child;
  child.stdout.pipe(process.stdout, { end: false });
  const ended = once(child, 'exit').then(() => {
    if (server !== child) return;
    server = undefined;
    if (!ending) say('the server has ended; save a file to start it again');
  });
  const answers = new Promise<void>((resolve) => {
    let told = '';
    child.stdout.on('data', function listen(chunk) {
      told += chunk;
      if (!told.includes('Frontdesk is running.')) return;
      child.stdout.off('data', listen);
      resolve();
    });
  });
  await Promise.race([answers, ended]);
}

async function stop(): Promise<void> {
  const child = server;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  server = undefined;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Twice for the impatient: the second time nobody waits. */
async function end(code: number): Promise<void> {
  if (ending) process.exit(1);
  ending = true;
  vite.kill();
  await stop();
  process.exit(code);
}
