-- What the team puts on a conversation. Columns and not tables: they are read with every row and never asked for alone.
alter table conversations
  add column tags text[] not null default '{}',
  -- agents who may read and write notes though their team does not serve the inbox
  add column participants uuid[] not null default '{}',
  -- agents whom a note named and who have not opened it since
  add column mentioned uuid[] not null default '{}',
  -- its agent does not want to see it before; not a state: it stays his
  add column snoozed_until timestamptz;
create index conversations_mentioned on conversations using gin (mentioned) where mentioned <> '{}';
create index conversations_tags on conversations using gin (tags) where tags <> '{}';

-- Nothing of a blocked visitor is deleted; he can read and not write.
alter table visitors
  add column blocked_at timestamptz,
  add column blocked_by uuid references agents,
  add column blocked_why text;

-- A mark is what the team put on the conversation or took off it; visitors never see one. Whatever else may be an event already stays so.
do $$
declare held text;
begin
  select pg_get_expr(conbin, conrelid) into held from pg_constraint
    where conname = 'conversation_events_type_check' and conrelid = 'conversation_events'::regclass;
  alter table conversation_events drop constraint conversation_events_type_check;
  execute format('alter table conversation_events add constraint conversation_events_type_check check (%s or type = ''mark'')', held);
end $$;

-- Words as people search for them. Signs that join words become spaces first: the parser takes "AB-1234" for a negative
-- number and an address for one word, and then their parts are never found.
create function search_words(said text) returns tsvector language sql immutable parallel safe
  as $$ select to_tsvector('pg_catalog.simple'::regconfig, translate($1, '@./\_-:+#', '         ')) $$;

create index conversation_events_words on conversation_events using gin (search_words(text)) where type in ('message', 'note');
create index visitors_words on visitors using gin (search_words(coalesce(name, '') || ' ' || coalesce(email, '')));
