-- What labels taught about a version's confidence (knowledge/learning.ts), with who put it in force and when. Null: nothing yet.
alter table versions add column learned jsonb;
create index labels_kind on labels (kind, decision_id);
create index decisions_created on decisions (created_at);
