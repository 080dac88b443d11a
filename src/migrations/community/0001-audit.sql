-- Who did what, for whom, through which door. Written in the same transaction as the task.
create table audit (
  id uuid primary key,
  task text not null,
  who uuid,
  for_whom uuid,
  via text not null,
  subject text,
  at timestamptz not null
);

-- A member's own page lists what was done by and for them.
create index audit_by_who on audit (who, at desc);
create index audit_by_for_whom on audit (for_whom, at desc) where for_whom is not null;
