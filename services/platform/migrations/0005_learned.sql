-- What labels taught about a version's confidence (knowledge/learning.ts), with who put it in force and when. Null: nothing yet.
alter table versions add column learned jsonb;
create index labels_kind on labels (kind, decision_id);
create index decisions_created on decisions (created_at);

-- What a load writes must not wait in the index's pending list: every search reads that list from end to end (16 ms a word after
-- 12,039 entries, 1 ms without it), and the embedded database has nobody who would clear it.
alter index passages_words set (fastupdate = off);
select gin_clean_pending_list('passages_words');
