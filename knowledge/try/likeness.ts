/**
 * Entries of a version that ask what another entry asks: duplicates, near-duplicates, and those whose answers
 * contradict each other.
 */
import { setImmediate } from 'node:timers/promises';
import type { Db, Sql } from '../../services/platform/db.js';
import { inTurns } from '../batches.js';
import { type Contradiction, contradictionOf, wordsIn, wordsShared } from './contradiction.js';

export type Likeness = {
  kind: 'duplicate' | 'near_duplicate' | 'contradicts';
  key: string;
  /** The other entry. */
  of: string;
  /** The titles or questions that are alike, and how much. */
  text: string;
  other: string;
  cosine: number;
  sentences?: Contradiction;
};

/**
 * Two titles or questions are near-duplicates from this cosine on, where they share half of their words as well. The
 * bundled model puts "Exchange an item" at 0.88 of "Return an item", and any two German questions up to 0.94: the
 * vector alone would cry wolf.
 */
export const NEAR = 0.9;
export const SHARED_WORDS = 0.5;
/** Comparing takes a millisecond for each text with 25,000 others. */
const MOST = 20_000;

type Text = {
  id: number;
  key: string;
  text: string;
  plain: string;
  locale: string;
  inboxes: string[];
  bits: Uint32Array;
};

/** At most one of each entry in `keys`, the worst: against entries that the same visitor may be answered from. */
export async function likenessesOf(db: Db, model: string, version: number, keys: string[]): Promise<Likeness[]> {
  const texts = await textsOf(db, model, version);
  const wanted = new Set(keys);
  const mine = texts.filter(({ key }) => wanted.has(key)).slice(0, MOST);
  const near = hammingFor((texts[0]?.bits.length ?? 0) * 32);
  const pairs = (
    await inTurns(mine, (one) =>
      texts.flatMap((other) =>
        other.key !== one.key &&
        meets(one, other) &&
        (one.plain === other.plain || hamming(one.bits, other.bits) <= near)
          ? [{ one, other }]
          : [],
      ),
    )
  ).flat();
  const alike = pairs.filter(({ one, other }) => wordsShared(one.text, other.text) >= SHARED_WORDS);
  const cosines = await cosinesOf(db, model, alike);
  const answers = await answersOf(db, version, [...new Set(alike.flatMap(({ one, other }) => [one.key, other.key]))]);
  const worst = new Map<string, Likeness>();
  for (const [i, { one, other }] of alike.entries()) {
    const cosine = cosines[i] ?? 0;
    if (cosine < NEAR && one.plain !== other.plain) continue;
    const [here, there] = [answers.get(one.key) ?? '', answers.get(other.key) ?? ''];
    const sentences = contradictionOf(here, there);
    const kind = sentences
      ? 'contradicts'
      : one.plain === other.plain || plainOf(here) === plainOf(there)
        ? 'duplicate'
        : 'near_duplicate';
    const found: Likeness = {
      kind,
      key: one.key,
      of: other.key,
      text: one.text,
      other: other.text,
      cosine,
      ...(sentences && { sentences }),
    };
    const before = worst.get(one.key);
    if (!before || rank(found) > rank(before)) worst.set(one.key, found);
  }
  return [...worst.values()];
}

const rank = ({ kind, cosine }: Likeness) => ({ near_duplicate: 0, duplicate: 2, contradicts: 4 })[kind] + cosine;

/** Some visitor could be answered from either. */
const meets = (a: Text, b: Text): boolean =>
  a.locale === b.locale &&
  (a.inboxes.length === 0 || b.inboxes.length === 0 || a.inboxes.some((inbox) => b.inboxes.includes(inbox)));

const plainOf = (text: string): string => wordsIn(text).join(' ');

/**
 * So many signs may differ at the angle of `NEAR`; three standard deviations more, because signs are only a sample of
 * the angle.
 */
function hammingFor(dims: number): number {
  const share = Math.acos(NEAR) / Math.PI;
  return dims * share + 3 * Math.sqrt(dims * share * (1 - share));
}

function hamming(a: Uint32Array, b: Uint32Array): number {
  let sum = 0;
  // `as number`: within the arrays, which the compiler cannot know. It runs a hundred million times for a large load.
  for (let i = 0; i < a.length; i++) {
    let x = ((a[i] as number) ^ (b[i] as number)) >>> 0;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    sum += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return sum;
}

const PAGE = 500;

/** Titles and questions with the signs of their vectors: sixteen numbers each instead of five hundred. */
async function textsOf(db: Db, model: string, version: number): Promise<Text[]> {
  const ids = await db.query<{ id: number }>(
    `select p.id from version_entries v join passages p on p.entry_id = v.entry_id
     where v.version_id = $1 and p.kind <> 'answer' order by p.id`,
    [version],
  );
  const texts: Text[] = [];
  for (let at = 0; at < ids.length; at += PAGE) {
    const rows = await db.query<Omit<Text, 'bits' | 'plain'> & { signs: string }>(
      `select p.id, e.key, p.text, lower(split_part(e.locale, '-', 1)) as locale, e.inboxes, m.bits::text as signs
       from unnest($1::int[]) as one (id) join passages p on p.id = one.id join entries e on e.id = p.entry_id
       join embeddings m on m.text_hash = p.text_hash and m.model = $2 order by p.id`,
      [ids.slice(at, at + PAGE).map(({ id }) => id), model],
    );
    for (const { signs, ...row } of rows) texts.push({ ...row, plain: plainOf(row.text), bits: packed(signs) });
    await setImmediate();
  }
  return texts;
}

function packed(signs: string): Uint32Array {
  const bits = new Uint32Array(Math.ceil(signs.length / 32));
  for (let i = 0; i < bits.length; i++) bits[i] = Number.parseInt(signs.slice(32 * i, 32 * i + 32), 2);
  return bits;
}

async function cosinesOf(db: Sql, model: string, pairs: { one: Text; other: Text }[]): Promise<number[]> {
  const cosines: number[] = [];
  for (let at = 0; at < pairs.length; at += PAGE) {
    const some = pairs.slice(at, at + PAGE);
    const rows = await db.query<{ cosine: number }>(
      `select 1 - (x.embedding <=> y.embedding) as cosine
       from unnest($1::int[], $2::int[]) with ordinality as pair (a, b, n)
       join passages p on p.id = pair.a join embeddings x on x.text_hash = p.text_hash and x.model = $3
       join passages q on q.id = pair.b join embeddings y on y.text_hash = q.text_hash and y.model = $3
       order by pair.n`,
      [some.map(({ one }) => one.id), some.map(({ other }) => other.id), model],
    );
    for (const { cosine } of rows) cosines.push(cosine);
  }
  return cosines;
}

async function answersOf(db: Sql, version: number, keys: string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ key: string; answer: string }>(
    `select e.key, e.answer from version_entries m join entries e on e.id = m.entry_id
     where m.version_id = $1 and e.key = any ($2)`,
    [version, keys],
  );
  return new Map(rows.map(({ key, answer }) => [key, answer]));
}
