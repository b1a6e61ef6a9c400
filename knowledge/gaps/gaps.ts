/**
 * The loop that closes gaps: what visitors asked and did not get (a good) answer to, grouped by meaning, the dearest
 * group first; what agents answered then, to begin an entry with; and what became of the groups that were closed.
 * Closing one is in close.ts.
 */
import type { Db, Sql } from '../../services/platform/db.js';
import type { Embedder } from '../../services/platform/embedder.js';
import type { GapsReply } from '../../services/wire/knowledge.js';
import { inTurns } from '../batches.js';
import { limits } from '../check.js';
import { gapQuestions } from './asked.js';
import { changeOf, closedGaps, isClosed } from './closed.js';
import { type Group, groupQuestions } from './costs.js';
import { embedQuestions, fromMiddle, middleOf, questionsWithout, vectorsOf } from './question-vectors.js';
import { bestReplies, type Handoff, type Reply, repliesAfter } from './work.js';

export type GapsProps = { days?: number | undefined; inbox?: string | undefined };

const DAYS = 30;
/** Nobody works through more; closing some brings up the next. */
const MOST_GAPS = 200;
/** As many as closeGapBody takes. */
const MOST_DECISIONS = 1_000;
const MOST_CLOSED = 50;
const MOST_REPLIES = 5;
/** Conversations of a group that are looked through for replies, those of the most central questions. */
const LOOKED_THROUGH = 20;
/**
 * The measured change looks back twice 28 days; what is older than the background's two days and has no vector gets one
 * here, so many at a time.
 */
const CHANGE_DAYS = 56;
const EMBED_MOST = 2_000;

type Running = { key: string; reply: Promise<GapsReply> };
const readings = new WeakMap<Db, { running: Running[]; last: Promise<unknown> }>();

function readingsOf(db: Db) {
  const mine = readings.get(db) ?? { running: [], last: Promise.resolve() };
  readings.set(db, mine);
  return mine;
}

/** Heavy: a process reads one at a time, and who asks the same meanwhile gets the same. */
export function readGaps(db: Db, embedder: Embedder, { days = DAYS, inbox }: GapsProps): Promise<GapsReply> {
  const mine = readingsOf(db);
  const key = JSON.stringify([days, inbox]);
  const same = mine.running.find((one) => one.key === key);
  if (same) return same.reply;
  const reply: Promise<GapsReply> = mine.last
    .then(() => gapsNow(db, embedder, days, inbox))
    .finally(() => {
      mine.running = mine.running.filter((one) => one.reply !== reply);
    });
  mine.running.push({ key, reply });
  mine.last = reply.catch(() => {});
  return reply;
}

/** Something was closed: who asks from now on must not get what was read before. */
export function forgetReadings(db: Db): void {
  readingsOf(db).running = [];
}

async function gapsNow(db: Db, embedder: Embedder, days: number, inbox: string | undefined): Promise<GapsReply> {
  const { asked, more } = await gapQuestions(db, { days, inbox });
  const ids = asked.map(({ id }) => id);
  await embedQuestions(db, embedder, ids);
  const middle = await middleOf(db, embedder.model);
  const raw = await vectorsOf(db, embedder.model, ids);
  const vectors = new Map([...raw].map(([id, vector]) => [id, fromMiddle(vector, middle)]));
  const closed = await closedGaps(db, embedder.model, { middle, inbox });
  const open = await inTurns(asked, (one) => {
    const vector = vectors.get(one.id);
    // Without a vector: erased since it was read.
    return vector && !isClosed(one, vector, closed) ? [one] : [];
  });
  const groups = await groupQuestions(db, open.flat(), vectors);
  const shown = groups.slice(0, MOST_GAPS);
  const titles = await titlesOf(db, shown);
  const replies = await repliesAfter(
    db,
    shown.flatMap(({ handoffs }) => handoffs.slice(0, LOOKED_THROUGH)),
  );
  return {
    gaps: shown.map((group) => present(group, titles, replies)),
    closed: await withChange(db, embedder, { closed: closed.slice(0, MOST_CLOSED), middle, inbox }),
    read: asked.length,
    more,
    days,
  };
}

function present(group: Group, titles: Map<string, string>, replies: Map<Handoff, Reply[]>): GapsReply['gaps'][number] {
  const { best, questions, handoffs, ids, ...figures } = group;
  const said = handoffs.map((handoff) => replies.get(handoff) ?? []);
  const [nearest] = best.flatMap((one) => {
    const title = titles.get(one.key);
    return title === undefined ? [] : [{ ...one, title }];
  });
  return {
    ...figures,
    question: clipped(group.question),
    decisions: ids.slice(0, MOST_DECISIONS),
    handoffs: new Set(handoffs.map(({ conversationId }) => conversationId)).size,
    ...(nearest && { nearest }),
    questions: questions
      .slice(0, limits.questions)
      .map(({ text, at, ...one }) => ({ text: clipped(text), at: at.toISOString(), ...one })),
    replies: bestReplies(said, MOST_REPLIES).map(({ at, ...reply }) => ({ ...reply, at: at.toISOString() })),
  };
}

/** An example of an entry holds no more, and what stands for a group is to be read at a glance. */
const clipped = (text: string): string => text.trim().slice(0, limits.question).toWellFormed();

/** Of entries that are in the current version still. */
async function titlesOf(sql: Sql, groups: Group[]): Promise<Map<string, string>> {
  const keys = [...new Set(groups.flatMap(({ best }) => best.map(({ key }) => key)))];
  const rows = await sql.query<{ key: string; title: string }>(
    `select e.key, e.title from installation i join version_entries m on m.version_id = i.current_version
     join entries e on e.id = m.entry_id where e.key = any ($1)`,
    [keys],
  );
  return new Map(rows.map(({ key, title }) => [key, title]));
}

type ChangeProps = {
  closed: Awaited<ReturnType<typeof closedGaps>>;
  middle: Float32Array | undefined;
  inbox: string | undefined;
};

async function withChange(
  db: Db,
  embedder: Embedder,
  { closed, middle, inbox }: ChangeProps,
): Promise<GapsReply['closed']> {
  if (closed.some(({ publishedAt }) => publishedAt))
    await embedQuestions(
      db,
      embedder,
      await questionsWithout(db, embedder.model, { days: CHANGE_DAYS, limit: EMBED_MOST }),
    );
  const told: GapsReply['closed'] = [];
  for (const gap of closed) {
    const { id, question, state, key, by, at, publishedAt } = gap;
    told.push({
      id,
      question: clipped(question),
      state,
      ...(key && { key }),
      ...(by && { by }),
      at: at.toISOString(),
      ...(publishedAt && { publishedAt: publishedAt.toISOString() }),
      ...(await changeOf(db, embedder.model, { gap, middle, inbox })),
    });
  }
  return told;
}
