-- How a member is reached besides email, times away, and what waits to be told by letter or phone.

alter table member
  -- while paused: the day it ends by itself; null: until they say so
  add column paused_until date,
  -- the person they cared for has died; nothing driven by age or stage goes to them from then on
  add column bereaved_at timestamptz,
  -- all that was held of them is gone
  add column erased_at timestamptz;

-- A number to ring, an address to write to. Shown to nobody but staff who reach them, and to whom the member shares it with.
create table reach (
  member uuid primary key references member,
  phone text,
  -- the digits of it, without the country's code: a caller is found by them
  phone_digits text,
  -- lines under the name, for a window envelope
  address text,
  postcode text,
  print text not null default 'plain' check (print in ('plain', 'large')),
  changed_at timestamptz not null
);
create index reach_by_phone on reach (phone_digits) where phone_digits is not null;

-- Each time a member stepped away. Nothing decays meanwhile; the page of a return tells what changed since.
create table absence (
  id uuid primary key,
  member uuid not null references member,
  kind text not null check (kind in ('paused', 'left')),
  began_at timestamptz not null,
  -- the last day of a pause, when they named one
  until date,
  ended_at timestamptz,
  -- kinds of notice they asked to keep: areas/members/telling.ts
  keeps text[] not null default '{}',
  -- why, when they said: reason codes, areas/support/rules.ts
  reasons text[] not null default '{}',
  words text,
  via text not null
);
create index absence_by_member on absence (member, began_at desc);

-- Told to members who are reached by letter or phone: goes into their next letter, or is read out on a call.
create table notice (
  id uuid primary key,
  member uuid not null references member,
  kind text not null,
  door text not null check (door in ('letter', 'phone')),
  title text not null,
  words text not null,
  -- what can be sent back on a reply slip (kit/lists.ts, Answer)
  answer jsonb,
  made_at timestamptz not null,
  -- when it was read out, or put into a letter
  told_at timestamptz
);
create index notice_waiting on notice (door, member, made_at) where told_at is null;
create index notice_by_member on notice (member, made_at);
