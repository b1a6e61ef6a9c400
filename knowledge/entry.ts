/** One canned response, as every importer returns it and as versions/publish.ts stores it. */
export type Entry = {
  /** The stable id that a content team knows it by; loading the same key again updates. */
  key: string;
  title: string;
  /** In visitors' words; may be empty. */
  questions: string[];
  /** Markdown. */
  answer: string;
  /** A language tag such as `en`. */
  locale: string;
  /** Slugs of the inboxes that may use it; empty means all. */
  inboxes: string[];
  tags: string[];
  link?: string;
  /** Where it came from, for people: a path relative to what was loaded. */
  source?: string;
  /** `agents`: people may send it, the bot may not. */
  audience?: 'agents';
  /** The first and the last day on which it may be used, as YYYY-MM-DD; a day begins and ends at midnight UTC. */
  validFrom?: string;
  validUntil?: string;
  /** When its author last changed it, as the source says: an ISO time. Another time alone is no other content. */
  updatedAt?: string;
};

/**
 * Something wrong in what was loaded: names file and line, and says how to mend it. Nothing is published while there
 * are any.
 */
export type Problem = { file: string; line?: number; message: string };
