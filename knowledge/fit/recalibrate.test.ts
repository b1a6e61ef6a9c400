import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { watchDrift } from '../../services/bot/worker.js';
import type { Stack } from '../../services/testing/stack.js';
import { failure, someVisitor, startBare } from '../../services/testing/verbs.js';
import type { Verdict } from '../../services/wire/conversation.js';
import { confidenceOf, logOddsOf, relearned } from '../decide/confidence.js';
import { decide } from '../decide/decide.js';
import { replay } from '../decide/replay.js';
import { driftOf, type JudgedDecision, judgedDecisions, learnFrom } from './learning.js';
import { promised } from './promise.js';
import { recalibrate } from './recalibrate.js';

const judged = (confidence: number, right: boolean, verdict: Verdict = 'answer'): JudgedDecision => ({
  verdict,
  right,
  confidence,
  unlearned: confidence,
});
const many = (n: number, of: (i: number) => JudgedDecision) => Array.from({ length: n }, (_, i) => of(i));

test('too few labels teach nothing; labels that agree with the promise hardly move it; labels that do not, move it their way', () => {
  expect(learnFrom(many(19, () => judged(0.9, false)))).toBeUndefined();
  const kept = learnFrom(many(400, (i) => judged(0.9, i % 10 !== 0)));
  expect(relearned(0.9, kept as never)).toBeCloseTo(0.9, 2);
  const worse = learnFrom(many(400, (i) => judged(0.9, i % 2 === 0)));
  expect(relearned(0.9, worse as never)).toBeLessThan(0.65);
  const some = learnFrom(many(25, (i) => judged(0.9, i % 2 === 0)));
  expect(relearned(0.9, some as never)).toBeGreaterThan(relearned(0.9, worse as never));
});

test('however the labels fall, more confidence stays more probability', () => {
  const upside = learnFrom([...many(200, () => judged(0.95, false)), ...many(200, () => judged(0.2, true))]);
  const curve = [0.05, 0.2, 0.5, 0.8, 0.95].map((p) => relearned(p, upside as never));
  expect(curve).toEqual([...curve].sort((a, b) => a - b));
  for (const p of curve) expect(p).toBeGreaterThan(0);
});

test('the alarm rings when more is wrong than promised and not by chance, and only about answers', () => {
  expect(driftOf(many(100, (i) => judged(0.95, i % 20 !== 0))).alarm).toBe(false);
  expect(driftOf(many(100, (i) => judged(0.95, i % 5 !== 0)))).toMatchObject({ answers: 100, alarm: true });
  expect(driftOf(many(10, () => judged(0.95, false))).alarm).toBe(false);
  expect(driftOf(many(100, () => judged(0.95, false, 'handoff')))).toMatchObject({ answers: 0, alarm: false });
  // By hand: three fair coins, two or more heads, is one half.
  expect(driftOf(many(100, (i) => judged(0.5, i % 2 === 0))).alarm).toBe(false);
});

let stack: Stack;
let conversation: string;
beforeAll(async () => {
  stack = await startBare('embedded');
  conversation = (await someVisitor(stack.platform)).id;
}, 120_000);
afterAll(() => stack?.drop());
beforeEach(async () => {
  await stack.platform.db.query('delete from decisions');
  await stack.platform.db.query('update versions set learned = null');
});

/** Asks for real and keeps the decision as the bot does; returns its id. */
async function asked(text: string, locale = 'en'): Promise<number> {
  const { db, models } = stack.platform;
  const it = await decide(
    { sql: db, embedder: models.embedder },
    { text, inbox: { slug: 'default', maxWrongAnswers: 0.05 }, locale },
  );
  const [row] = await db.query<{ id: number }>(
    `insert into decisions (conversation_id, question, from_seq, to_seq, version_id, candidates, features, confidence, thresholds, verdict, reason, ms)
     values ($1, $2, 1, 1, $3, $4, $5, $6, $7, $8, $9, 1) returning id`,
    [
      conversation,
      text,
      it.version,
      JSON.stringify(it.candidates),
      JSON.stringify(it.features),
      it.confidence,
      JSON.stringify(it.thresholds),
      it.verdict,
      it.reason ?? null,
    ],
  );
  return row?.id as number;
}
const label = (decision: number, by: string, kind: string, entry?: string) =>
  stack.platform.db.query('insert into labels (decision_id, by, kind, entry) values ($1, $2, $3, $4)', [
    decision,
    by,
    kind,
    entry ?? null,
  ]);

test('an agent outranks the visitor, the last word counts, and what is said of the text says nothing of the search', async () => {
  const { db } = stack.platform;
  const id = await asked('How do I reset my password?');
  expect(await judgedDecisions(db, { days: 1 })).toEqual([]);
  await label(id, 'visitor', 'unclear');
  expect(await judgedDecisions(db, { days: 1 })).toEqual([]);
  await label(id, 'visitor', 'helpful');
  await label(id, 'visitor', 'not_my_question');
  expect(await judgedDecisions(db, { days: 1 })).toMatchObject([{ right: false, verdict: 'answer' }]);
  await label(id, 'an agent', 'bot_was_right');
  expect(await judgedDecisions(db, { days: 1 })).toMatchObject([{ right: true }]);
  const [row] = await db.query<{ best: string }>(`select candidates -> 0 ->> 'key' as best from decisions`);
  await label(id, 'an agent', 'avoidable_handoff', 'another/entry');
  expect(await judgedDecisions(db, { days: 1 })).toMatchObject([{ right: false }]);
  await label(id, 'an agent', 'avoidable_handoff', row?.best);
  const [one] = await judgedDecisions(db, { days: 1 });
  expect(one).toMatchObject({ right: true });
  // What it was before anything was learned is what it was when it was made.
  expect(one?.unlearned).toBeCloseTo(one?.confidence as number, 4);
});

test('calibrating shows first, changes when told to, is forgotten when told to, and every next question feels it', async () => {
  const { db } = stack.platform;
  expect(await failure(recalibrate(db, { apply: true }))).toMatchObject({ status: 400 });
  const before = await promised(db);
  const id = await asked('How do I reset my password?');
  await db.query(
    `insert into decisions (conversation_id, question, from_seq, to_seq, version_id, candidates, features, confidence, thresholds, verdict, ms)
     select conversation_id, question, 1, 1, version_id, candidates, features, confidence, thresholds, verdict, 1
     from decisions, generate_series(1, 199) where id = $1`,
    [id],
  );
  await db.query(
    `insert into labels (decision_id, by, kind) select id, 'visitor', case when id % 2 = 0 then 'helpful' else 'not_my_question' end from decisions`,
  );
  const shown = await recalibrate(db, {});
  expect(shown).toMatchObject({ labels: 200, applied: false, before: null, drift: { answers: 200, alarm: true } });
  expect(shown.lastWeek).toMatchObject({ decisions: 200, answeredNow: 200, answeredThen: 0, fewerAnswered: 200 });
  expect(await promised(db)).toMatchObject({ inboxes: before?.inboxes });
  await watchDrift(stack.platform);
  expect(await stack.platform.metrics.drift.get()).toMatchObject({ values: [{ value: 1 }] });

  expect(await recalibrate(db, { apply: true, by: 'Ann' })).toMatchObject({ applied: true });
  const again = await asked('How do I reset my password?');
  const [row] = await db.query<{ confidence: number; was: number; verdict: string }>(
    `select d.confidence, w.confidence as was, d.verdict from decisions d, decisions w where d.id = $1 and w.id = $2`,
    [again, id],
  );
  expect(row?.confidence).toBeLessThan((row?.was as number) - 0.2);
  expect(row?.verdict).not.toBe('answer');

  const forgotten = await recalibrate(db, { reset: true });
  expect(forgotten).toMatchObject({ applied: true, after: null });
  expect((await db.query('select learned from versions where learned is not null')).length).toBe(0);
});

test('a replay against what is in force finds nothing changed, and with a stricter threshold says what', async () => {
  const { db, models } = stack.platform;
  const services = { sql: db, embedder: models.embedder };
  const questions = ['How do I reset my password?', 'who painted the ceiling', 'hello', 'when do i get my refund'];
  for (const question of questions) await asked(question);
  const same = await replay(services, { since: 3_600 });
  expect(same).toMatchObject({ decisions: 4, changed: [] });
  expect(same.after).toEqual(same.before);
  const strict = await replay(services, { since: 3_600, threshold: 1 });
  expect(strict.after.answer).toBe(0);
  expect(strict.changed.map(({ question }) => question).sort()).toEqual(
    ['How do I reset my password?', 'when do i get my refund'].filter(
      (_, i) => same.before.answer > i, // whichever of them was an answer
    ),
  );
  expect(await db.query('select count(*)::int as n from decisions')).toEqual([{ n: 4 }]);
  expect(await failure(replay(services, { since: 60, version: 9_999 }))).toMatchObject({ status: 400 });
});

test('learned or not, log-odds and back are the same number', () => {
  expect(relearned(0.83, { shift: 0, slope: 1 })).toBeCloseTo(0.83);
  expect(logOddsOf(0.5)).toBe(0);
  expect(confidenceOf({ inside: 40, right: 40 }, 0.3, { shift: 0, slope: 1, labels: 30 })).toBeLessThan(1);
});
