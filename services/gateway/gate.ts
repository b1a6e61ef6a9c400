/** What every handler is handed besides the request: one for an app. */
import type { Variable } from '../../knowledge/variables.js';
import type { Db } from '../platform/db.js';
import type { Platform } from '../platform/open.js';
import { createLimits, type Limits } from './limits.js';
import { type Looked, readings } from './manage/audit.js';
import { createHub, type Hub } from './stream/stream.js';
import { createSeats, type Seats } from './visitor/events.js';

/** What the bot has for an agent who writes; handed in by main.ts, since the gateway does not know the bot. */
export type Bot = {
  suggest: (conversationId: string) => Promise<{ key: string; fit: number }[]>;
  draft: (conversationId: string, values: Partial<Record<Variable, string>>, signal: AbortSignal) => Promise<string>;
};

/** Reasons why this process should get no traffic yet; empty means ready. */
export type Readiness = () => Promise<string[]>;

export type Gate = {
  platform: Platform;
  db: Db;
  hub: Hub;
  bot: Bot;
  readiness: Readiness;
  limits: Limits;
  /** Writes down that somebody read what is not their own. */
  looked: Looked;
  /** The open streams of each visitor. */
  seats: Seats;
};

export const createGate = (platform: Platform, readiness: Readiness, bot: Bot): Gate => ({
  platform,
  db: platform.db,
  hub: createHub(platform),
  bot,
  readiness,
  limits: createLimits(),
  looked: readings(platform),
  seats: createSeats(),
});
