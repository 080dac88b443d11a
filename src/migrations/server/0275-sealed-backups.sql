-- The public half of the key that the charity printed: backups are encrypted for it. The other half is nowhere here.
-- At most one row.
create table backup_key (
  only_one boolean primary key default true check (only_one),
  recipient text not null,
  made_at timestamptz not null default now()
);

-- How the last backup was read back: 'whole' means row by row; 'sealed' means row by row before it was encrypted, and
-- byte by byte after.
alter table nightly_backup add column read_back text check (read_back in ('whole', 'sealed'));
