-- What was tried for a conversation and did not end yet, counted before each try: `services/conversation/tries.ts`.
create table tries (
  conversation_id uuid not null references conversations on delete cascade,
  work text not null check (work in ('turn', 'absent', 'silent', 'idle', 'orphan', 'match')),
  attempts int not null default 1,
  -- What was thrown last; null where the process ended with it.
  error text,
  tried_at timestamptz not null default now(),
  primary key (conversation_id, work)
);
