-- Matching: who would like to meet another family, whom the coordinator proposed, and how it went.

-- How a member can be matched: also of those who never ask, but are glad to be there for others.
create table match_profile (
  member uuid primary key references member,
  -- may be proposed to somebody who asks; counts only with their yes to matching (consent)
  willing boolean not null,
  languages text[] not null,
  -- phone, video, in person, letter, message: areas/ties/matching/ranking.ts
  channels text[] not null,
  -- topics from the condition's file they know well; shown to whom they are proposed to
  knows text[] not null default '{}',
  -- when they are glad to be reached, in their words
  hours text,
  changed_at timestamptz not null
);

-- Five short questions. A draft until it is sent; read by coordinators, never by the other family.
create table match_request (
  id uuid primary key,
  member uuid not null references member,
  cares text,
  hard text,
  -- what is hard now, as a topic from the condition's file
  topic text,
  why text,
  hope text,
  -- what counts most, in the asker's own order
  weigh text[] not null default '{}',
  more text,
  via text not null,
  begun_at timestamptz not null,
  -- null: a draft
  asked_at timestamptz,
  -- the 48 hours count from here; again when a match did not come about
  waiting_since timestamptz,
  -- when they were told that there is no match yet, and which person's help was offered
  no_match_at timestamptz,
  no_match_offer text check (no_match_offer in ('ring', 'write')),
  ended_at timestamptz,
  ended_because text check (ended_because in ('done', 'withdrawn', 'away', 'bereaved'))
);
-- One at a time.
create unique index match_request_open on match_request (member) where ended_at is null;
create index match_request_by_member on match_request (member, begun_at);
-- The coordinators' board.
create index match_request_waiting on match_request (waiting_since) where ended_at is null and asked_at is not null;

create table match (
  id uuid primary key,
  request uuid not null references match_request on delete cascade,
  asker uuid not null references member,
  helper uuid not null references member,
  state text not null check (state in ('proposed', 'introduced', 'ended')),
  proposed_by uuid references member,
  proposed_at timestamptz not null,
  -- null: not answered yet. Neither is ever told who said no.
  asker_says boolean,
  helper_says boolean,
  introduced_at timestamptz,
  tie uuid references tie on delete set null,
  first_contact_at timestamptz,
  ended_at timestamptz,
  ended_because text check (ended_because in ('declined', 'withdrawn', 'done', 'did not fit')),
  check (asker <> helper)
);
-- A request has one live match, and how many a helper has is counted each time somebody is ranked.
create unique index match_live_by_request on match (request) where state <> 'ended';
create index match_live_by_helper on match (helper) where state <> 'ended';
create index match_by_asker on match (asker);
create index match_by_helper on match (helper);

-- Asked of both, two and eight weeks after the introduction. No line twice: the job may run twice.
create table match_follow_up (
  match uuid not null references match on delete cascade,
  member uuid not null references member,
  weeks int not null check (weeks in (2, 8)),
  asked_at timestamptz not null,
  answer text check (answer in ('yes', 'not yet', 'did not fit')),
  answered_at timestamptz,
  primary key (match, member, weeks)
);
create index match_follow_up_by_member on match_follow_up (member);
