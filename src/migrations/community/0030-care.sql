-- Care: what waits for a person of the charity, and what was decided.

-- One thing that waits: a post held back, a report, a complaint, or a second look at a decision.
create table matter (
  id uuid primary key,
  kind text not null check (kind in ('held', 'report', 'complaint', 'appeal')),
  post uuid references post,
  -- why a post was held: conversations/rules.ts, holdReasons
  reasons text[] not null default '{}',
  -- what a report or complaint says is wrong: care/rules.ts, wrongs
  wrong text,
  -- where it is, when no post was named
  place text,
  words text,
  -- what anyone can look it up by, without an account
  code text unique,
  -- the member who sent it; null for a visitor
  by uuid references member,
  -- where a visitor wants the answer; forgotten some time after the decision
  email text,
  -- someone may be in danger: seen to before all else
  urgent boolean not null default false,
  -- the decision that is looked at again
  appeals uuid,
  -- makes sending the same form twice do it once
  once uuid unique,
  came_at timestamptz not null,
  decided_at timestamptz,
  check (kind <> 'held' or post is not null),
  check (kind <> 'appeal' or appeals is not null)
);
-- The desk: what waits, the urgent first, then the oldest.
create index matter_waiting on matter (kind, urgent desc, came_at) where decided_at is null;
-- A post waits once, however often it is changed while it waits.
create unique index matter_held_once on matter (post) where kind = 'held' and decided_at is null;
-- A decision is looked at again once.
create unique index matter_appealed_once on matter (appeals) where kind = 'appeal';
-- A member's own reports, and how many they sent in the last hour.
create index matter_by_member on matter (by, came_at desc) where by is not null;
create index matter_by_post on matter (post) where post is not null;

create table decision (
  id uuid primary key,
  matter uuid not null unique references matter,
  outcome text not null,
  -- what a decision that was changed has become
  becomes text,
  -- read by the writer, and by whoever reported it
  reason text not null,
  by uuid not null references member,
  -- what they signed as
  role text not null,
  post uuid references post,
  -- whose post it is about
  writer uuid references member,
  at timestamptz not null
);
alter table matter add foreign key (appeals) references decision;
-- A member's own page of decisions, and the desk's list of what was decided.
create index decision_by_writer on decision (writer, at desc) where writer is not null;
create index decision_newest on decision (at desc);

-- The steward reads the log by task.
create index audit_by_task on audit (task, id desc);
