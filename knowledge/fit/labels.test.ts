/**
 * One answer, judged by the visitor and by a colleague: whose word counts, in whatever order they spoke, and wherever
 * it is counted.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimTurn, settleTurn } from '../../services/conversation/turns.js';
import { conversationsCsv } from '../../services/reports/export.js';
import { report } from '../../services/reports/report.js';
import type { Stack } from '../../services/testing/stack.js';
import { someVisitor, startBare } from '../../services/testing/verbs.js';
import type { Verdict } from '../../services/wire/conversation.js';
import { judgedDecisions, judgedWhere } from './learning.js';

type Label = [by: 'visitor' | 'lena', kind: string, entry?: string];

describe('a judgement', () => {
  let stack: Stack;
  let inboxes = 0;
  beforeAll(async () => {
    stack = await startBare('embedded');
  });
  afterAll(() => stack?.drop());

  /** A decision in an inbox of its own, so that a report is about it alone. */
  async function decided(labels: Label[], { verdict = 'answer' as Verdict, features = FEATURES, days = 0 } = {}) {
    const { platform } = stack;
    const inbox = `inbox-${++inboxes}`;
    await platform.db.query('insert into inboxes (slug, name) values ($1, $1)', [inbox]);
    const visitor = await someVisitor(platform, { inbox });
    await visitor.post('How?');
    const claim = await claimTurn(platform.db, visitor.id, 60_000);
    if (!claim) throw new Error('not claimed');
    const candidate = { key: 'first', title: 'First', text: 'First', score: 0.9 };
    const decision = {
      question: 'How?',
      fromSeq: 1,
      toSeq: 1,
      candidates: [candidate],
      features,
      confidence: 0.8,
      thresholds: { answer: 0.7, suggest: 0.5 },
      verdict,
      ms: 1,
    };
    const outcome =
      verdict === 'handoff'
        ? { kind: 'escalate' as const, reason: 'low_confidence' as const, decision }
        : { kind: 'reply' as const, text: 'So.', body: { entries: ['first'] }, decision };
    await settleTurn(platform, claim, 1, outcome);
    const [row] = await platform.db.query<{ id: number }>('select id from decisions where conversation_id = $1', [
      visitor.id,
    ]);
    const id = row?.id ?? 0;
    for (const [by, kind, entry] of labels)
      await platform.db.query('insert into labels (decision_id, by, kind, entry) values ($1, $2, $3, $4)', [
        id,
        by,
        kind,
        entry ?? null,
      ]);
    if (days)
      await platform.db.query(`update decisions set created_at = now() - $2 * interval '1 day' where id = $1`, [
        id,
        days,
      ]);
    return { id, inbox };
  }
  const learned = async (id: number) =>
    (await judgedWhere(stack.platform.db, 'd.id = $1', [id])).map(({ right }) => right);
  const today = () => {
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    return { from: day(-1), to: day(1), zone: 'UTC' };
  };
  const reported = async (inbox: string) => {
    const { figures } = await report(stack.platform.db, { ...today(), inbox });
    const { count, of } = figures.answersRight?.now ?? {};
    return { right: count, of };
  };
  const exported = async (inbox: string) => {
    let text = '';
    for await (const page of conversationsCsv(stack.platform.db, { ...today(), inbox })) text += page;
    const [names, values] = text.split(/\r?\n/).map((line) => line.split(','));
    const at = (name: string) => Number(values?.[names?.indexOf(name) ?? -1]);
    return { right: at('answers_judged_right'), wrong: at('answers_judged_wrong') };
  };

  test.each<[string, Label[], { learned: boolean[]; reported: boolean }]>([
    ['a visitor alone, content', [['visitor', 'helpful']], { learned: [true], reported: true }],
    ['a visitor alone, not content', [['visitor', 'not_helpful']], { learned: [false], reported: false }],
    ['a visitor whose question it was not', [['visitor', 'not_my_question']], { learned: [false], reported: false }],
    [
      'a colleague after a visitor: wrong',
      [
        ['visitor', 'helpful'],
        ['lena', 'bot_was_wrong'],
      ],
      { learned: [false], reported: false },
    ],
    [
      'a colleague after a visitor: right',
      [
        ['visitor', 'not_helpful'],
        ['lena', 'bot_was_right'],
      ],
      { learned: [true], reported: true },
    ],
    [
      'a colleague before a visitor: wrong',
      [
        ['lena', 'bot_was_wrong'],
        ['visitor', 'helpful'],
      ],
      { learned: [false], reported: false },
    ],
    [
      'a colleague before a visitor: right',
      [
        ['lena', 'bot_was_right'],
        ['visitor', 'not_helpful'],
      ],
      { learned: [true], reported: true },
    ],
    [
      'a visitor who changes his mind, to the worse',
      [
        ['visitor', 'helpful'],
        ['visitor', 'not_helpful'],
      ],
      { learned: [false], reported: false },
    ],
    [
      'a visitor who changes his mind, to the better',
      [
        ['visitor', 'not_helpful'],
        ['visitor', 'helpful'],
      ],
      { learned: [true], reported: true },
    ],
    [
      'a colleague who changes his mind, with a visitor in between',
      [
        ['lena', 'bot_was_right'],
        ['visitor', 'helpful'],
        ['lena', 'bot_was_wrong'],
        ['visitor', 'helpful'],
      ],
      { learned: [false], reported: false },
    ],
    // About the entry's text: bad for whoever read it, and no mistake of the search.
    ['an entry that says what is wrong', [['visitor', 'wrong']], { learned: [], reported: false }],
    ['an entry that is unclear', [['visitor', 'unclear']], { learned: [], reported: false }],
    [
      'content first, then unclear: it was found, and badly written',
      [
        ['visitor', 'helpful'],
        ['visitor', 'unclear'],
      ],
      { learned: [true], reported: false },
    ],
  ])('%s', async (_, labels, expected) => {
    const { id, inbox } = await decided(labels);
    expect(await learned(id)).toEqual(expected.learned);
    expect(await reported(inbox)).toEqual({ right: Number(expected.reported), of: 1 });
    expect(await exported(inbox)).toEqual({ right: Number(expected.reported), wrong: Number(!expected.reported) });
  });

  test.each<[string, Label[], boolean[]]>([
    ['our first candidate', [['visitor', 'chosen', 'first']], [true]],
    ['another one', [['visitor', 'chosen', 'second']], [false]],
  ])('of a suggestion, by the button that was pressed: %s; no answer was judged', async (_, labels, right) => {
    const { id, inbox } = await decided(labels, { verdict: 'suggest' });
    expect(await learned(id)).toEqual(right);
    expect(await reported(inbox)).toEqual({ right: 0, of: 0 });
  });

  test.each<[string, Label[], boolean[], { needed: number | undefined; of: number | undefined }]>([
    ['nothing could be answered', [['lena', 'good_handoff']], [false], { needed: 1, of: 1 }],
    ['our first candidate answers it', [['lena', 'avoidable_handoff', 'first']], [true], { needed: 0, of: 1 }],
    ['another entry answers it', [['lena', 'avoidable_handoff', 'second']], [false], { needed: 0, of: 1 }],
    ['some entry answers it', [['lena', 'avoidable_handoff']], [], { needed: 0, of: 1 }],
    ['a word that says nothing of it', [['lena', 'elsewhere']], [], { needed: 0, of: 0 }],
  ])('of a handoff: %s', async (_, labels, right, figure) => {
    const { id, inbox } = await decided(labels, { verdict: 'handoff' });
    expect(await learned(id)).toEqual(right);
    const { figures } = await report(stack.platform.db, { ...today(), inbox });
    const { count: needed, of } = figures.handoffsRight?.now ?? {};
    expect({ needed, of }).toEqual(figure);
    // What is said of a handoff is no word about an answer.
    expect(await reported(inbox)).toEqual({ right: 0, of: 0 });
  });

  test('teaches nothing where there is nothing to learn it from', async () => {
    expect(await learned((await decided([['visitor', 'helpful']], { verdict: 'small_talk' })).id)).toEqual([]);
    expect(await learned((await decided([])).id)).toEqual([]);
    for (const missing of ['inside', 'right', 'outsideShare']) {
      const features = Object.fromEntries(Object.entries(FEATURES).filter(([name]) => name !== missing));
      expect(await learned((await decided([['visitor', 'helpful']], { features })).id), missing).toEqual([]);
    }
  });

  test('what was promised and what it was before anything was learned', async () => {
    const { id } = await decided([['visitor', 'helpful']]);
    const [one] = await judgedWhere(stack.platform.db, 'd.id = $1', [id]);
    expect(one?.confidence).toBeCloseTo(0.8, 6);
    // Log-odds of 0 at one half outside, and log-odds of log 3 for the right entry.
    expect(one?.unlearned).toBeCloseTo(0.5 * 0.75, 9);
    expect(one?.verdict).toBe('answer');
  });

  test('what another encoder read teaches nothing of what this one reads', async () => {
    const { db } = stack.platform;
    await db.query('delete from labels');
    const [{ id: before = 0 } = {}] = await db.query<{ id: number }>(
      `insert into versions (fitted) values ('{"model": "another"}') returning id`,
    );
    const { id } = await decided([['visitor', 'helpful']]);
    expect(await judgedDecisions(db, { days: 1 })).toHaveLength(1);
    await db.query('update decisions set version_id = $2 where id = $1', [id, before]);
    expect(await judgedDecisions(db, { days: 1 })).toEqual([]);
    await db.query('update decisions set version_id = (select current_version from installation) where id = $1', [id]);
    expect(await judgedDecisions(db, { days: 1 })).toHaveLength(1);
  });

  test('of so many days, the newest first, and no more than asked for', async () => {
    const { db } = stack.platform;
    await db.query('delete from labels');
    const old = await decided([['visitor', 'helpful']], { days: 5.1 });
    const recent = await decided([['visitor', 'not_helpful']], { days: 4.9 });
    const last = await decided([['visitor', 'helpful']]);
    expect([old.id, recent.id, last.id]).toEqual([old.id, recent.id, last.id].sort((a, b) => a - b));
    const right = async (props: { days: number; limit?: number }) =>
      (await judgedDecisions(db, props)).map((one) => one.right);
    expect(await right({ days: 6 })).toEqual([true, false, true]);
    expect(await right({ days: 5 })).toEqual([true, false]);
    expect(await right({ days: 6, limit: 2 })).toEqual([true, false]);
  });
});

const FEATURES: Record<string, number> = { inside: 0, right: Math.log(3), outsideShare: 0.5 };
