/** Entries -> files in a format by name. */
import { csv, json, markdown, yaml } from './own.js';
import { vendorWriters } from './vendors.js';
import type { Writer } from './writer.js';

export type { Written } from './writer.js';

/** Every format there is. The first four are ours and lose nothing. */
export const writers: Record<string, Writer> = { markdown, json, yaml, csv, ...vendorWriters };

/** What a path says about the format where none is named: a file by its ending, else a folder of Markdown. */
export const formatFor = (path: string): string =>
  ({ json: 'json', csv: 'csv', yaml: 'yaml', yml: 'yaml' })[/\.(\w+)$/.exec(path.toLowerCase())?.[1] ?? ''] ??
  'markdown';
