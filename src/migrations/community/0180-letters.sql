-- The letter door: batches of printed letters, and the slips that come back from them.

-- Letters that are printed and posted together. At most one is open at a time, so nobody gets two letters of one day.
create table letter_batch (
  id uuid primary key,
  made_by uuid not null references member,
  made_at timestamptz not null,
  -- members it was begun for
  people int not null,
  -- every letter has its words
  written_at timestamptz,
  -- letters that are in the PDF so far
  printed int not null default 0,
  -- the PDF is whole
  printed_at timestamptz,
  pages int not null default 0,
  bytes int not null default 0,
  -- a letter in it was written anew after the PDF had been made
  changed_at timestamptz,
  posted_at timestamptz,
  posted_by uuid references member
);
create unique index letter_batch_open on letter_batch ((posted_at is null)) where posted_at is null;

-- The PDF of a batch, in pieces, so that no server holds all of it at once.
create table letter_piece (
  batch uuid not null references letter_batch on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (batch, position)
);
-- A PDF is compressed already.
alter table letter_piece alter column bytes set storage external;

create table letter (
  id uuid primary key,
  batch uuid not null references letter_batch on delete cascade,
  member uuid not null references member,
  position int not null,
  -- what it tells is new between these
  since timestamptz not null,
  until timestamptz not null,
  -- what it says; null until it is written, and again when its words are forgotten
  content jsonb,
  written_at timestamptz,
  -- whose words are in it
  speakers uuid[] not null default '{}',
  -- notices and slips it tells of, which count as told once it is posted
  notices uuid[] not null default '{}',
  confirms uuid[] not null default '{}',
  posted_at timestamptz,
  unique (batch, member)
);
-- Up to when a member has had news, and their own list of letters.
create index letter_by_member on letter (member, until desc);
create index letter_to_write on letter (batch, position) where written_at is null;
-- Whose words have to go from letters when they leave.
create index letter_by_speaker on letter using gin (speakers);

-- What can be sent back on paper. A code works for years; it says nothing of whose it is.
create table slip (
  id uuid primary key,
  code text not null unique,
  member uuid not null references member,
  -- the letter it was printed in
  letter uuid references letter on delete set null,
  title text not null,
  -- what it becomes (kit/lists.ts, Answer); null when a person has to read it
  answer jsonb,
  made_at timestamptz not null,
  -- open: not come back; done: became what it asked for; kept: a person has to do it; closed: a person did
  state text not null default 'open' check (state in ('open', 'done', 'kept', 'closed')),
  -- when it was keyed in, and by whom
  keyed_at timestamptz,
  keyed_by uuid references member,
  -- what the member wrote, by field, while a person has to do it
  said jsonb,
  -- why it could not be done at once, or what a person did, in words for the member
  because text,
  -- what it became, such as the post
  subject text,
  -- when a letter told the member what it became
  confirmed_at timestamptz
);
create index slip_by_member on slip (member, made_at desc);
create index slip_by_letter on slip (letter) where letter is not null;
-- The desk's list of what a person has to do, oldest first.
create index slip_kept on slip (keyed_at) where state = 'kept';
-- What the next letter confirms.
create index slip_to_confirm on slip (member) where keyed_at is not null and confirmed_at is null;

-- Paper without a code that can be read, or without a name: words for a person.
create table paper (
  id uuid primary key,
  words text not null,
  -- who it seems to be from, as written on it
  seems_from text,
  kept_by uuid not null references member,
  kept_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid references member,
  -- what was done
  done text
);
create index paper_open on paper (kept_at) where closed_at is null;
