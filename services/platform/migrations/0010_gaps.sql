-- The vectors of what visitors asked, to group it by meaning. Unlike `embeddings`, which are of what the team wrote, a visitor's words are
-- personal: these go with the decision, and that with its conversation.
create table question_vectors (
  decision_id int primary key references decisions on delete cascade,
  model text not null,
  embedding vector not null
);

-- Groups of questions that somebody closed: with an entry, or as nothing to answer. No visitor's words are kept here: the question that
-- stands for the group is read from its decision, as long as that is kept. The mean of the vectors stays, or what was dismissed would come back.
create table gaps (
  id int generated always as identity primary key,
  state text not null check (state in ('answered', 'dismissed')),
  decisions int[] not null,
  question_of int references decisions on delete set null,
  key text,
  -- what was written, and where to
  entry_id int references entries on delete set null,
  version_id int references versions on delete set null,
  model text not null,
  centroid vector not null,
  by text,
  -- before the entry was written: what is newer than this came of it
  created_at timestamptz not null default now(),
  constraint answered_has_key check ((state = 'answered') = (key is not null))
);

create index conversation_events_escalated on conversation_events (created_at)
  where type = 'move' and body->'move'->>'name' = 'escalate';
