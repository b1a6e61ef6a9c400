-- What a version was laid over, what it changed of that, and since when a draft waits to be published. Null in `ready_at`: its writer is
-- at it still, or gone; such a draft is cleared away, one that waits is not.
alter table versions add column base_id int references versions on delete set null;
alter table versions add column changes jsonb;
alter table versions add column ready_at timestamptz;

-- Every time that readers were pointed to a version: once when it was published, again for each rollback to it.
create table publications (
  id int generated always as identity primary key,
  version_id int not null references versions on delete cascade,
  kind text not null check (kind in ('publish', 'rollback')),
  author text,
  note text,
  created_at timestamptz not null default now()
);
create index publications_version on publications (version_id);
insert into publications (version_id, kind, author, note, created_at)
  select id, 'publish', author, note, coalesce(published_at, created_at) from versions where state = 'published' order by id;
