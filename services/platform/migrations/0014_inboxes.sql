-- What an inbox says and when people are there. Each is checked where it is written, see services/protocol-inbox.ts.
alter table inboxes
  -- a greeting by language; where it is null, `greeting` is said in all of them
  add column greetings jsonb,
  -- the weekly schedule with its time zone and holidays; null: no hours, people may be there at any time
  add column hours jsonb,
  -- what a visitor is asked first; null: nothing
  add column pre_chat jsonb,
  -- on which pages the chat speaks first, best first
  add column proactive jsonb not null default '[]',
  add column theme jsonb;
