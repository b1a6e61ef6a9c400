-- Who may use an entry, and when: null is everyone, and always. What was marked with a tag before has a column of its own.
alter table entries add column audience text check (audience in ('agents'));
alter table entries add column valid_from date;
alter table entries add column valid_until date;
update entries set audience = 'agents' where 'agents-only' = any (tags);

-- Raised by every change that people write into a draft: what was fitted meanwhile does not belong to it.
alter table versions add column edited int not null default 0;
-- When its author last changed it, where the source says so; the row's own time is when we first had it.
alter table entries add column updated_at timestamptz;
