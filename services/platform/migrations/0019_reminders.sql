-- Whoever nobody takes is told of by e-mail: after how long, and to whom (nobody named: those who lead the inbox).
alter table inboxes add column remind_seconds int check (remind_seconds between 10 and 86400);
alter table inboxes add column remind_to text[] not null default '{}';
-- when somebody was last told of it; counts only for the waiting that it fell into
alter table conversations add column reminded_at timestamptz;

-- A reminder names all that wait in an inbox at once.
alter table mails alter column conversation_id drop not null;
alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check check (kind in ('transcript', 'missed', 'unclaimed'));
alter table mails add constraint mails_about check (conversation_id is not null or kind = 'unclaimed');
create index mails_unclaimed on mails ((payload->>'inbox'), created_at) where kind = 'unclaimed';
