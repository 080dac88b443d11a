-- Ways in that are ours: codes on paper and the second step of staff; and limits on guessing at any of them.

-- Codes on a sheet of paper. Only what they hash to is kept; each works once.
create table paper_code (
  id uuid primary key,
  member uuid not null references member,
  kind text not null check (kind in ('sign in', 'second step')),
  hash text not null unique,
  made_by uuid not null references member,
  made_at timestamptz not null,
  used_at timestamptz
);
create index paper_code_by_member on paper_code (member, kind);

-- A key shared with an app, or no key for those whose second step is a sheet of paper.
create table second_factor (
  member uuid primary key references member,
  -- encrypted with the community's secret
  key text,
  -- null until one code from it was typed
  confirmed_at timestamptz,
  -- the last 30-second step a code was taken for, so that none works twice
  last_step bigint not null default 0,
  made_at timestamptz not null
);

-- Tries at a code, kept for a day. What was tried is hashed: no address is kept here.
create table attempt (
  way text not null,
  subject text not null,
  at timestamptz not null
);
create index attempt_recent on attempt (way, subject, at);
create index attempt_old on attempt (at);
