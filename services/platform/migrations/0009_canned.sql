-- How often agents used a canned response; few events have one.
create index conversation_events_canned on conversation_events ((body ->> 'canned')) where body ? 'canned';
