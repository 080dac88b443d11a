-- Moving in: archives of mailing lists, and lists of members.

create table moving_in (
  id uuid primary key,
  file_name text not null,
  -- where the file lies while it is read; forgotten afterwards
  path text,
  -- the same file gives the same hash, so a run that was cut short is found again
  file_hash text not null,
  circle uuid not null references circle,
  started_by uuid references member,
  state text not null default 'reading' check (state in ('reading', 'placing', 'done', 'failed')),
  -- why it failed, in words for a person
  because text,
  bytes bigint not null,
  -- everything before this byte is in moving_mail
  bytes_read bigint not null default 0,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index moving_in_newest on moving_in (started_at desc);

-- One line a message. Words and addresses are wiped once it is placed; the line stays as the report.
create table moving_mail (
  moving_in uuid not null references moving_in on delete cascade,
  position int not null,
  message_id text not null,
  state text not null default 'read' check (state in ('read', 'placed', 'there', 'unreadable')),
  -- why it could not be read
  reason text,
  subject text,
  name text,
  address text,
  at timestamptz,
  -- Message-IDs of the mails before it, oldest first
  parents text[] not null default '{}',
  words text,
  -- of the words, kept when they are wiped: a second mail of the same Message-ID may say something else
  fingerprint text,
  primary key (moving_in, position)
);
-- Has a mail of this Message-ID been read before?
create index moving_mail_by_message on moving_mail (message_id);
create index moving_mail_waiting on moving_mail (moving_in) where state = 'read';

-- Addresses besides their own that a member has shown to be theirs: what comes from there is given to them at once.
create table claimed_address (
  address text primary key,
  member uuid not null references member,
  at timestamptz not null
);
create index claimed_address_by_member on claimed_address (member);

-- A code mailed to an address somebody says is theirs too.
create table address_claim (
  member uuid primary key references member,
  address text not null,
  hash text not null,
  ends_at timestamptz not null
);
