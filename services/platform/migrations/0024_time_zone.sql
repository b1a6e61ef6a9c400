-- The visitor's own clock, as their browser tells it: by it they are told when somebody is back.
alter table conversations add column time_zone text;
