-- A tie: two members who both agreed to be in touch. A pair has one tie; it can end and be taken up again.
create table tie (
  id uuid primary key,
  -- the pair, the smaller id first
  one uuid not null references member,
  other uuid not null references member,
  -- how it came about
  came_from text not null check (came_from in ('conversation', 'gathering', 'match', 'desk')),
  -- the conversation, gathering or match; null at the desk
  came_from_id uuid,
  state text not null check (state in ('offered', 'open', 'declined', 'ended')),
  offered_by uuid references member,
  offered_at timestamptz not null,
  agreed_at timestamptz,
  ended_at timestamptz,
  check (one < other),
  unique (one, other)
);
create index tie_by_other on tie (other);
