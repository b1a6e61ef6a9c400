-- The whole product's first shape. Names of tables avoid BullMQ's own (job, event, meta, ...), whose SQL is unqualified.
create extension if not exists vector;

create table installation (
  id boolean primary key default true check (id),
  -- one random value per installation, changed only by a restore: a cursor of another epoch is answered with a reset
  stream_epoch text not null,
  current_version int,
  created_at timestamptz not null default now()
);

create table inboxes (
  slug text primary key check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  origins text[] not null default '{}',
  locale text not null default 'en',
  greeting text,
  accent text,
  -- the owner's error budget: the share of given answers that may be wrong
  max_wrong_answers real not null default 0.05 check (max_wrong_answers > 0 and max_wrong_answers < 1),
  -- a hand-set threshold; null reads the derived one from the current version's curve
  answer_threshold real check (answer_threshold between 0 and 1),
  routing text not null default 'offer' check (routing in ('offer', 'assign', 'manual')),
  offer_seconds int not null default 30 check (offer_seconds between 5 and 600),
  idle_minutes int not null default 60 check (idle_minutes between 1 and 10080),
  created_at timestamptz not null default now()
);

create table agents (
  id uuid primary key,
  email text not null,
  name text not null,
  avatar text,
  role text not null check (role in ('agent', 'content', 'manager', 'admin')),
  password_hash text,
  available boolean not null default false,
  capacity int not null default 5 check (capacity between 0 and 100),
  -- languages this agent answers in; empty means any
  locales text[] not null default '{}',
  -- when a conversation was last offered or assigned to him, so that equally busy agents take turns
  matched_at timestamptz,
  deactivated_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index agents_email on agents (lower(email));

create table agent_inboxes (
  agent_id uuid not null references agents on delete cascade,
  inbox text not null references inboxes on update cascade on delete cascade,
  primary key (agent_id, inbox)
);

create table agent_sessions (
  token_hash bytea primary key,
  agent_id uuid not null references agents on delete cascade,
  expires_at timestamptz not null,
  seen_at timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index agent_sessions_seen on agent_sessions (agent_id, seen_at);

create table visitors (
  id uuid primary key,
  name text,
  email text,
  created_at timestamptz not null default now()
);

create table visitor_tokens (
  token_hash bytea primary key,
  visitor_id uuid not null references visitors on delete cascade,
  inbox text not null references inboxes on update cascade on delete cascade,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index visitor_tokens_visitor on visitor_tokens (visitor_id);

create table conversations (
  id uuid primary key,
  inbox text not null references inboxes on update cascade,
  visitor_id uuid not null references visitors on delete cascade,
  -- hash of the secret clientId that opened it, for a safe retry
  open_key bytea unique,
  locale text not null,
  context jsonb not null default '{}',
  state text not null default 'bot' check (state in ('bot', 'queued', 'assigned', 'resolved')),
  agent_id uuid references agents,
  -- head of the log; only ever raised under this row's lock, so seq is 1..n without holes
  seq int not null default 0,
  -- the fence: +1 with every move
  owner_epoch int not null default 0,
  last_visitor_seq int not null default 0,
  settled_seq int not null default 0,
  last_speaker text check (last_speaker in ('visitor', 'bot', 'agent', 'system')),
  last_text text,
  turn_token int not null default 0,
  turn_lease_until timestamptz,
  turn_attempts int not null default 0,
  queued_at timestamptz,
  reason text,
  priority int not null default 0,
  offered_to uuid references agents,
  offer_expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint assigned_has_agent check ((state = 'assigned') = (agent_id is not null)),
  constraint queued_has_place check (state <> 'queued' or queued_at is not null),
  constraint offer_only_queued check ((offered_to is null) = (offer_expires_at is null) and (offered_to is null or state = 'queued')),
  constraint settled_within check (settled_seq <= last_visitor_seq and last_visitor_seq <= seq)
);
create index conversations_visitor on conversations (visitor_id, created_at);
create index conversations_updated on conversations (updated_at);
create index conversations_owed on conversations (updated_at) where state = 'bot' and last_visitor_seq > settled_seq;
create index conversations_queue on conversations (priority desc, queued_at) where state = 'queued';
create index conversations_agent on conversations (agent_id) where state = 'assigned';
create index conversations_offered on conversations (offered_to) where offered_to is not null;
create index conversations_open on conversations (inbox, updated_at) where state <> 'resolved';

create table conversation_events (
  conversation_id uuid not null references conversations on delete cascade,
  seq int not null check (seq >= 1),
  type text not null check (type in ('message', 'note', 'move', 'feedback', 'rating', 'contact')),
  role text check (role in ('visitor', 'bot', 'agent', 'system')),
  agent_id uuid references agents,
  client_id uuid,
  -- sha-256 of what was sent, to tell a retry from a clientId used twice
  body_hash bytea,
  text text,
  reply_to int,
  decision_id int,
  -- everything else, by type: notice, citations, suggestions, choice, move, feedback, rating, contact
  body jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  primary key (conversation_id, seq)
);
-- one speaker, one clientId, one event: the visitor is alone in his role, agents are told apart by id
create unique index conversation_events_client on conversation_events
  (conversation_id, role, coalesce(agent_id, '00000000-0000-0000-0000-000000000000'::uuid), client_id)
  where client_id is not null;

-- how long people waited lately, for the range a queued visitor is told
create index conversation_events_taken on conversation_events (created_at)
  where type = 'move' and body->'move'->>'from' = 'queued' and body->'move'->>'to' = 'assigned';

create table passes (
  conversation_id uuid not null references conversations on delete cascade,
  agent_id uuid not null references agents on delete cascade,
  until timestamptz not null,
  primary key (conversation_id, agent_id)
);

create table processes (
  id uuid not null,
  role text not null check (role in ('gateway', 'bot', 'handoff')),
  seen_at timestamptz not null default now(),
  primary key (id, role)
);

-- knowledge ------------------------------------------------------------------------------------------------

create table versions (
  id int generated always as identity primary key,
  state text not null default 'draft' check (state in ('draft', 'published', 'abandoned')),
  author text,
  note text,
  -- what is fitted belongs to the version: the confidence curve, word statistics, ...
  fitted jsonb not null default '{}',
  created_at timestamptz not null default now(),
  published_at timestamptz
);
alter table installation add foreign key (current_version) references versions;

-- An entry row is immutable and shared by all versions that hold it unchanged.
create table entries (
  id int generated always as identity primary key,
  -- the stable id that a content team knows it by
  key text not null,
  content_hash bytea not null,
  title text not null,
  answer text not null,
  link text,
  locale text not null default 'en',
  inboxes text[] not null default '{}',
  tags text[] not null default '{}',
  questions text[] not null default '{}',
  source text,
  created_at timestamptz not null default now(),
  unique (key, content_hash)
);

create table version_entries (
  version_id int not null references versions on delete cascade,
  entry_id int not null references entries on delete cascade,
  primary key (version_id, entry_id)
);
create index version_entries_entry on version_entries (entry_id);

create table passages (
  id int generated always as identity primary key,
  entry_id int not null references entries on delete cascade,
  kind text not null check (kind in ('title', 'question', 'answer')),
  text text not null,
  text_hash bytea not null,
  words tsvector not null
);
create index passages_entry on passages (entry_id);
create index passages_text on passages (text_hash);
create index passages_words on passages using gin (words);

-- An embedding belongs to a text and a model, never to an entry: a rollback or a re-publish embeds nothing.
create table embeddings (
  model text not null,
  text_hash bytea not null,
  embedding vector not null,
  primary key (model, text_hash)
);

-- decisions ------------------------------------------------------------------------------------------------

create table decisions (
  id int generated always as identity primary key,
  conversation_id uuid references conversations on delete cascade,
  question text not null,
  from_seq int not null,
  to_seq int not null,
  version_id int references versions,
  candidates jsonb not null,
  features jsonb not null,
  confidence real not null,
  thresholds jsonb not null,
  verdict text not null check (verdict in ('answer', 'suggest', 'handoff', 'small_talk')),
  reason text,
  model text,
  ms int not null,
  created_at timestamptz not null default now()
);
create index decisions_conversation on decisions (conversation_id, id);
alter table conversation_events add foreign key (decision_id) references decisions;

create table labels (
  id int generated always as identity primary key,
  decision_id int not null references decisions on delete cascade,
  by text not null,
  kind text not null,
  entry text,
  created_at timestamptz not null default now()
);
create index labels_decision on labels (decision_id);

insert into installation (stream_epoch) values (substr(md5(random()::text || clock_timestamp()::text), 1, 12));
insert into inboxes (slug, name) values ('default', 'Support');
