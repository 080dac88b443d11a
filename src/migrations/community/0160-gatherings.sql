-- Gatherings: in person, by phone, by video or mixed; once or again and again.
create table gathering (
  id uuid primary key,
  title text not null,
  about text not null,
  kind text not null check (kind in ('in person', 'phone', 'video', 'mixed')),
  place text,
  -- the district of its postcode, such as "BS5": who lives near sees it first
  district text,
  -- anyone may ring this to ask or to say that they come
  desk_phone text,
  -- told only to who is coming
  phone_number text,
  phone_pin text,
  video_link text,
  -- on the London clock: 19:00 stays 19:00 when the clocks change
  starts_on date not null,
  starts_at text not null check (starts_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  minutes integer not null check (minutes between 1 and 20160),
  -- RFC 5545, without COUNT and UNTIL: the last day stands beside it
  rrule text,
  until date not null,
  -- when the last of it is over
  over_at timestamptz not null,
  -- null: no limit
  places integer check (places >= 0),
  phone_seats integer check (phone_seats >= 0),
  -- why nobody can come by phone, when phone_seats is 0
  no_phone_why text,
  -- steps, parking, a hoist, quiet rooms, in the host's words
  access text,
  door text not null check (door in ('open', 'members', 'circle')),
  circle uuid references circle,
  stages text[] not null default '{}',
  topics text[] not null default '{}',
  host uuid references member,
  state text not null default 'planned' check (state in ('planned', 'cancelled')),
  cancelled_why text,
  -- RFC 5545, SEQUENCE: raised by what changes for those who come
  sequence integer not null default 0,
  -- the last turn given on its waiting lists
  turns integer not null default 0,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  check ((door = 'circle') = (circle is not null))
);
-- The list, soonest first, and feeds.
create index gathering_to_come on gathering (over_at);
-- What a feed's ETag is made from.
create index gathering_changed on gathering (changed_at desc);
create index gathering_by_host on gathering (host);

-- One date of a gathering that is cancelled, or moved to another day or time.
create table gathering_date (
  gathering uuid not null references gathering,
  -- the day it would be by its rule; RSVPs name it, and calendars know it as RECURRENCE-ID
  occurrence date not null,
  cancelled_at timestamptz,
  why text,
  moved_on date,
  moved_at text check (moved_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  primary key (gathering, occurrence)
);

-- Who said what to one date of a gathering: a member, or at an open one a guest without an account.
create table rsvp (
  id uuid primary key,
  gathering uuid not null references gathering,
  occurrence date not null,
  member uuid references member,
  guest_name text,
  guest_email text,
  guest_phone text,
  seat text check (seat in ('place', 'phone', 'video')),
  state text not null check (state in ('coming', 'waiting', 'not coming')),
  -- what they need, for the host's eyes only
  access text,
  -- others who came may ask to stay in touch
  listed boolean not null default false,
  -- put me in touch with one who came, or who could not come
  pair_up boolean not null default false,
  -- the order of the waiting list
  turn integer not null,
  came boolean,
  -- how often their answer changed: part of the SEQUENCE that their calendar sees
  changes integer not null default 0,
  via text not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  reminded_at timestamptz,
  check ((member is null) = (guest_name is not null)),
  check ((state = 'not coming') or seat is not null)
);
create unique index rsvp_of_member on rsvp (member, gathering, occurrence) where member is not null;
create unique index rsvp_of_guest on rsvp (gathering, occurrence, lower(guest_email)) where guest_email is not null;
-- Seats are counted, and the next in turn found.
create index rsvp_by_seat on rsvp (gathering, occurrence, seat, state, turn);
-- The job that reminds.
create index rsvp_to_remind on rsvp (occurrence) where state = 'coming' and reminded_at is null;

-- What went on, for all who may see the gathering.
create table write_up (
  id uuid primary key,
  gathering uuid not null references gathering,
  occurrence date not null,
  words text not null,
  html text not null,
  -- who is speaking: conversations/standing.ts
  voice text not null,
  by uuid references member,
  written_at timestamptz not null,
  amended_at timestamptz,
  unique (gathering, occurrence)
);
create index write_up_newest on write_up (written_at desc);

-- One who came and one who could not, who both wished to be put in touch.
create table pairing (
  id uuid primary key,
  gathering uuid not null references gathering,
  occurrence date not null,
  came uuid not null references member,
  missed uuid not null references member,
  proposed_by uuid references member,
  proposed_at timestamptz not null,
  came_says text check (came_says in ('yes', 'no')),
  missed_says text check (missed_says in ('yes', 'no')),
  -- both have answered, or one of them stepped away
  ended_at timestamptz,
  check (came <> missed),
  unique (gathering, occurrence, came),
  unique (gathering, occurrence, missed)
);
create index pairing_by_came on pairing (came);
create index pairing_by_missed on pairing (missed);

-- A member's private calendar: each time its address is made anew, the one before stops.
create table private_calendar (
  member uuid primary key references member,
  edition integer not null default 1,
  changed_at timestamptz not null
);

-- Mail with a calendar file: {method, content}, RFC 6047.
alter table message_out add column calendar jsonb;
