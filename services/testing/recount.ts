/**
 * The report counted a second time, from the raw log and by other means: plain arrays instead of SQL, spans of states
 * instead of a fold, the calendar of Intl instead of the database's. Shares no code with what it checks.
 */
import type { Sql } from '../platform/db.js';
import type { Figures } from '../wire/reports.js';

type Raw = {
  id: string;
  inbox: string;
  startedAt: Date;
  seq: number;
  type: string;
  role: string;
  agentId: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: as it lies in the log
  body: any;
  at: Date;
};
type Span = { state: string; owner?: string; from: number; to?: number; endedBy?: string; into?: string };
export type Chat = {
  id: string;
  inbox: string;
  startedAt: Date;
  log: Raw[];
  spans: Span[];
  owners: string[];
  entries: string[];
  reason?: string;
  judged: { verdict: string; entry: string; kind: string }[];
};

const DAY = 86_400;

export async function readChats(sql: Sql): Promise<Chat[]> {
  const rows = await sql.query<Raw>(
    `select c.id, c.inbox, c.created_at as "startedAt", e.seq, e.type, e.role, e.agent_id as "agentId", e.body, e.created_at as at
     from conversations c left join conversation_events e on e.conversation_id = c.id order by c.id, e.seq`,
  );
  const labels = await sql.query<{
    id: string;
    decision: number;
    verdict: string;
    entry: string;
    kind: string;
    by: string;
  }>(
    `select d.conversation_id as id, d.id as decision, d.verdict, d.candidates->0->>'key' as entry, l.kind, l.by
     from labels l join decisions d on d.id = l.decision_id order by l.id`,
  );
  const chats = new Map<string, Chat>();
  for (const row of rows) {
    const chat = chats.get(row.id) ?? {
      id: row.id,
      inbox: row.inbox,
      startedAt: row.startedAt,
      log: [],
      spans: [{ state: 'bot', from: seconds(row.startedAt) }],
      owners: [],
      entries: [],
      judged: [],
    };
    chats.set(row.id, chat);
    if (row.seq !== null) chat.log.push(row);
  }
  for (const chat of chats.values()) {
    for (const event of chat.log.filter(({ type }) => type === 'move')) {
      const { to } = event.body.move;
      const last = chat.spans.at(-1) as Span;
      Object.assign(last, { to: seconds(event.at), endedBy: event.role, into: to });
      chat.spans.push({ state: to, owner: event.body.after?.agentId, from: seconds(event.at) });
    }
    chat.owners = [...new Set(chat.spans.flatMap(({ owner }) => owner ?? []))];
    chat.entries = [...new Set(chat.log.flatMap(({ role, body }) => (role === 'bot' ? (body.entries ?? []) : [])))];
    chat.reason = chat.log.find(({ body }) => body.move?.name === 'escalate')?.body.move.reason;
  }
  for (const decision of new Set(labels.map(({ decision }) => decision))) {
    const given = labels.filter((label) => label.decision === decision);
    const counts = given.filter(({ by }) => by !== 'visitor').at(-1) ?? given.at(-1);
    if (counts) chats.get(counts.id)?.judged.push(counts);
  }
  return [...chats.values()];
}

const seconds = (date: Date): number => date.getTime() / 1000;

/** A formatter a zone: making one takes longer than a thousand dates. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function clock(at: Date, zone: string): string {
  let format = clocks.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    clocks.set(zone, format);
  }
  return format.format(at);
}
/** The day, and the hour, on a clock in this zone. */
export const localDay = (at: Date, zone: string): string => clock(at, zone).slice(0, 10);
export const localHour = (at: Date, zone: string): number => Number(clock(at, zone).slice(11, 13));

const engaged = ({ log }: Chat): boolean =>
  log.some(({ type, role, body }) => (type === 'message' && role === 'visitor') || body.move?.name === 'escalate');

/**
 * All figures of these conversations; with `agent`, that agent's share of them. `entry`: only what was judged of its answers.
 */
export function recount(chats: Chat[], { agent, entry }: { agent?: string; entry?: string } = {}) {
  const now = Date.now() / 1000;
  const asked = chats.filter(engaged);
  const firstResolved = ({ spans }: Chat) => spans.find(({ state }) => state === 'resolved');
  const soon = (chat: Chat) => {
    const span = firstResolved(chat);
    return span?.to !== undefined && span.to - span.from <= 7 * DAY;
  };
  const known = (chat: Chat) => (firstResolved(chat)?.from ?? seconds(chat.startedAt)) <= now - 7 * DAY;
  const holds = (chat: Chat) => firstResolved(chat) !== undefined && firstResolved(chat)?.to === undefined;
  const neverWithPeople = ({ spans }: Chat) => spans.every(({ state }) => state === 'bot' || state === 'resolved');
  const firstWait = ({ spans }: Chat) => spans.find(({ state }) => state === 'queued');
  const waitOver = chats.filter((chat) => firstWait(chat)?.to !== undefined);
  const rated = chats.flatMap((chat) => {
    const rating = chat.log.filter(({ type }) => type === 'rating').at(-1);
    if (!rating || (agent && chat.spans.findLast(({ owner }) => owner)?.owner !== agent)) return [];
    const person = chat.log.some(({ type, role, seq }) => type === 'message' && role === 'agent' && seq < rating.seq);
    return [{ score: rating.body.rating.score as number, person }];
  });
  const csat = (some: typeof rated) => ({
    ...rate(some.length, some.filter(({ score }) => score >= 4).length),
    mean: mean(some.map(({ score }) => score)),
  });
  const judged = chats.flatMap(({ judged }) => judged).filter((one) => entry === undefined || one.entry === entry);
  const answers = judged.filter(({ verdict }) => verdict === 'answer');
  const handoffs = judged.filter(
    ({ verdict, kind }) => verdict === 'handoff' && kind.endsWith('_handoff') && entry === undefined,
  );
  const figures: Figures = {
    resolution: rate(asked.length, asked.filter(holds).length),
    durable: {
      ...rate(
        asked.filter(known).length,
        asked.filter((chat) => known(chat) && firstResolved(chat) && !soon(chat)).length,
      ),
      pending: asked.filter((chat) => !known(chat)).length,
    },
    deflection: rate(
      asked.length,
      asked.filter((chat) => holds(chat) && neverWithPeople(chat) && chat.entries.length > 0).length,
    ),
    handoff: rate(asked.length, asked.filter(({ reason }) => reason !== undefined).length),
    reopened: {
      ...rate(
        chats.filter((chat) => firstResolved(chat) && known(chat)).length,
        chats.filter((chat) => known(chat) && soon(chat)).length,
      ),
      pending: chats.filter((chat) => firstResolved(chat) && !known(chat)).length,
    },
    abandonment: {
      ...rate(
        waitOver.length,
        waitOver.filter(
          (chat) =>
            firstWait(chat)?.into !== 'assigned' &&
            firstWait(chat)?.endedBy !== 'agent' &&
            !helpedIn(chat, firstWait(chat)),
        ).length,
      ),
      pending: chats.filter((chat) => firstWait(chat) && firstWait(chat)?.to === undefined).length,
    },
    firstReply: times(chats.map(firstReply)),
    humanReply: times(chats.map((chat) => humanReply(chat, agent))),
    toAssignment: times(
      chats.map(({ spans }) => {
        const served = spans.findIndex(({ state, into }) => state === 'queued' && into === 'assigned');
        if (agent && spans.find(({ owner }) => owner)?.owner !== agent) return undefined;
        return lasted(spans[served]);
      }),
    ),
    wait: times(
      chats.map(({ spans }) => total(spans.filter(({ state, to }) => state === 'queued' && to !== undefined))),
    ),
    handle: times(
      chats.map(({ spans }) => {
        if (spans.at(-1)?.state === 'assigned') return undefined;
        return total(spans.filter(({ state, owner }) => state === 'assigned' && (!agent || owner === agent)));
      }),
    ),
    csat: csat(rated),
    csatBot: csat(rated.filter(({ person }) => !person)),
    csatHuman: csat(rated.filter(({ person }) => person)),
    answersRight: rate(
      answers.length,
      answers.filter(({ kind }) => ['helpful', 'bot_was_right'].includes(kind)).length,
    ),
    handoffsRight: rate(handoffs.length, handoffs.filter(({ kind }) => kind === 'good_handoff').length),
  };
  return { started: chats.length, engaged: asked.length, figures };
}

/** The bot gave an answer in this wait, and the visitor ended it. */
const helpedIn = ({ log }: Chat, wait: Span | undefined): boolean =>
  wait?.endedBy === 'visitor' &&
  log.some(
    ({ role, at, body }) =>
      role === 'bot' &&
      body.entries &&
      seconds(at) >= wait.from &&
      seconds(at) <= (wait.to ?? Number.POSITIVE_INFINITY),
  );

function firstReply({ log }: Chat): number | undefined {
  const asked = log.find(({ type, role }) => type === 'message' && role === 'visitor');
  const reply = log.find(
    ({ type, role, seq }) => type === 'message' && asked && seq > asked.seq && (role === 'bot' || role === 'agent'),
  );
  return asked && reply ? seconds(reply.at) - seconds(asked.at) : undefined;
}

/** From when it last came to people before an agent wrote first. */
function humanReply({ log, spans }: Chat, agent: string | undefined): number | undefined {
  const reply = log.find(({ type, role }) => type === 'message' && role === 'agent');
  if (!reply || (agent && reply.agentId !== agent)) return undefined;
  const before = spans.filter(({ from }) => from <= seconds(reply.at));
  const lastWithout = before.findLastIndex(({ state }) => state === 'bot' || state === 'resolved');
  return seconds(reply.at) - (before[lastWithout + 1]?.from ?? Number.NaN);
}

const lasted = (span: Span | undefined): number | undefined =>
  span?.to === undefined ? undefined : span.to - span.from;
const total = (spans: Span[]): number | undefined =>
  spans.length ? spans.reduce((sum, span) => sum + (lasted(span) ?? 0), 0) : undefined;
const rate = (of: number, count: number) => ({ value: of ? count / of : null, of, count });
const mean = (some: number[]) => (some.length ? some.reduce((a, b) => a + b, 0) / some.length : null);

function times(all: (number | undefined)[]) {
  const some = all.filter((one) => one !== undefined).sort((a, b) => a - b);
  const quantile = (q: number): number | null => {
    if (!some.length) return null;
    const at = q * (some.length - 1);
    const [low, high] = [some[Math.floor(at)] as number, some[Math.ceil(at)] as number];
    return low + (high - low) * (at - Math.floor(at));
  };
  return { value: quantile(0.5), of: some.length, mean: mean(some), p90: quantile(0.9) };
}
