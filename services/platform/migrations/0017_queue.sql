-- Whom a waiting conversation goes to, and whether he must accept, are two settings now.
alter table inboxes drop constraint inboxes_routing_check;
alter table inboxes
  add column accept boolean not null default true,
  -- what an agent must know for every conversation of this inbox
  add column skills text[] not null default '{}',
  -- how long an owner may leave a visitor's message without a word or a note; null: as long as he likes
  add column reply_seconds int check (reply_seconds between 1 and 86400);
update inboxes set accept = routing <> 'assign', routing = case routing when 'manual' then 'manual' else 'balanced' end;
alter table inboxes alter column routing set default 'balanced';
alter table inboxes add constraint inboxes_routing_check
  check (routing in ('balanced', 'round_robin', 'broadcast', 'manual'));

alter table agents rename column locales to languages;
-- what this agent knows; empty means anything
alter table agents add column skills text[] not null default '{}';
-- how many conversations of this inbox he carries at most; null: only his own capacity counts
alter table agent_inboxes add column capacity int check (capacity between 0 and 100);

-- Every time a conversation was held out to somebody. The open ones are the truth, the others the history.
create table offers (
  id int generated always as identity primary key,
  conversation_id uuid not null references conversations on delete cascade,
  agent_id uuid not null references agents on delete cascade,
  offered_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('accepted', 'expired', 'declined', 'taken_by_other', 'withdrawn')),
  constraint ended_has_outcome check ((ended_at is null) = (outcome is null))
);
create unique index offers_open on offers (conversation_id, agent_id) where ended_at is null;
create index offers_open_agent on offers (agent_id) where ended_at is null;
create index offers_ended on offers (ended_at);
insert into offers (conversation_id, agent_id, expires_at)
  select id, offered_to, offer_expires_at from conversations where offered_to is not null;

alter table conversations
  drop column offered_to,
  drop column offer_expires_at,
  -- what an agent must know for this one, besides what its inbox asks
  add column skills text[] not null default '{}',
  -- what the matcher found when it last left this one waiting
  add column why text,
  add constraint why_only_queued check (why is null or state = 'queued');

-- Who was passed over from when to when: a row each time, none is ever changed.
alter table passes drop constraint passes_pkey;
alter table passes add column since timestamptz not null default clock_timestamp();
create index passes_agent on passes (conversation_id, agent_id, until);
create index passes_until on passes (until);

-- What stood in agents, their teams and their presence, and since when: a row each time it was found to differ. `n` counts per agent, so
-- that two who find the same difference write it once.
create table agent_log (
  agent_id uuid not null references agents on delete cascade,
  n int not null,
  at timestamptz not null default clock_timestamp(),
  -- an account that takes conversations at all
  works boolean not null,
  available boolean not null,
  present boolean not null,
  capacity int not null,
  -- team by inbox: what he carries there at most, or null
  inboxes jsonb not null,
  languages text[] not null,
  skills text[] not null,
  primary key (agent_id, n)
);
create table inbox_log (
  inbox text not null references inboxes on update cascade on delete cascade,
  n int not null,
  at timestamptz not null default clock_timestamp(),
  routing text not null,
  skills text[] not null,
  primary key (inbox, n)
);

-- The last move of a conversation before some moment.
create index conversation_events_moves on conversation_events (conversation_id, seq) where type = 'move';
create index conversation_events_skills on conversation_events (conversation_id, seq) where body ? 'skills';
