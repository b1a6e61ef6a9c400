/** What the functions that add endpoints are handed: one shape for all of them. */
import type { Variable } from '../../knowledge/variables.js';
import type { Platform } from '../platform/open.js';
import type { Looked } from './manage/audit.js';
import type { Add } from './routes.js';
import type { Hub } from './stream/stream.js';

/** What the bot has for an agent who writes; handed in by main.ts, since the gateway does not know the bot. */
export type Bot = {
  suggest: (conversationId: string) => Promise<{ key: string; fit: number }[]>;
  draft: (conversationId: string, values: Partial<Record<Variable, string>>, signal: AbortSignal) => Promise<string>;
};

export type Gate = {
  add: Add;
  platform: Platform;
  hub: Hub;
  bot: Bot;
  /** Writes down that somebody read what is not their own. */
  looked: Looked;
};
