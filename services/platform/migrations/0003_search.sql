-- What a version fitted and is too large for its row: the classifier's weights, packed by knowledge/model.ts.
create table version_models (
  version_id int primary key references versions on delete cascade,
  model bytea not null
);
