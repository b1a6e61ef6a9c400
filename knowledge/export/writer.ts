/** What writes entries in some format. */
import type { Entry } from '../entry.js';

/** `notes` name what the format cannot hold. Paths stand below the folder that is written to. */
export type Written = { files: { path: string; text: string }[]; notes?: string[] };

export type Writer = (entries: Entry[]) => Written;
