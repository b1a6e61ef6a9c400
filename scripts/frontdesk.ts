#!/usr/bin/env node
/** `frontdesk VERB ...`: everything that is done to an installation from a terminal, one verb each. */
import type { Io, Verb } from './verb.js';

/** Loaded when called, because some bring half the product with them. */
const verbs: Record<string, () => Promise<{ verb: Verb }>> = {
  'knowledge:load': () => import('./knowledge-load.js'),
  'knowledge:export': () => import('./knowledge-export.js'),
  'knowledge:history': () => import('./knowledge-history.js'),
  'knowledge:diff': () => import('./knowledge-diff.js'),
  'knowledge:publish': () => import('./knowledge-publish.js'),
  'knowledge:rollback': () => import('./knowledge-rollback.js'),
  'knowledge:gaps': () => import('./knowledge-gaps.js'),
  'knowledge:calibrate': () => import('./knowledge-calibrate.js'),
  ask: () => import('./ask.js'),
  replay: () => import('./replay.js'),
  evaluate: () => import('./evaluate.js'),
  worlds: () => import('./worlds.js'),
  'agent:add': () => import('./agent-add.js'),
  inbox: () => import('./inbox.js'),
  identity: () => import('./identity.js'),
  'reports:rebuild': () => import('./reports-rebuild.js'),
  simulate: () => import('./simulate/simulate.js'),
  'simulate:dialogues': () => import('./simulate/dialogues.js'),
  bench: () => import('./bench/bench.js'),
  'demo:vectors': () => import('./demo-vectors.js'),
};

const [name = 'help', ...args] = process.argv.slice(2);
process.exitCode = await main(name, args, {
  out: (line) => console.log(line),
  err: (text) => process.stderr.write(text),
  tty: process.stderr.isTTY,
  signal() {
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    return stop.signal;
  },
});

async function main(name: string, args: string[], io: Io): Promise<number> {
  if (['help', '--help', '-h'].includes(name)) return help(args[0], io);
  const verb = await find(name);
  return verb ? verb.call(args, io) : unknown(name, io);
}

async function find(name: string): Promise<Verb | undefined> {
  return Object.hasOwn(verbs, name) ? (await verbs[name]?.())?.verb : undefined;
}

async function help(name: string | undefined, io: Io): Promise<number> {
  if (name !== undefined) {
    const verb = await find(name);
    if (!verb) return unknown(name, io);
    io.out(verb.usage);
    return 0;
  }
  const known = await Promise.all(
    Object.entries(verbs).map(async ([name, load]) => ({ name, ...(await load()).verb })),
  );
  const width = Math.max(...known.map(({ name }) => name.length));
  io.out(
    [
      `Usage: frontdesk VERB [options]   (in a checkout: npm run VERB -- [options])`,
      '',
      ...known.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`),
      '',
      'frontdesk help VERB lists the options of one.',
    ].join('\n'),
  );
  return 0;
}

function unknown(name: string, io: Io): number {
  const [nearest] = Object.keys(verbs)
    .map((verb) => ({ verb, far: distance(name, verb) }))
    .filter(({ verb, far }) => far <= Math.max(2, verb.length / 3))
    .sort((a, b) => a.far - b.far);
  io.err(`There is no verb "${name}".${nearest ? ` Did you mean ${nearest.verb}?` : ''} frontdesk help lists all.\n`);
  return 1;
}

/** How many letters must be put in, taken out or changed to make the one of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? a.length;
}
