/** What a language has to have words for. */

/**
 * Each a list of phrases between commas. `(a|b)` in one stands for either, `( c|)` for `c` or nothing. Upper case,
 * accents and punctuation do not matter.
 */
export type Phrases = {
  hello: string;
  /** Thanks, and whatever else says that all is well: "that worked", "got it". */
  thanks: string;
  goodbye: string;
  /** "I need help", and nothing about what. */
  help: string;
  /** "I have a question", and not which. */
  question: string;
  /** Looking for somebody at the other end: with a question mark, and without one. */
  called: string;
  calling: string;
  /** Asking for a person in so many words, where no verb of talking gives it away. */
  person: string;
  /** "Are you ...", which goes on with one of these nouns, and words around it. */
  botAsks: string;
  botNouns: string;
  botWords: string;
  /** What asks the same by itself. */
  bot: string;
  /** Say nothing beside the others: "so much", "again", "please". */
  filler: string;
  /** At the end of a message it asks on, however content the rest sounds: "ok, and then?" */
  goesOn: string;
  yes: string;
  no: string;
  /** Stand around a number that is sent alone: "my order number is". */
  number: string;
  /** What to look for when only a number is known. */
  order: string;
  /** What a number is of, where it stands right before it: "parcel 48213". */
  numbered: string;
  /** Between two things that are asked at once. */
  joins: string;
  /** Between two clauses of one sentence. */
  clauses: string;
  /** First words of a question, of a wish ("i want"), and verbs that a wish goes on with ("get a refund"). */
  asks: string;
  wishes: string;
  does: string;
  /** Insults, swearing and complaints about everything, wherever they stand in a message. */
  angry: string;
  /** Words that give the language away, between spaces: small ones that say nothing else, and what shops are asked about. */
  telling: string;
  shop: string;
};
