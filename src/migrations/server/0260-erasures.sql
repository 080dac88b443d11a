-- Who erased everything, and who took their answers to a study back: what a backup from before must not bring back.
-- It outlives the community's own tables. An id is random, so its hash tells nothing to anyone who has no backup.
create table erasure (
  hash text primary key,
  kind text not null check (kind in ('member', 'answers', 'study letter')),
  -- of a member: whether their posts stay under "a former member"
  posts text check (posts in ('kept', 'withdrawn')),
  at timestamptz not null default now()
);

create function erasure_hash(kind text, id uuid) returns text language sql immutable as $$
  select encode(sha256(convert_to(kind || ' ' || id::text, 'UTF8')), 'hex')
$$;

-- Every server on this database writes the list into its folder of backups again.
create function tell_of_erasures() returns trigger language plpgsql as $$
begin
  perform pg_notify('alongside', 'erasures');
  return null;
end
$$;

create trigger erasure_told
after insert on erasure
for each statement execute function tell_of_erasures();
