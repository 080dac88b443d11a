-- What became of each community's backup, the last one that was made and the last one that was not.
create table nightly_backup (
  community uuid primary key references community (id) on delete cascade,
  -- the night it belongs to, on the London clock, and its file on the machine that made it
  night date,
  file text,
  bytes bigint,
  made_at timestamptz,
  failed_at timestamptz,
  because text
);
