/** What the same knowledge base gives without anything of ours but its passages: the two ways most others search. */
import { toSql } from 'pgvector';
import type { Sql } from '../../services/platform/db.js';

export type Guess = { predicted: string; confidence: number };

const nothing: Guess = { predicted: '', confidence: 0 };

/** The entry of the passage with the highest cosine, compared with all of them; the cosine is the confidence. */
export async function nearestExample(
  sql: Sql,
  { version, model, vector }: { version: number; model: string; vector: number[] },
): Promise<Guess> {
  // The nearest texts first, joined afterwards: half the time of joining everything, and a few are more than one needs.
  const [best] = await sql.query<Guess>(
    `with near as (
       select text_hash, embedding <=> $3::vector as distance from embeddings where model = $2
       order by distance limit 20
     )
     select e.key as predicted, greatest(0, 1 - near.distance) as confidence
     from near join passages p on p.text_hash = near.text_hash
     join entries e on e.id = p.entry_id join version_entries v on v.entry_id = e.id and v.version_id = $1
     order by near.distance, p.id limit 1`,
    [version, model, toSql(vector)],
  );
  return best ?? nothing;
}

/**
 * The entry of the passage that Postgres ranks first for any of the question's words. With every weight 1 (passages
 * carry no weight labels) `ts_rank` grows with the words held and their occurrences and stays below 1: ten times its
 * usual value, so the order is the same.
 */
export async function fullText(sql: Sql, { version, question }: { version: number; question: string }): Promise<Guess> {
  const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
  if (words.length === 0) return nothing;
  const [best] = await sql.query<Guess>(
    `with asked as (select to_tsquery('english', $2) as query),
     hits as (
       select e.key, p.id, ts_rank('{1,1,1,1}', p.words, asked.query) as rank
       from asked join passages p on p.words @@ asked.query
       join entries e on e.id = p.entry_id join version_entries v on v.entry_id = e.id and v.version_id = $1
     )
     select key as predicted, least(1, rank)::float8 as confidence from hits order by rank desc, id limit 1`,
    [version, words.join(' | ')],
  );
  return best ?? nothing;
}
