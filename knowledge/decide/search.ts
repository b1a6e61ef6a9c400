/**
 * Candidates for a question: the nearest passages by vector and by words, filtered in SQL, united. One path for 50
 * entries and for 50,000.
 */
import pg from 'pg';
import { toSql } from 'pgvector';
import type { Sql } from '../../services/platform/db.js';
import { inPairs } from '../passages.js';
import { forBot } from '../rows.js';

export type Found = {
  entryId: number;
  key: string;
  title: string;
  answer: string;
  link?: string;
  kind: 'title' | 'question' | 'answer';
  text: string;
  /** Cosine between the question's vector and the passage's. */
  cosine: number;
};

export type SearchProps = {
  model: string;
  vector: number[];
  version: number;
  /** The question's rarest words, for the text index; see `rareWords`. */
  words: string[];
  inbox?: string;
  /** The visitor's languages: entries in these and in the knowledge base's main language are searched. */
  locales?: string[];
  /** How many passages each of the two legs brings. */
  limit?: number;
};

/**
 * Nearest by their signs, before the exact cosine: 100 find 99.5 % of the true nearest ten, 200 all of them. db.ts sets
 * `hnsw.ef_search` to as many.
 */
const SHORTLIST = 200;
/** An entry with a hundred examples must not keep its rivals off the list. */
export const PER_ENTRY = 5;
const ENOUGH = 10;

export async function search(sql: Sql, props: SearchProps): Promise<Found[]> {
  const { limit = 50 } = props;
  const near = await nearPassages(sql, props, limit);
  const worded = await wordedPassages(sql, props, limit);
  return foundOf(sql, props, [...new Set([...near, ...worded])]);
}

/**
 * Entries of the version that the bot may use in this inbox and language; somebody with a German browser who writes
 * English is still understood.
 */
const allowed = `
  exists (select 1 from version_entries v where v.version_id = $1 and v.entry_id = e.id)
  and ($2::text is null or e.inboxes = '{}' or $2 = any (e.inboxes))
  and ${forBot}
  and ($3::text[] is null or split_part(e.locale, '-', 1) = any ($3)
    or split_part(e.locale, '-', 1) = (select main from main_language))`;

/** A sample tells the commonest language; all of it would cost as much as the search. */
const mainLanguage = `
  main_language as materialized (
    select split_part(e.locale, '-', 1) as main
    from (select entry_id from version_entries where version_id = $1 limit 50) v join entries e on e.id = v.entry_id
    group by 1 order by count(*) desc, 1 limit 1
  )`;

const filters = ({ version, inbox, locales }: SearchProps) => [
  version,
  inbox ?? null,
  locales?.map((locale) => (locale.split('-')[0] ?? '').toLowerCase()) ?? null,
];

/** `offset 0` keeps the planner from reading whole tables to join a few hundred rows. */
async function nearPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  // As the index has it, the model's name included: a parameter would hide that the index is about this model.
  const bits = `bit(${props.vector.length})`;
  const nearness = `(bits::${bits}) <~> binary_quantize($5::vector)::${bits}`;
  const rows = await sql.query<{ id: number; shortlisted: number }>(
    `with ${mainLanguage}, shortlist as materialized (
       select text_hash from embeddings where model = ${pg.escapeLiteral(props.model)} order by ${nearness} limit $6
     ), possible as materialized (
       select p.id, p.text_hash, p.entry_id from shortlist s
       cross join lateral (select id, text_hash, entry_id from passages where text_hash = s.text_hash offset 0) p
       cross join lateral (
         select id, inboxes, locale, audience, valid_from, valid_until from entries where id = p.entry_id offset 0) e
       where ${allowed}
     ), compared as (
       select p.id, p.entry_id, m.embedding <=> $5::vector as distance from possible p
       cross join lateral (select embedding from embeddings where model = $4 and text_hash = p.text_hash offset 0) m
     )
     select id, (select count(*)::int from shortlist) as shortlisted
     from (select *, row_number() over (partition by entry_id order by distance, id) as place from compared) placed
     where place <= $8 order by distance, id limit $7`,
    [...filters(props), props.model, toSql(props.vector), SHORTLIST, limit, PER_ENTRY],
  );
  const ids = rows.map((row) => row.id);
  const everything = (rows[0]?.shortlisted ?? 0) < SHORTLIST && rows.length > 0;
  // A filter that keeps little leaves too little of the shortlist; then there is little enough to compare exactly.
  return ids.length >= Math.min(limit, ENOUGH) || everything ? ids : exactPassages(sql, props, limit);
}

async function exactPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `with ${mainLanguage}
     select id from (
       select p.id, m.embedding <=> $5::vector as distance,
         row_number() over (partition by e.id order by m.embedding <=> $5::vector, p.id) as place
       from entries e join passages p on p.entry_id = e.id
       join embeddings m on m.text_hash = p.text_hash and m.model = $4
       where ${allowed}
     ) placed
     where place <= $7 order by distance, id limit $6`,
    [...filters(props), props.model, toSql(props.vector), limit, PER_ENTRY],
  );
  return rows.map((row) => row.id);
}

async function wordedPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  if (props.words.length === 0) return [];
  const rows = await sql.query<{ id: number }>(
    `with ${mainLanguage}, asked as (
       select (plainto_tsquery('english', word) || plainto_tsquery('simple', word)) as query
       from unnest($4::text[]) as word
     ), hits as materialized (
       select p.id, p.entry_id, count(*) as held from asked
       cross join lateral (select id, entry_id from passages where words @@ asked.query limit $5) p
       group by p.id, p.entry_id
     )
     select h.id from hits h
     cross join lateral (
       select id, inboxes, locale, audience, valid_from, valid_until from entries where id = h.entry_id offset 0) e
     where ${allowed}
     order by h.held desc, h.id limit $6`,
    [...filters(props), props.words, RARE, limit],
  );
  return rows.map((row) => row.id);
}

/**
 * No word brings more passages than this: ranking all that hold a common word is what makes text search slow as it
 * grows.
 */
const RARE = 300;
const RAREST = 4;

/**
 * The words of a question that say most, by how rare they are in the version; the commonest ones find everything and
 * nothing.
 */
export function rareWords(text: string, rarityOf: (word: string) => number): string[] {
  return [
    ...new Set(
      inPairs(text)
        .toLowerCase()
        .match(/[\p{L}\p{N}]{2,40}/gu) ?? [],
    ),
  ]
    .map((word) => ({ word, rarity: rarityOf(word) }))
    .filter(({ rarity }) => rarity > COMMON)
    .sort((a, b) => b.rarity - a.rarity)
    .slice(0, RAREST)
    .map(({ word }) => word);
}

/** In more than one text of twenty: log(20) + 1, see fit/rarity.ts. */
const COMMON = 4;

async function foundOf(sql: Sql, { model, vector }: SearchProps, ids: number[]): Promise<Found[]> {
  return sql.query<Found>(
    `select e.id as "entryId", e.key, e.title, e.answer, e.link, p.kind, p.text,
       1 - (m.embedding <=> $2::vector) as cosine
     from passages p join entries e on e.id = p.entry_id
     join embeddings m on m.text_hash = p.text_hash and m.model = $3
     where p.id = any ($1) order by cosine desc, p.id`,
    [ids, toSql(vector), model],
  );
}
