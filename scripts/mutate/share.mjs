/**
 * A seeded share of the mutants. Stryker has no sampling, but asks checkers whether a mutant is worth running: this one
 * turns away what is not in the share. Those count nowhere (Stryker calls them invalid).
 */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Each mutant is drawn by itself, by what it is: the same seed draws the same ones, in whatever order and number. */
function isDrawn({ fileName, mutatorName, location: { start, end }, replacement }, { root, share, seed }) {
  const place = [start.line, start.column, end.line, end.column].join(':');
  const name = [seed, relative(root, fileName), place, mutatorName, replacement].join('\n');
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32 < share;
}

class ShareChecker {
  static inject = [commonTokens.options];

  constructor(options) {
    this.options = options.share;
  }

  async init() {}

  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const answer = (mutant) =>
      isDrawn(mutant, this.options) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the share' };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, answer(mutant)]));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'share', ShareChecker)];
