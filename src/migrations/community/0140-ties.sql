-- What two people who are in touch hold between them: what was asked, what is shared, when they met, what they wrote.

alter table tie
  -- what whoever asked hoped for: phone, meet, write, message (areas/ties/tie-rules.ts)
  add column means text[] not null default '{}',
  -- a few words with the question; gone once it is answered
  add column words text,
  -- who said no to the other: they are not asked again unless they ask themselves. Shown to nobody.
  add column declined_by uuid references member,
  drop constraint tie_came_from_check,
  add constraint tie_came_from_check
    check (came_from in ('conversation', 'gathering', 'match', 'desk', 'glad to talk'));
-- How many offers somebody has waiting, and made today.
create index tie_by_asker on tie (offered_by, offered_at desc) where offered_by is not null;

-- What each lets the other have, one line a thing. What it is now is looked up: a new number is the one that is seen.
create table tie_share (
  tie uuid not null references tie on delete cascade,
  member uuid not null references member,
  what text not null check (what in ('phone', 'email', 'address')),
  since timestamptz not null,
  primary key (tie, member, what)
);

-- One time they were in touch, in whatever way, as one of the two noted it. Never what was said.
create table tie_contact (
  id uuid primary key,
  tie uuid not null references tie on delete cascade,
  door text not null check (door in ('in person', 'phone', 'video', 'letter', 'message')),
  -- in their words, when they were not a single day; and the days these can mean
  on_words text,
  on_from date not null,
  on_to date not null check (on_to >= on_from),
  noted_by uuid not null references member,
  noted_at timestamptz not null
);
-- A tie's page, the newest first.
create index tie_contact_by_tie on tie_contact (tie, on_to desc, id desc);

create table tie_message (
  id uuid primary key,
  tie uuid not null references tie on delete cascade,
  sender uuid not null references member,
  words text not null,
  html text not null,
  sent_at timestamptz not null,
  via text not null,
  -- makes sending the same form twice do it once
  once uuid unique
);
-- A page of messages, the newest first.
create index tie_message_by_tie on tie_message (tie, id desc);
-- How many somebody sent in the last hour, and all of theirs when they leave.
create index tie_message_by_sender on tie_message (sender, sent_at desc);

-- Up to when somebody has read: for their own first page only, never shown to the other.
create table tie_reading (
  tie uuid not null references tie on delete cascade,
  member uuid not null references member,
  read_at timestamptz not null,
  primary key (tie, member)
);

-- What a member is glad to talk about, as they said themselves.
create table glad_to_talk (
  member uuid not null references member,
  topic text not null,
  since timestamptz not null,
  primary key (member, topic)
);
-- A need's page: who is glad to talk about its topic.
create index glad_to_talk_by_topic on glad_to_talk (topic);

-- Whether others may ask to be in touch. No line means yes.
create table may_be_asked (
  member uuid primary key references member,
  answer boolean not null,
  changed_at timestamptz not null
);
