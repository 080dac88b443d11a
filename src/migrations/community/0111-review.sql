-- At 16 and at 18, and each year while it is so, a member is asked again what the person cared for would want shared.
create table sharing_review (
  member uuid not null references member,
  point text not null check (point in ('16', '18')),
  -- when they were last told that it is time
  told_at timestamptz,
  -- when they last looked
  done_at timestamptz,
  primary key (member, point)
);
