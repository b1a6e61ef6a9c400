-- Who changed or looked at what, when, from where. Rows are only ever added, one after the other: each carries a hash over the one before
-- it and over itself, so that what was changed behind the program's back does not fit any more. No foreign keys: a name is what it was then.
create table audit (
  -- 1, 2, 3, ... without holes, given under the lock of audit_chain
  n bigint primary key,
  at timestamptz not null,
  by text not null check (by in ('agent', 'script', 'system', 'nobody')),
  by_id uuid,
  by_name text,
  -- a network, not a person's own address: the first 24 bits of IPv4, 48 of IPv6
  address text,
  action text not null,
  target_kind text,
  target_id text,
  target_name text,
  details jsonb not null default '{}',
  previous bytea not null,
  hash bytea not null
);
create index audit_by on audit (by_id, n);
create index audit_action on audit (action, n);
create index audit_at on audit (at);
create index audit_reads on audit (target_id, by_id, at) where action = 'conversation_read';

-- Where the chain that is kept begins and ends: without this, rows taken off its ends would not be missed.
create table audit_chain (
  id boolean primary key default true check (id),
  first bigint not null default 1,
  before bytea not null default '',
  last bigint not null default 0,
  hash bytea not null default ''
);
insert into audit_chain default values;

-- For how long things are kept, and how the last round of erasing went. `lease_until` makes it one round over several processes.
create table retention (
  id boolean primary key default true check (id),
  -- null: never erased
  conversation_days int check (conversation_days between 30 and 3650),
  file_days int check (file_days between 1 and 3650),
  audit_days int not null default 400 check (audit_days between 30 and 3650),
  lease_until timestamptz,
  began_at timestamptz,
  ended_at timestamptz,
  -- of the round that began last, counted up with each batch
  counts jsonb not null default '{}'
);
insert into retention default values;

-- What erasing asks of the tables beside: without these each row that goes is looked for in all of them.
create index conversation_events_decision on conversation_events (decision_id) where decision_id is not null;
create index offers_conversation on offers (conversation_id);
create index files_created on files (created_at);

create function audit_hash(it audit) returns bytea language sql stable as $$
  select sha256(it.previous || convert_to(jsonb_build_array(it.n, (extract(epoch from it.at) * 1000000)::bigint, it.by, it.by_id, it.by_name,
    it.address, it.action, it.target_kind, it.target_id, it.target_name, it.details)::text, 'UTF8'))
$$;

create function audit_link() returns trigger language plpgsql as $$
declare head audit_chain;
begin
  select * into head from audit_chain for update;
  new.n := head.last + 1;
  new.at := clock_timestamp();
  new.previous := head.hash;
  new.hash := audit_hash(new);
  update audit_chain set last = new.n, hash = new.hash;
  return new;
end $$;
create trigger audit_link before insert on audit for each row execute function audit_link();

create function audit_keep() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - (select audit_days from retention) * interval '1 day' then
    return old;
  end if;
  raise exception 'The audit log is only ever added to; its rows go when they are older than its retention.';
end $$;
create trigger audit_keep before update or delete on audit for each row execute function audit_keep();
create trigger audit_keep_all before truncate on audit for each statement execute function audit_keep();
