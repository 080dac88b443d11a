-- A new second step that is not confirmed yet. The old one holds until it is, and only the session that began it can
-- finish it.
create table second_factor_draft (
  member uuid primary key references member,
  session text not null,
  key text,
  -- hashes of the codes on the sheet that comes with it
  codes text[] not null,
  made_at timestamptz not null
);
-- What was never confirmed until now is begun anew.
delete from paper_code p
using second_factor f
where p.member = f.member and p.kind = 'second step' and f.confirmed_at is null;
delete from second_factor where confirmed_at is null;

-- The second step of somebody on the staff is lost: two stewards ask for a new one, and it is not taken away before
-- the person had two days to stop it.
create table second_step_recovery (
  id uuid primary key,
  member uuid not null references member,
  asked_by uuid references member,
  asked_at timestamptz not null,
  agreed_by uuid references member,
  agreed_at timestamptz,
  stopped_at timestamptz,
  done_at timestamptz,
  check (asked_by <> member and agreed_by <> member and agreed_by <> asked_by)
);
-- One at a time for each person.
create unique index second_step_recovery_open on second_step_recovery (member)
  where stopped_at is null and done_at is null;
