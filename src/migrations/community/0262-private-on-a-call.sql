-- What is private is opened on a call only with a code that the caller has, and every page opened is kept for them to see.
alter table call_consent drop constraint call_consent_scope_check;
alter table call_consent add constraint call_consent_scope_check
  check (scope in ('community', 'own', 'leaving', 'messages', 'map', 'copy', 'erasing'));
-- how a yes to a private kind was confirmed; null for the others
alter table call_consent add column confirmed_by text check (confirmed_by in ('list', 'email'));
-- codes typed that were wrong
alter table call add column wrong_codes int not null default 0;

-- Each page a volunteer opened for the caller, in words that say what it holds.
create table call_page (
  id uuid primary key,
  call uuid not null references call,
  page text not null,
  at timestamptz not null
);
-- A member's own page of what was done for them.
create index call_page_by_call on call_page (call, at);

-- A member's list of phone codes, on paper. The digits are worked out from the id and the community's secret.
create table phone_code (
  id uuid primary key,
  member uuid not null references member,
  number smallint not null,
  made_at timestamptz not null,
  used_at timestamptz
);
-- Codes of one member: at each code that is typed on a call, and when their letter is printed.
create index phone_code_by_member on phone_code (member, number);

-- A code that was sent by email for one private kind, in one call.
create table call_code (
  call uuid not null references call,
  scope text not null,
  hash text not null,
  made_at timestamptz not null,
  primary key (call, scope)
);

-- A notice about what a volunteer opened is not for that volunteer to read out, and so to put away.
alter table notice add column not_by uuid references member;
