-- Studies. Everything here is on one side of a wall: the role that studies run as may use these tables and no others.

-- The tables that were given to research.
create table research_given (name text primary key);

-- The role is made for this community alone, and has these tables. Where this user may not make roles, a database's owner
-- makes it once (docs/studies.md); until then studies are closed and say so. Run at each start, for that day.
create function raise_wall() returns void
language plpgsql as $$
declare
  role_name text := 'research_' || current_schema();
  one text;
begin
  begin
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
    if not pg_has_role(current_user, role_name, 'member') then
      execute format('grant %I to %I', role_name, current_user);
    end if;
  exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then return;
  end;
  execute format('grant usage on schema %I to %I', current_schema(), role_name);
  for one in select name from research_given loop
    execute format('grant select, insert, update, delete on %I to %I', one, role_name);
  end loop;
end $$;

create function give_to_research(variadic given text[]) returns void
language plpgsql as $$
begin
  insert into research_given select unnest(given) on conflict do nothing;
  perform raise_wall();
end $$;

create table study (
  id uuid primary key,
  -- its address: /studies/support-in-our-lives
  slug text not null unique,
  title text not null,
  -- what it asks and why, as it was approved
  protocol text not null default '',
  -- who runs it, as the information sheet names them
  run_by text not null default '',
  contact text not null default '',
  state text not null default 'draft' check (state in ('draft', 'open', 'closed')),
  -- the day after which what was given can no longer be taken back; said before anybody answers
  withdraw_until date,
  -- whether a member's support map can be joined, by their own choice
  asks_for_spells boolean not null default false,
  opened_at timestamptz,
  closed_at timestamptz,
  made_at timestamptz not null
);

-- Who may work in it: members with the role of researcher. Ids only; names stay on the other side.
create table study_researcher (
  study uuid not null references study,
  researcher uuid not null,
  since timestamptz not null,
  primary key (study, researcher)
);

-- Approvals by an ethics committee, the charity or a funder, each version kept.
create table study_approval (
  id uuid primary key,
  study uuid not null references study,
  version text not null,
  body text not null,
  reference text not null default '',
  approved_on date not null,
  noted_at timestamptz not null
);

-- The information sheet, versioned: whoever consented keeps the version they read.
create table study_sheet (
  id uuid primary key,
  study uuid not null references study,
  version int not null,
  words text not null,
  made_at timestamptz not null,
  unique (study, version)
);

-- What can be said yes to, each on its own, all off by default.
create table study_consent_item (
  id uuid primary key,
  study uuid not null references study,
  purpose text not null,
  version int not null,
  words text not null,
  -- without it there is no taking part
  needed boolean not null default false,
  position int not null default 0,
  unique (study, purpose, version)
);

create table study_wave (
  id uuid primary key,
  study uuid not null references study,
  number int not null,
  opens_on date not null,
  closes_on date not null,
  unique (study, number)
);

-- A register of places, online and off, where people are told of the study.
create table study_place (
  id uuid primary key,
  study uuid not null references study,
  name text not null,
  online boolean not null,
  -- who gave permission, and when
  permission text not null default '',
  permitted_on date,
  noticed_on date,
  -- how many people it may reach, where anybody knows
  reaches int,
  made_at timestamptz not null
);

-- Ways in. Letters: each works once. Places: one each, for as many as come. No name, no address, no member.
create table study_code (
  id uuid primary key,
  study uuid not null references study,
  arm text not null check (arm in ('letters', 'places', 'members')),
  place uuid references study_place,
  -- what the code hashes to; the code itself is on paper alone
  hash text not null unique,
  state text not null default 'drawn' check (state in ('drawn', 'posted', 'opened', 'answered', 'withdrawn', 'returned')),
  mailing int not null default 1,
  made_at timestamptz not null,
  posted_at timestamptz
);
create index study_code_by_study on study_code (study, arm, state);

create table questionnaire (
  id uuid primary key,
  study uuid not null references study,
  version int not null,
  -- docs/questionnaires.md
  content jsonb not null,
  state text not null default 'draft' check (state in ('draft', 'open', 'closed')),
  made_at timestamptz not null,
  unique (study, version)
);

create table participant (
  id uuid primary key,
  study uuid not null references study,
  wave uuid references study_wave,
  code uuid references study_code,
  arm text not null check (arm in ('letters', 'places', 'members')),
  place uuid references study_place,
  questionnaire uuid not null references questionnaire,
  mode text not null check (mode in ('web', 'paper', 'phone')),
  language text not null default 'en',
  sheet int not null,
  -- what they come back with to go on, or to take it back; hashed
  return_hash text unique,
  began_at timestamptz not null,
  -- where they stopped, so that a half-finished one goes on there
  reached text,
  completed_at timestamptz,
  withdrawn_at timestamptz
);
create index participant_by_study on participant (study, completed_at);

create table study_consent (
  participant uuid not null references participant,
  item uuid not null references study_consent_item,
  given boolean not null,
  via text not null,
  at timestamptz not null,
  primary key (participant, item, at)
);

-- One line an answer. Kinds are never mixed up: an answer, "don't know", "rather not say", skipped, not asked, illegible.
create table answer (
  participant uuid not null references participant,
  question text not null,
  -- which round of a repeated section; 0 outside
  round int not null default 0,
  kind text not null check (kind in ('answered', 'dont know', 'rather not say', 'skipped', 'not asked', 'illegible')),
  value jsonb,
  at timestamptz not null,
  primary key (participant, question, round),
  check ((kind = 'answered') = (value is not null))
);

-- Paper, keyed in twice by two people; what differs is listed and decided.
create table keying (
  participant uuid not null references participant,
  pass int not null check (pass in (1, 2, 3)),
  keyed_by uuid not null,
  answers jsonb not null,
  at timestamptz not null,
  primary key (participant, pass)
);

-- Spells of a support map that a member chose to let a study read. Joined to nobody: a participant, not a member.
create table study_spell (
  id uuid primary key,
  participant uuid not null references participant,
  source_kind text not null,
  online text not null check (online in ('online', 'offline', 'both')),
  needs text[] not null default '{}',
  -- months since the diagnosis, or years of the calendar where that is not told
  from_year int,
  to_year int,
  state text not null,
  reasons text[] not null default '{}'
);
create index study_spell_by_participant on study_spell (participant);

-- The plan of analysis, fixed before there are data: the family of tests that Holm's correction covers, and the rest.
create table analysis_plan (
  id uuid primary key,
  study uuid not null references study,
  version int not null,
  content jsonb not null,
  fixed_at timestamptz not null,
  -- how many had answered when it was fixed: 0 unless it says so
  answers_by_then int not null,
  unique (study, version)
);

-- A freeze: the people whose answers an analysis stands on. Every table that was released from it is kept.
create table study_freeze (
  id uuid primary key,
  study uuid not null references study,
  people uuid[] not null,
  secret text not null,
  -- how many were left out at random to protect those who came or went
  left_out int not null default 0,
  made_at timestamptz not null
);
create table released_table (
  id uuid primary key,
  frozen uuid not null references study_freeze,
  variables text[] not null,
  content jsonb not null,
  at timestamptz not null,
  unique (frozen, variables)
);

select give_to_research(
  'study', 'study_researcher', 'study_approval', 'study_sheet', 'study_consent_item', 'study_wave', 'study_place',
  'study_code', 'questionnaire', 'participant', 'study_consent', 'answer', 'keying', 'study_spell', 'analysis_plan',
  'study_freeze', 'released_table'
);

-- The other side of the wall, the charity's: which letter went to whom. Never given to research.
create table study_letter (
  code uuid primary key,
  study uuid not null references study,
  member uuid references member,
  -- for people on a mailing list who are no members
  name text,
  address text,
  postcode text,
  mailing int not null,
  printed_at timestamptz,
  posted_at timestamptz
);
create index study_letter_by_member on study_letter (member);
