/**
 * Numbers that both sides go by: the schemas refuse what is over them, the screens do not let it come to that. No
 * imports: the browser bundles it.
 */

/** The largest number that a column of PostgreSQL's type `integer` holds. */
export const INT_MAX = 2_147_483_647;

/** Signs in a message, a note or a question. */
export const MESSAGE_MAX = 4_000;
export const FILES_PER_MESSAGE = 5;

/** Signs. */
export const EMAIL_MAX = 254;
export const NAME_MAX = 100;
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;

/** Signs in what a visitor adds to a rating or to a thumb. */
export const COMMENT_MAX = 1_000;
/** Signs in one answer of the form before a conversation. */
export const ANSWER_MAX = 2_000;
/** What a page tells of its visitor: signs in the name of a field, and in its text. */
export const FIELD_NAME_MAX = 64;
export const FIELD_TEXT_MAX = 500;

/** Signs in a tag, and how many a conversation holds. */
export const TAG_MAX = 40;
export const TAGS_MAX = 20;
/** Signs in why somebody was blocked. */
export const WHY_MAX = 300;
/** Signs in what is written beside a change of the knowledge. */
export const NOTE_MAX = 1_000;

/** So many simulated visitors at once. */
export const PRACTICES_MOST = 3;
/** Days for which anything is kept, at most. */
export const KEPT_DAYS_MAX = 3_650;
