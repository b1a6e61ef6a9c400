-- A conversation with a simulated visitor, for whoever practises. Null: a real one. It is in the hands of that agent or over, never with the
-- bot and never in the queue: what matches, offers and answers cannot meet one.
alter table conversations
  add column practice_for uuid references agents,
  add constraint practice_in_hands check (
    practice_for is null or state = 'resolved' or (state = 'assigned' and agent_id = practice_for));

create table practices (
  conversation_id uuid primary key references conversations on delete cascade,
  agent_id uuid not null references agents,
  -- what the visitor is about and says, as it was when it began; what he says next and when follows from it and the log
  script jsonb not null,
  -- whoever has his next words written; they are said under the conversation's lock
  lease_until timestamptz,
  ended_at timestamptz,
  -- null where it ended because the agent left
  card jsonb,
  created_at timestamptz not null default now(),
  constraint card_when_ended check (card is null or ended_at is not null)
);
create index practices_running on practices (agent_id) where ended_at is null;
create index practices_cards on practices (agent_id, ended_at) where card is not null;
