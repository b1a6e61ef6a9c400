/** Candidates for a question: the nearest passages by vector and by words, filtered in SQL, united. */
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
  locale?: string;
  /** How many passages each of the two legs brings. */
  limit?: number;
};

export async function search(sql: Sql, props: SearchProps): Promise<Found[]> {
  const { model, vector, version, text, inbox, locale, limit = 50 } = props;
  return sql.query<Found>(
    `with allowed as (
       select e.id from version_entries v join entries e on e.id = v.entry_id
       where v.version_id = $1
         and ($2::text is null or e.inboxes = '{}' or $2 = any (e.inboxes))
         and ($3::text is null or split_part(e.locale, '-', 1) = $3 or split_part(e.locale, '-', 1) = (
           select split_part(e2.locale, '-', 1) from version_entries v2 join entries e2 on e2.id = v2.entry_id
           where v2.version_id = $1 group by 1 order by count(*) desc, 1 limit 1))
     ), near as (
       select p.id from allowed a join passages p on p.entry_id = a.id
       join embeddings m on m.text_hash = p.text_hash and m.model = $4
       order by m.embedding <=> $5::vector limit $6
     ), worded as (
       select p.id from allowed a join passages p on p.entry_id = a.id
       where p.words @@ replace(plainto_tsquery('english', $7)::text, '&', '|')::tsquery
       order by ts_rank(p.words, replace(plainto_tsquery('english', $7)::text, '&', '|')::tsquery) desc limit $6
     )
     select e.id as "entryId", e.key, e.title, e.answer, e.link, p.kind, p.text, 1 - (m.embedding <=> $5::vector) as cosine
     from (select id from near union select id from worded) c
     join passages p on p.id = c.id join entries e on e.id = p.entry_id
     join embeddings m on m.text_hash = p.text_hash and m.model = $4
     order by cosine desc`,
    [version, inbox ?? null, locale?.split('-')[0]?.toLowerCase() ?? null, model, `[${vector.join(',')}]`, limit, text],
  );
}
