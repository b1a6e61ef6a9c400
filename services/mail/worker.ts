/**
 * Sends what is owed by mail, in its own round beside the sweep: a mail server that hangs
 * holds up nobody's conversation.
 */
import { eventsAfter } from '../conversation/events.js';
import { messageOf } from '../errors.js';
import { type Mailer, NotMailed, openMailer, SEND_MS } from '../platform/mail.js';
import type { Platform } from '../platform/open.js';
import { every } from '../platform/processes.js';
import type { Hours } from '../wire/inboxes.js';
import { claimMail, dropMail, endMail, forgetMails, type MailRow, oweMissed } from './mails.js';
import { oweReminders, stillWaiting } from './reminders.js';
import { type Letter, missedLetter, transcriptLetter, unclaimedLetter } from './text.js';

/** With the first wait of half a minute and the longest of an hour: some four hours until we give up. */
export const TRIES = 12;
const LONGEST_MS = 3_600_000;
const LEASE_MS = 3 * SEND_MS;
const BATCH = 20;

/**
 * Starts the rounds, where this installation sends mail. Returns how to stop; waits for the mail that is being sent.
 */
export function startMail(platform: Platform): () => Promise<void> {
  const { config, log } = platform;
  if (!config.mail) return async () => {};
  const mailer = openMailer(config.mail);
  const stopping = new AbortController();
  const stopRounds = every(
    config.timing.sweep,
    () => sendMails(platform, mailer, () => stopping.signal.aborted),
    (error) => log.warn({ err: error.message }, 'mails failed'),
  );
  return async () => {
    stopping.abort();
    await stopRounds();
  };
}

/** One round: what became due, then what is owed, one after the other. `stopped` ends it between two mails. */
export async function sendMails(platform: Platform, mailer: Mailer, stopped = () => false): Promise<string> {
  // What one of them cannot do keeps no mail that is owed already waiting.
  for (const step of [oweMissed, () => oweReminders(platform), forgetMails])
    await step(platform).catch((error) => platform.log.warn({ err: messageOf(error) }, 'owing mails failed'));
  let sent = 0;
  let left = 0;
  while (sent + left < BATCH && !stopped()) {
    const mail = await claimMail(platform, LEASE_MS);
    if (!mail) break;
    if (await sendOne(platform, mailer, mail)) sent++;
    else left++;
  }
  return `sent ${sent}, left ${left}`;
}

async function sendOne(platform: Platform, mailer: Mailer, mail: MailRow): Promise<boolean> {
  const { metrics, log, config } = platform;
  try {
    // Each try before ended with its process, and said nothing.
    if (mail.attempts > TRIES) throw new NotMailed('the process ended with it', true);
    const letter = await write(platform, mail);
    if (!letter) {
      await dropMail(platform, mail);
      return false;
    }
    await mailer.send({ id: mail.id, to: mail.recipient, ...letter });
  } catch (error) {
    const message = messageOf(error);
    const over = mail.attempts >= TRIES || (error instanceof NotMailed && error.final);
    const retryMs = over ? undefined : Math.min(LONGEST_MS, config.timing.mailRetry * 2 ** (mail.attempts - 1));
    await endMail(platform, mail, { error: message, retryMs });
    metrics.mails.inc({ kind: mail.kind, outcome: over ? 'failed' : 'retried' });
    // The server's own words can name the address; the row keeps them.
    const fields = { mailId: mail.id, kind: mail.kind, attempts: mail.attempts, code: message.split(' ')[0] };
    if (over) log.warn(fields, 'a mail could not be sent and is given up');
    else log.debug(fields, 'a mail is tried again later');
    return false;
  }
  await endMail(platform, mail, { sent: true });
  metrics.mails.inc({ kind: mail.kind, outcome: 'sent' });
  return true;
}

/** Written from the log as it is now. Undefined where nothing is left to say. */
async function write(platform: Platform, mail: MailRow): Promise<Letter | undefined> {
  const { db, config } = platform;
  if (mail.kind === 'unclaimed') return writeUnclaimed(platform, mail);
  const [about] = await db.query<{ name: string; origins: string[]; page: unknown; seen: number }>(
    `select i.name, i.origins, c.context->>'page' as page, c.visitor_seen_seq as seen
     from conversations c join inboxes i on i.slug = c.inbox where c.id = $1`,
    [mail.conversationId],
  );
  if (!about) return undefined;
  const { from = 0, upTo } = mail.payload;
  const missed = mail.kind === 'missed';
  const events = (await eventsAfter(db, mail.conversationId, missed ? Math.max(from, about.seen) : 0, 10_000)).filter(
    (event) => event.seq <= upTo && (!missed || (event.type === 'message' && event.role === 'agent')),
  );
  if (missed && events.length === 0) return undefined;
  const props = { locale: mail.locale, name: about.name, events, link: chatLink(about, config.publicUrl) };
  return missed ? missedLetter(props) : transcriptLetter(props);
}

async function writeUnclaimed(
  { db, config }: Platform,
  { payload, locale }: Extract<MailRow, { kind: 'unclaimed' }>,
): Promise<Letter | undefined> {
  const [inbox] = await db.query<{ name: string; hours: Hours | null }>(
    'select name, hours from inboxes where slug = $1',
    [payload.inbox],
  );
  const waiting = await stillWaiting(db, payload.conversations);
  if (!inbox || waiting.length === 0) return undefined;
  const desk = config.publicUrl && new URL('/console', config.publicUrl).href;
  return unclaimedLetter({
    ...{ locale, name: inbox.name, timeZone: inbox.hours?.timeZone },
    waiting: waiting.map(({ id, since }) => ({ since, link: desk && `${desk}#/conversations/${id}` })),
  });
}

/**
 * The page where the chat was, if it is one of the inbox's: any other address was only claimed by
 * whoever opened the conversation.
 */
export function chatLink(
  { origins, page }: { origins: string[]; page: unknown },
  publicUrl: string | undefined,
): string | undefined {
  const ours = publicUrl ? [new URL(publicUrl).origin] : [];
  if (typeof page === 'string' && URL.canParse(page) && [...origins, ...ours].includes(new URL(page).origin))
    return page;
  return publicUrl;
}
