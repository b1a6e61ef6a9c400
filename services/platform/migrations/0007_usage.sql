-- What was answered lately, for the use of each entry; the rest of the log is not read for it.
create index conversation_events_answers on conversation_events (created_at) where body ? 'entries';
