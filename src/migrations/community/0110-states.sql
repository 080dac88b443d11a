-- Stepping away without losing anything: coming back begins a new dated membership.
alter table membership
  drop constraint membership_joined_by_check,
  add constraint membership_joined_by_check
    check (joined_by in ('setting up', 'link', 'code', 'asking', 'import', 'example', 'phone', 'coming back'));

-- Until now, whoever left was erased.
update member
set erased_at = coalesce((select max(ended_at) from membership where membership.member = member.id), now())
where state = 'left'
  and not exists (select from login where login.id = member.id::text);

-- Pauses that end by themselves are looked for each night.
create index member_paused_until on member (paused_until) where state = 'paused' and paused_until is not null;

-- What goes with member.bereaved_at: who told us, and what the member chose to keep.
create table bereavement (
  member uuid primary key references member,
  noted_at timestamptz not null,
  -- the member, or a steward
  noted_by uuid not null references member,
  via text not null,
  -- kinds of notice driven by stage that they want all the same: areas/members/telling.ts
  stays text[] not null default '{}',
  -- how far ahead they looked before, should this be undone
  looked_ahead text,
  -- when they were shown the page that is there for them
  read_at timestamptz
);
