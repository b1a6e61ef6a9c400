-- What the reports need of one conversation, in one row: folded from its log by services/reports/summary.ts and never written by hand.
-- The log is the truth: a row whose `seq` is not the log's head is folded again, and `npm run reports:rebuild` makes all of them anew.
create table conversation_summaries (
  conversation_id uuid primary key references conversations on delete cascade,
  -- the head of the log this was folded from
  seq int not null,
  inbox text not null references inboxes on update cascade,
  started_at timestamptz not null,
  -- the visitor wrote, or asked for a person: what every rate is counted over
  engaged boolean not null,
  -- answers of the bot that rest on entries, and the keys of those
  answers int not null,
  entries text[] not null,
  -- why it was first handed to people
  reason text,
  handed_off_at timestamptz,
  -- the first wait in the queue: when it began, and how it ended
  queued_at timestamptz,
  first_wait_end text check (first_wait_end in ('served', 'gave_up', 'closed')),
  -- seconds; human times run only while the conversation is with people
  waited float8,
  to_assignment float8,
  first_reply float8,
  human_reply float8,
  handled float8,
  -- who held it, first to last, and for how many seconds each
  agents uuid[] not null,
  agent_seconds float8[] not null,
  assignee uuid,
  replier uuid,
  last_agent uuid,
  resolved_at timestamptz,
  resolved_by text,
  reopened_at timestamptz,
  state text not null,
  -- the last rating, and whether a person had spoken before it
  score int,
  scored_human boolean
);
create index conversation_summaries_started on conversation_summaries (started_at);

-- Changes before this moment are folded in.
alter table installation add column summarised_to timestamptz not null default '-infinity';

-- What a manager aims at; without an inbox for all that have none of their own.
create table goals (
  inbox text references inboxes on update cascade on delete cascade,
  metric text not null,
  value float8 not null
);
create unique index goals_metric on goals (coalesce(inbox, ''), metric);
