/** What an operator wants to know in one look: who lives, what waits, what failed. */
import { parkedWork, unpark, type Work } from '../conversation/tries.js';
import { owedTurn } from '../conversation/turns.js';
import { must, NotFound, Unavailable } from '../errors.js';
import { attempt } from '../platform/attempt.js';
import { type QueueName, queueNames, Silent } from '../platform/jobs.js';
import type { Platform } from '../platform/open.js';
import type { Health } from '../wire/jobs.js';

const ROLES = ['gateway', 'bot', 'handoff'] as const;
/** Longer than any process takes from one report to the next. */
const ALIVE = `interval '60 seconds'`;
const SHOWN = 50;

/** As JSON has it. */
type Owed = { count: number; oldest: string | null };

export async function readHealth(platform: Platform): Promise<Health> {
  const { db, jobs } = platform;
  const reported = await db.query<{ role: string; alive: number; seenAt: Date }>(
    `select role, (count(*) filter (where seen_at > now() - ${ALIVE}))::int as alive, max(seen_at) as "seenAt" from processes group by role`,
  );
  const [owed] = await db.query<{ now: Date } & Record<'turns' | 'queued' | 'mails', Owed>>(
    `select now() as now,
       (select jsonb_build_object('count', count(*), 'oldest', min(first.created_at)) from conversations c
         left join lateral (select min(e.created_at) as created_at from conversation_events e
           where e.conversation_id = c.id and e.role = 'visitor' and e.type = 'message' and e.seq > case c.state when 'queued' then greatest(c.settled_seq, c.passed_seq) else c.settled_seq end) first on true
         where ${owedTurn}) as turns,
       (select jsonb_build_object('count', count(*), 'oldest', min(coalesce(owed_since, queued_at))) from conversations where state = 'queued') as queued,
       (select jsonb_build_object('count', count(*), 'oldest', min(created_at)) from mails
         where sent_at is null and failed_at is null) as mails`,
  );
  const { now, ...waits } = must(owed, 'a row of counts is always there');
  const dated = ({ count, oldest }: Owed) => ({
    count,
    oldest: oldest === null ? null : new Date(oldest).toISOString(),
  });
  // Side by side: a store that is away costs one time-out, not one for each queue.
  const queues = await Promise.all(
    queueNames.map(async (name) => ({ name, counts: await jobs.counts(name).catch(() => null) })),
  );
  const answers = queues.every(({ counts }) => counts !== null);
  const failed = answers ? (await Promise.all(queueNames.map((name) => jobs.failed(name).catch(() => [])))).flat() : [];
  return {
    now: now.toISOString(),
    processes: ROLES.map((role) => {
      const found = reported.find((one) => one.role === role);
      return { role, alive: found?.alive ?? 0, seenAt: found?.seenAt.toISOString() ?? null };
    }),
    store: jobs.store,
    queues,
    owed: { turns: dated(waits.turns), queued: dated(waits.queued), mails: dated(waits.mails) },
    failed: [...(await parked(platform)), ...failed].map((one) => ({
      ...one,
      error: withoutAddresses(one.error),
      at: one.at.toISOString(),
    })),
    mails: await givenUp(platform),
  };
}

/** What is tried no more, beside the rings that failed: an id of `<work>.<conversation>`. */
async function parked({ db }: Platform) {
  return (await parkedWork(db)).map(({ work, error, ...one }) => ({
    ...one,
    id: `${work}.${one.conversationId}`,
    queue: work === 'turn' ? ('bot' as const) : ('handoff' as const),
    error: `${work}: ${error ?? 'the process ended with it'}`,
  }));
}

/** What a mail server or a failing statement says can name an address. */
const withoutAddresses = (text: string): string => text.replace(/[^\s<>"']+@[^\s<>"']+/g, '…');

async function givenUp({ db }: Platform): Promise<Health['mails']> {
  const rows = await db.query<Omit<Health['mails'][number], 'error' | 'at'> & { error: string | null; at: Date }>(
    `select id, kind, attempts, error, failed_at as at from mails where failed_at is not null order by failed_at desc limit ${SHOWN}`,
  );
  return rows.map(({ error, at, ...row }) => ({ ...row, error: withoutAddresses(error ?? ''), at: at.toISOString() }));
}

/** Rings again for a failed job, or forgets it. Throws `NotFound`, `Unavailable` where the store does not answer. */
export async function settleJob(
  platform: Platform,
  job: { queue: QueueName; id: string; what: 'retry' | 'remove' },
): Promise<void> {
  const [, work, conversationId] = /^([a-z]+)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(job.id) ?? [];
  if (work && conversationId) return settleParked(platform, { ...job, work: work as Work, conversationId });
  const done = await platform.jobs[job.what](job.queue, job.id).catch((error) => {
    if (error instanceof Silent) throw new Unavailable('The job store does not answer. Please try again in a moment.');
    // A colleague was quicker.
    return false;
  });
  if (!done) throw new NotFound('This job is not among the failed ones any more.');
}

/** Both let it be tried anew: what is owed to a visitor cannot be forgotten, only what was counted of it. */
async function settleParked(
  platform: Platform,
  { work, conversationId, queue }: { work: Work; conversationId: string; queue: QueueName },
): Promise<void> {
  if (!(await unpark(platform, conversationId, work))) throw new NotFound('This is not parked any more.');
  attempt(platform, queue, platform.jobs.ring(queue, conversationId));
}

/** A mail that was given up is owed again from now on, or forgotten. Throws `NotFound`. */
export async function settleMail({ db }: Platform, mail: { id: string; what: 'retry' | 'remove' }): Promise<void> {
  const [done] = await db.query(
    mail.what === 'retry'
      ? 'update mails set failed_at = null, attempts = 0, next_at = now() where id = $1 and failed_at is not null returning 1'
      : 'delete from mails where id = $1 and failed_at is not null returning 1',
    [mail.id],
  );
  if (!done) throw new NotFound('This mail is not among those that were given up any more.');
}
