-- What a member chooses on their own page, and what they said yes to.

-- How and how often. No line means the defaults, so that a member who never looked has them too.
create table preference (
  member uuid primary key references member,
  digest text not null default 'weekly' check (digest in ('daily', 'weekly', 'monthly', 'none')),
  replies_by_email boolean not null default true,
  look_ahead text not null default 'a little ahead'
    check (look_ahead in ('only now', 'a little ahead', 'the whole picture')),
  door text not null default 'email' check (door in ('email', 'letter', 'phone', 'none')),
  changed_at timestamptz not null
);

-- The person cared for: no name, no exact birth date. One line a field, each with its own sharing choice.
create table cared_for (
  member uuid not null references member,
  field text not null,
  value text not null,
  shared boolean not null,
  changed_at timestamptz not null,
  primary key (member, field)
);

-- Every yes and every no, per purpose, with the version of the words that were shown. Nothing is ever changed here.
create table consent (
  id uuid primary key,
  member uuid not null references member,
  purpose text not null,
  version text not null,
  given boolean not null,
  via text not null,
  at timestamptz not null
);
-- The newest line of a purpose is what holds.
create index consent_by_member on consent (member, purpose, at desc);
