-- An agent's picture: small, square, made so by the console. agents.avatar holds its address, which changes with it.
create table agent_pictures (
  agent_id uuid primary key references agents on delete cascade,
  key text not null unique,
  type text not null,
  bytes bytea not null,
  created_at timestamptz not null default now()
);
