/** Open questions -> groups with what they cost, the dearest first. */
import type { Sql } from '../../services/platform/db.js';
import { asQuestion } from '../../services/platform/embedder.js';
import type { Reason } from '../../services/wire/conversation.js';
import { at } from '../at.js';
import { dot } from '../decide/numbers.js';
import type { Asked } from './asked.js';
import { groupsOf, meanOf } from './groups.js';
import { type Handoff, movesOf, workAfter } from './work.js';

export type Group = {
  /** The question that is nearest to all the others. */
  question: string;
  /** Decisions, newest first. */
  ids: number[];
  asked: number;
  conversations: number;
  minutes: number;
  unanswered: number;
  badlyAnswered: number;
  reasons: Partial<Record<Reason, number>>;
  /** Entries that came first among the candidates, the most frequent first, with their mean share. */
  best: { key: string; share: number }[];
  /** Each text once, the most central first, with its latest asking. */
  questions: { text: string; conversationId: string; at: Date; times: number }[];
  /** Of each conversation one, those of the most central questions first. */
  handoffs: Handoff[];
};

/** `vectors` by decision; every question has one. */
export async function groupQuestions(sql: Sql, asked: Asked[], vectors: Map<number, Float32Array>): Promise<Group[]> {
  const texts = [...grouped(asked, (one) => asQuestion(one.meaning)).values()].flatMap((same) => {
    const vector = vectors.get(at(same, 0).id);
    return vector ? [{ same, vector }] : [];
  });
  const groups = (await groupsOf(texts.map(({ vector }) => vector))).map((places) => {
    const inside = places.map((i) => at(texts, i));
    const mean = meanOf(inside.map(({ vector }) => vector));
    return inside
      .map(({ same, vector }) => ({ same, near: dot(vector, mean) }))
      .sort((a, b) => b.near - a.near || b.same.length - a.same.length)
      .map(({ same }) => same);
  });
  const work = await workOf(sql, asked);
  // What a conversation cost is shared by all groups that it holds questions of.
  const holding = new Map<string, number>();
  for (const group of groups)
    for (const id of new Set(group.flat().map(({ conversationId }) => conversationId)))
      holding.set(id, (holding.get(id) ?? 0) + 1);
  return groups
    .map((group) => told(group, work, holding))
    .sort(
      (a, b) =>
        countOf(b) - countOf(a) || b.minutes - a.minutes || b.asked - a.asked || (b.ids[0] ?? 0) - (a.ids[0] ?? 0),
    );
}

/** Conversations that were handed off. */
const countOf = ({ handoffs }: Group): number => handoffs.length;

type Worked = { minutes: number; until: Map<number, number | undefined> };

/** What people spent on each conversation after the handoffs that came of these questions. */
async function workOf(sql: Sql, asked: Asked[]): Promise<Map<string, Worked>> {
  const handed = grouped(
    asked.filter(({ handoff }) => handoff),
    ({ conversationId }) => conversationId,
  );
  const moves = await movesOf(sql, [...handed.keys()]);
  const now = new Date();
  return new Map(
    [...handed].map(([id, questions]) => {
      const seqs = [...new Set(questions.flatMap(({ handoff }) => handoff?.seq ?? []))];
      const each = seqs.map((seq) => ({ seq, ...workAfter(moves.get(id) ?? [], seq, now) }));
      const minutes = each.reduce((sum, one) => sum + one.minutes, 0);
      return [id, { minutes, until: new Map(each.map(({ seq, until }) => [seq, until])) }];
    }),
  );
}

function told(group: Asked[][], work: Map<string, Worked>, holding: Map<string, number>): Group {
  const all = group.flat();
  const conversations = [...new Set(all.map(({ conversationId }) => conversationId))];
  const cost = conversations.map((id) => (work.get(id)?.minutes ?? 0) / (holding.get(id) ?? 1));
  const reasons: Group['reasons'] = {};
  const handoffs = new Map<string, Handoff>();
  for (const { conversationId, handoff } of all) {
    if (!handoff) continue;
    reasons[handoff.reason] = (reasons[handoff.reason] ?? 0) + 1;
    if (!handoffs.has(conversationId))
      handoffs.set(conversationId, {
        conversationId,
        seq: handoff.seq,
        until: work.get(conversationId)?.until.get(handoff.seq),
      });
  }
  const badlyAnswered = all.filter(({ bad }) => bad).length;
  return {
    question: group[0]?.[0]?.question ?? '',
    ids: all.map(({ id }) => id).sort((a, b) => b - a),
    asked: all.length,
    conversations: conversations.length,
    minutes: Math.round(cost.reduce((sum, minutes) => sum + minutes, 0) * 10) / 10,
    unanswered: all.length - badlyAnswered,
    badlyAnswered,
    reasons,
    best: bestOf(all),
    questions: group.map((same) => {
      const { question, conversationId, at: asked } = at(same, 0);
      return { text: question, conversationId, at: asked, times: same.length };
    }),
    handoffs: [...handoffs.values()],
  };
}

function bestOf(all: Asked[]): Group['best'] {
  const byKey = grouped(
    all.flatMap(({ best }) => best ?? []),
    ({ key }) => key,
  );
  return [...byKey]
    .map(([key, each]) => ({ key, share: each.reduce((sum, one) => sum + one.share, 0) / each.length, n: each.length }))
    .sort((a, b) => b.n - a.n || b.share - a.share)
    .map(({ key, share }) => ({ key, share }));
}

function grouped<Key, Item>(items: Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
