/** What every verb of `frontdesk` shares: reading its arguments, help, and errors as one sentence with exit code 1. */
import { basename } from 'node:path';
import { inspect, type ParseArgsConfig, parseArgs } from 'node:util';
import type { Progress } from '../knowledge/versions/publish.js';
import { FrontdeskError, Invalid, Misconfigured } from '../services/errors.js';
import type { Embedder } from '../services/platform/embedder.js';

/** Where a verb prints, and what tests give it instead of the real thing. */
export type Io = {
  env?: NodeJS.ProcessEnv;
  out: (line: string) => void;
  err: (text: string) => void;
  tty: boolean;
  /** Asked for by what can end half way in good order; all else ends at once. */
  signal?: () => AbortSignal;
  /** One port of this machine that addresses may name. */
  loopbackPort?: number;
  /** Another embedder than the bundled one. */
  embedder?: Embedder;
};

type Options = NonNullable<ParseArgsConfig['options']>;

type Given<O extends Options> = {
  values: ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>['values'];
  positionals: string[];
  usage: string;
};

export type Console = Io & { bar: Bar };

type Definition<O extends Options> = {
  /** One line for `frontdesk help`. */
  description: string;
  usage: string;
  options: O;
  /** How many words it takes besides its options: none unless said, at least and at most. */
  words?: [number, number];
  /** Returns the exit code where it is not 0. */
  run: (given: Given<O>, io: Console) => Promise<number | undefined>;
};

export type Verb = { description: string; usage: string; call: (args: string[], io: Io) => Promise<number> };

/** Makes a verb of its options and what it does with them; `call` returns its exit code and never throws. */
export function defineVerb<const O extends Options>(definition: Definition<O>): Verb {
  const { description, options, words = [0, 0], run } = definition;
  const usage = asCalled(definition.usage);
  async function call(args: string[], io: Io): Promise<number> {
    const bar = progressBar(io);
    try {
      if (asksForHelp(args)) {
        io.out(usage);
        return 0;
      }
      const { values, positionals } = parsed(args, options, usage);
      if (positionals.length < words[0] || positionals.length > words[1]) throw new Invalid(usage);
      return (await run({ values, positionals, usage }, { ...io, bar })) ?? 0;
    } catch (error) {
      bar.end();
      io.err(`${sentence(error)}\n`);
      return 1;
    }
  }
  return { description, usage, call };
}

/** Usages name what works in a checkout; an installed program names itself. */
function asCalled(usage: string): string {
  if (basename(process.argv[1] ?? '') !== 'frontdesk') return usage;
  return usage.replace(/npm run (?:-s )?([a-z:]+)(?: --)?/g, 'frontdesk $1');
}

/** Also where the rest of the line is wrong: whoever asks how it goes has not got it right yet. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function parsed<O extends Options>(args: string[], options: O, usage: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    // A long list would push the sentence off the screen.
    const long = usage.split('\n').length > 15;
    throw new Invalid(long ? `${what.replace(/\.$/, '')}. --help lists the options.` : `${what}\n\n${usage}`);
  }
}

function sentence(error: unknown): string {
  if (isAway(error))
    return 'The server that holds the data folder does not answer. Wait until it has started, or stop it and try again.';
  return error instanceof FrontdeskError || error instanceof Misconfigured ? error.message : inspect(error);
}

/** The server that holds the data folder does not answer. */
export const isAway = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed';

type Bar = { show: (progress: Progress) => void; end: () => void };

/** A bar where there is a terminal; elsewhere a line for each step and each tenth. */
function progressBar({ err, tty }: Pick<Io, 'err' | 'tty'>): Bar {
  let last = '';
  return {
    show({ done, total, step }) {
      const share = total ? done / total : 1;
      const width = Math.floor(share * 30);
      const line = tty
        ? `[${'#'.repeat(width)}${'.'.repeat(30 - width)}] ${step} ${done} of ${total}`
        : `${step}: ${Math.floor(share * 10) * 10} % of ${total}`;
      if (line === last) return;
      err(tty ? `\r${line.padEnd(last.length)}` : `${line}\n`);
      last = line;
    },
    end: () => {
      if (tty && last) err(`\r${' '.repeat(last.length)}\r`);
      if (tty) last = '';
    },
  };
}

/** `1 decision`, `2 decisions`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
