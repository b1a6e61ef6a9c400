-- Files that visitors and agents send. They live here and not on a disk: one truth, one backup, any number of processes.
create table files (
  id uuid primary key,
  conversation_id uuid not null references conversations on delete cascade,
  role text not null check (role in ('visitor', 'agent')),
  agent_id uuid references agents,
  -- for a safe retry, with a hash of name and content to tell it from a clientId used twice
  client_id uuid not null,
  body_hash bytea not null,
  name text not null,
  type text not null,
  size int not null check (size > 0),
  -- the secret part of the file's address
  key text not null,
  -- all parts are there
  complete boolean not null default false,
  -- the event that carries it; null until a message does
  event_seq int,
  created_at timestamptz not null default clock_timestamp()
);
create unique index files_client on files
  (conversation_id, role, coalesce(agent_id, '00000000-0000-0000-0000-000000000000'::uuid), client_id);
create index files_unsent on files (created_at) where event_seq is null;

-- In parts of at most 256 KB: the embedded database has one connection, and no statement may hold it long.
create table file_parts (
  file_id uuid not null references files on delete cascade,
  n int not null,
  bytes bytea not null,
  primary key (file_id, n)
);
-- Images and documents are compressed already; trying again only costs time.
alter table file_parts alter column bytes set storage external;
