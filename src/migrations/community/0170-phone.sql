-- Calls: a volunteer with somebody on the phone. While one is open, what the volunteer does is done for the caller.
create table call (
  id uuid primary key,
  volunteer uuid not null references member,
  -- null: nobody was found, or all that was held of them is erased
  member uuid references member,
  -- the volunteer's own session it goes on in: no other one acts for the caller
  session text,
  way text not null check (way in ('they rang', 'we rang')),
  began_at timestamptz not null,
  -- when the volunteer made sure who it is
  checked_at timestamptz,
  ended_at timestamptz,
  -- left open, and ended by the server
  ended_by_itself boolean not null default false,
  -- what it was about: doors/phone/rules.ts
  reason text,
  -- about the call itself, never about health
  words text,
  -- what was promised
  next_step text,
  next_done_at timestamptz,
  next_done_by uuid references member
);
-- One call at a time: found at each page the volunteer opens, and safe when two are begun at once.
create unique index call_open on call (volunteer) where ended_at is null;
-- A member's copy, and what is erased.
create index call_by_member on call (member, began_at desc) where member is not null;
-- The log, the newest first.
create index call_log on call (began_at desc);
-- What was promised and waits.
create index call_next on call (ended_at) where next_step is not null and next_done_at is null;

-- What the caller said yes to in this call: what was said, and when. Never rewritten.
create table call_consent (
  call uuid not null references call,
  scope text not null check (scope in ('community', 'own', 'messages', 'leaving')),
  -- of the words that were read out
  version text not null,
  words text not null,
  at timestamptz not null,
  primary key (call, scope)
);
