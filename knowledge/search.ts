/** Candidates for a question: the nearest passages by vector and by words, filtered in SQL, united. One path for 50 entries and for 50,000. */
import { toSql } from 'pgvector';
import type { Sql } from '../services/platform/db.js';

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
  text: string;
  inbox?: string;
  /** The visitor's language: entries in it and in the knowledge base's main language are searched. */
  locale?: string;
  /** How many passages each of the two legs brings. */
  limit?: number;
};

/** Nearest by their signs, before the exact cosine: 100 find 99.5 % of the true nearest ten, 200 all of them. */
const SHORTLIST = 400;

export async function search(sql: Sql, props: SearchProps): Promise<Found[]> {
  const { limit = 50 } = props;
  const near = await nearPassages(sql, props, limit);
  const worded = await wordedPassages(sql, props, limit);
  return foundOf(sql, props, [...new Set([...near, ...worded])]);
}

/** Entries of the version that this inbox and language may use; somebody with a German browser who writes English is still understood. */
const allowed = `
  exists (select 1 from version_entries v where v.version_id = $1 and v.entry_id = e.id)
  and ($2::text is null or e.inboxes = '{}' or $2 = any (e.inboxes))
  and ($3::text is null or split_part(e.locale, '-', 1) in ($3, (select main from main_language)))`;

/** A sample tells the commonest language; all of it would cost as much as the search. */
const mainLanguage = `
  main_language as materialized (
    select split_part(e.locale, '-', 1) as main
    from (select entry_id from version_entries where version_id = $1 limit 200) v join entries e on e.id = v.entry_id
    group by 1 order by count(*) desc, 1 limit 1
  )`;

const filters = ({ version, inbox, locale }: SearchProps) => [
  version,
  inbox ?? null,
  locale?.split('-')[0]?.toLowerCase() ?? null,
];

async function nearPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number; shortlisted: number }>(
    `with ${mainLanguage}, shortlist as materialized (
       select text_hash, embedding from embeddings where model = $4
       order by bits <~> binary_quantize($5::vector) limit $6
     )
     select p.id, (select count(*)::int from shortlist) as shortlisted
     from shortlist s join passages p on p.text_hash = s.text_hash join entries e on e.id = p.entry_id
     where ${allowed}
     order by s.embedding <=> $5::vector, p.id limit $7`,
    [...filters(props), props.model, toSql(props.vector), SHORTLIST, limit],
  );
  const ids = rows.map((row) => row.id);
  const everything = (rows[0]?.shortlisted ?? 0) < SHORTLIST && rows.length > 0;
  // A filter that keeps little leaves too little of the shortlist; then there is little enough to compare exactly.
  return ids.length >= limit || everything ? ids : exactPassages(sql, props, limit);
}

async function exactPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `with ${mainLanguage}
     select p.id from entries e join passages p on p.entry_id = e.id
     join embeddings m on m.text_hash = p.text_hash and m.model = $4
     where ${allowed}
     order by m.embedding <=> $5::vector, p.id limit $6`,
    [...filters(props), props.model, toSql(props.vector), limit],
  );
  return rows.map((row) => row.id);
}

/** A word in more passages than this says little, and ranking all that hold it is what makes text search slow as it grows. */
const RARE = 300;

async function wordedPassages(sql: Sql, props: SearchProps, limit: number): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `with ${mainLanguage}, asked as (
       select lexeme from unnest(to_tsvector('english', $4) || to_tsvector('simple', $4))
       order by length(lexeme) desc, lexeme limit 16
     ), rare as materialized (
       select plainto_tsquery('simple', lexeme) as query, held.n from asked, lateral (
         select count(*)::int as n from (
           select 1 from passages where words @@ plainto_tsquery('simple', lexeme) limit $5
         ) probe
       ) held
       where held.n > 0 and held.n < $5
     ), hits as (
       -- log((n + 1) / df), as far as a rare word's weight goes: what few passages hold says more
       select p.id, p.entry_id, sum(ln(1 + $5::float8 / r.n)) as weight
       from rare r join passages p on p.words @@ r.query group by p.id, p.entry_id
     )
     select h.id from hits h join entries e on e.id = h.entry_id where ${allowed}
     order by h.weight desc, h.id limit $6`,
    [...filters(props), props.text.slice(0, 1_000), RARE, limit],
  );
  return rows.map((row) => row.id);
}

async function foundOf(sql: Sql, { model, vector }: SearchProps, ids: number[]): Promise<Found[]> {
  return sql.query<Found>(
    `select e.id as "entryId", e.key, e.title, e.answer, e.link, p.kind, p.text, 1 - (m.embedding <=> $2::vector) as cosine
     from passages p join entries e on e.id = p.entry_id
     join embeddings m on m.text_hash = p.text_hash and m.model = $3
     where p.id = any ($1) order by cosine desc, p.id`,
    [ids, toSql(vector), model],
  );
}

/** Called by publish when the vectors are written: the planner should know how many there are now. */
export async function prepareIndex(db: Sql, _model: string): Promise<void> {
  await db.query('analyze entries');
  await db.query('analyze version_entries');
  await db.query('analyze passages');
}
