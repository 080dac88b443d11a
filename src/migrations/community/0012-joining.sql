-- Ways to become a member: a link, a code from a letter, or asking.

create table invitation (
  id uuid primary key,
  kind text not null check (kind in ('link', 'code', 'asking')),
  -- for staff: where it was handed out
  about text not null,
  -- codes only: what the code hashes to. A link is proved by its signature.
  hash text unique,
  -- null: as many as come
  most_uses int,
  uses int not null default 0,
  -- for one who asked: what they told us
  name text,
  email text,
  ends_at timestamptz,
  ended_at timestamptz,
  made_by uuid not null references member,
  made_at timestamptz not null
);
create index invitation_by_time on invitation (made_at desc);

create table membership_request (
  id uuid primary key,
  name text not null,
  email text not null,
  words text not null,
  asked_at timestamptz not null,
  answer text check (answer in ('yes', 'no')),
  answer_words text,
  answered_by uuid references member,
  answered_at timestamptz
);
-- The desk shows those that wait, oldest first.
create index membership_request_waiting on membership_request (asked_at) where answer is null;

-- What somebody answered while joining, until they have shown that the address is theirs.
create table joining (
  member uuid primary key references member,
  name text not null,
  consents text[] not null,
  version text not null,
  invitation uuid references invitation,
  joined_by text not null,
  at timestamptz not null
);
