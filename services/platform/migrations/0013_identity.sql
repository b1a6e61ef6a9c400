-- Who a visitor is, as his site's own server has signed it: its user id, and the inbox whose secret signed. An address that he left himself is
-- never proof of anything; `proven_email` is the one that was signed, `email` the one to write to.
alter table visitors
  add column external_id text check (length(external_id) between 1 and 255),
  add column external_inbox text references inboxes on update cascade on delete cascade,
  add column proven_email text,
  add constraint visitors_identity check ((external_id is null) = (external_inbox is null) and (proven_email is null or external_id is not null));
create unique index visitors_external on visitors (external_inbox, external_id) where external_id is not null;
alter table inboxes add column verified_only boolean not null default false;
