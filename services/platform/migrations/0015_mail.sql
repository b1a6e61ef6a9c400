-- How far each side has read. Columns and not events: they are no utterance, change with every glance, and a log that grew with reading
-- would move every cursor and wake every screen for nothing. They only rise, and touch neither owner_epoch nor updated_at.
alter table conversations add column visitor_seen_seq int not null default 0;
alter table conversations add column agent_seen_seq int not null default 0;
-- the visitor's messages up to here were written to somebody's console, or claimed by the bot
alter table conversations add column delivered_seq int not null default 0;
-- when one of the three rose last: what a stream looks for when it missed the hint
alter table conversations add column receipts_at timestamptz;
create index conversations_receipts on conversations (receipts_at) where receipts_at is not null;

-- An agent's replies that the visitor has not seen: the last one, since when the first waits, and when he last had a stream open meanwhile.
alter table conversations add column last_agent_seq int not null default 0;
alter table conversations add column unread_since timestamptz;
alter table conversations add column visitor_here_at timestamptz;
create index conversations_unread on conversations (unread_since) where unread_since is not null;

update conversations set last_agent_seq = coalesce((
  select max(e.seq) from conversation_events e where e.conversation_id = conversations.id and e.type = 'message' and e.role = 'agent'), 0);
-- Nobody noted what was read before. What is over counts as read, or every old conversation would be marked as news.
update conversations set visitor_seen_seq = seq where state = 'resolved';

-- What is to be sent. The row is the debt, as everywhere: whoever holds the lease sends, and a lease that ran out is anybody's.
create table mails (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('transcript', 'missed')),
  conversation_id uuid not null references conversations on delete cascade,
  recipient text not null,
  locale text not null,
  -- which part of the log: { upTo } of a transcript, { from, upTo } of missed replies. No text: it is read when the mail is written
  payload jsonb not null default '{}',
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  error text,
  created_at timestamptz not null default now()
);
create index mails_owed on mails (next_at) where sent_at is null and failed_at is null;
create index mails_conversation on mails (conversation_id, created_at);
create index mails_recipient on mails (lower(recipient), created_at);
