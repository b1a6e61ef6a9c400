-- What a question was read with, so that the same decision can be made again: what was asked before it, where it is a follow-up,
-- and its parts, where it asks for several things.
alter table decisions add column context text;
alter table decisions add column parts jsonb;
