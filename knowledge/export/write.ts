/** Entries -> files in a format by name. */
import type { Entry } from '../entry.js';
import { csv, json, markdown, yaml } from './own.js';
import { vendorWriters } from './vendors.js';

/** `notes` name what the format cannot hold. Paths stand below the folder that is written to. */
export type Written = { files: { path: string; text: string }[]; notes?: string[] };

export type Writer = (entries: Entry[]) => Written;

/** Every format there is. The first four are ours and lose nothing. */
export const writers: Record<string, Writer> = { markdown, json, yaml, csv, ...vendorWriters };

/** What a path says about the format where none is named: a file by its ending, else a folder of Markdown. */
export const formatFor = (path: string): string =>
  ({ json: 'json', csv: 'csv', yaml: 'yaml', yml: 'yaml' })[/\.(\w+)$/.exec(path.toLowerCase())?.[1] ?? ''] ??
  'markdown';
