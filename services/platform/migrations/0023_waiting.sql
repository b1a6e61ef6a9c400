-- A handoff is no dead end: the bot goes on helping while somebody waits, and what people owe is told apart from what the bot has answered.
alter table conversations
  -- while it waits the bot answers what it is sure of; set by the handoff, gone with the next move
  add column bot_helps boolean not null default false,
  -- what the bot has read while it waits: up to here it answered or left alone
  add column passed_seq int not null default 0,
  -- since when a person owes the visitor a word; no answer of the bot's ends it
  add column owed_since timestamptz,
  -- the place in the queue of somebody who went back to the bot, and for how long it is kept
  add column place_at timestamptz,
  add column place_until timestamptz,
  -- asked for a person before they wrote anything: their first message goes to one
  add column wants_person boolean not null default false,
  add constraint passed_within check (passed_seq <= last_visitor_seq),
  add constraint place_has_end check ((place_at is null) = (place_until is null));

alter table inboxes
  -- the bot helps on while somebody waits
  add column bot_helps boolean not null default true,
  -- words and phrases that are for people alone
  add column sensitive text[] not null default '{}',
  -- whether what is idle for idle_minutes ends by itself
  add column auto_resolve boolean not null default true;

-- Who waits already: what they wrote since is left to people, what they write from now on the bot may answer.
update conversations c set passed_seq = c.last_visitor_seq,
  bot_helps = coalesce(c.reason, '') not in ('negative_feedback', 'repeated_question', 'sensitive_topic') and (
    select m.body->'move'->>'name' = 'escalate' from conversation_events m
    where m.conversation_id = c.id and m.type = 'move' order by m.seq desc limit 1) is true
  where c.state = 'queued';

-- Owed: by whoever of the team did not see the last words when they last wrote, or never wrote.
update conversations c set owed_since = greatest(c.queued_at, (
    select min(e.created_at) from conversation_events e where e.conversation_id = c.id and e.type = 'message' and e.role = 'visitor'
      and e.seq > coalesce((select max(a.reply_to) from conversation_events a
        where a.conversation_id = c.id and a.type = 'message' and a.role = 'agent'), 0)))
  where (c.state in ('queued', 'assigned') and c.last_visitor_seq > coalesce((select max(a.reply_to) from conversation_events a
      where a.conversation_id = c.id and a.type = 'message' and a.role = 'agent'), 0))
    or (c.state = 'queued' and c.last_agent_seq = 0);

-- What is owed a turn of the bot's: `owesTurn` of conversation/turns.ts, word for word.
drop index conversations_owed;
create index conversations_owed on conversations (updated_at)
  where (state = 'bot' and last_visitor_seq > settled_seq)
    or (state = 'queued' and bot_helps and last_visitor_seq > greatest(settled_seq, passed_seq));
-- The others of a visitor who waits in several conversations.
create index conversations_waiting on conversations (visitor_id) where state = 'queued';

-- `left`: read while somebody waited, and nothing said. Whatever was stored before fits.
alter table decisions drop constraint decisions_verdict_check;
alter table decisions add constraint decisions_verdict_check
  check (verdict in ('answer', 'suggest', 'handoff', 'small_talk', 'left')) not valid;

-- The visitor ended the wait after the bot had helped.
alter table conversation_summaries drop constraint conversation_summaries_first_wait_end_check;
alter table conversation_summaries add constraint conversation_summaries_first_wait_end_check
  check (first_wait_end in ('served', 'gave_up', 'closed', 'helped_waiting')) not valid;
