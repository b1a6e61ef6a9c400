/** One canned response, as every importer returns it and as `publish.ts` stores it. */
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
};

/** Something wrong in what was loaded: names file and line, and says how to mend it. Nothing is published while there are any. */
export type Problem = { file: string; line?: number; message: string };
