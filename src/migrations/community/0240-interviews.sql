-- Interviews: the second stage of a study. docs/decisions/0240-what-interviewers-alone-can-open.md

-- How a study interviews. Said before anybody is asked, and copied to each interview as it was then.
create table interview_stage (
  study uuid primary key references study,
  -- the two variables of the questionnaire that the selection grid is laid out by
  variables text[] not null check (cardinality(variables) = 2),
  -- what the invitation says
  about text not null,
  withdraw_until date not null,
  -- after this day every transcript is deleted
  keep_until date not null check (keep_until >= withdraw_until),
  closed_at timestamptz,
  made_at timestamptz not null
);

create table interview (
  id uuid primary key,
  study uuid not null references study,
  participant uuid not null unique references participant,
  -- 7 is P07; a number is never given twice
  number int not null,
  -- the researcher who asked, and who alone can open what is kept in the drawer
  interviewer uuid not null,
  state text not null check (state in ('invited', 'agreed', 'scheduled', 'done', 'declined', 'withdrawn')),
  how text check (how in ('phone', 'video', 'in person', 'letter')),
  planned_for timestamptz,
  withdraw_until date not null,
  keep_until date not null,
  invited_at timestamptz not null,
  answered_at timestamptz,
  done_at timestamptz,
  withdrawn_at timestamptz,
  unique (study, number),
  check (state <> 'scheduled' or (how is not null and planned_for is not null))
);

-- The second consent: each thing on its own, each change kept.
create table interview_consent (
  interview uuid not null references interview,
  purpose text not null check (purpose in ('recorded', 'kept', 'quoted')),
  version int not null,
  given boolean not null,
  via text not null,
  at timestamptz not null,
  primary key (interview, purpose, at)
);

-- What was said, with every name replaced before it came here. Places in it are counted in Unicode code points, as
-- char_length and substring do.
create table transcript (
  id uuid primary key,
  interview uuid not null unique references interview,
  words text not null,
  length int not null check (length = char_length(words)),
  stored_by uuid not null,
  stored_at timestamptz not null
);

-- Who codes: a researcher of the study, or somebody whose work came in with another program's file.
create table coder (
  id uuid primary key,
  study uuid not null references study,
  researcher uuid,
  name text not null,
  unique (study, researcher)
);

create table code (
  id uuid primary key,
  study uuid not null references study,
  parent uuid references code,
  name text not null,
  definition text not null default '',
  include text not null default '',
  exclude text not null default '',
  -- made up, or in one's own words; a person's words stand in example_segment, and go when they go
  example text not null default '',
  -- a colour and a shape at once: coding is never told by colour alone
  sign text not null,
  -- a heading over other codes, which nothing is coded with
  heading boolean not null default false,
  position int not null default 0,
  made_by uuid not null references coder,
  made_at timestamptz not null,
  unique nulls not distinct (study, parent, name)
);

create table segment (
  id uuid primary key,
  transcript uuid not null references transcript on delete cascade,
  code uuid not null references code,
  coder uuid not null references coder,
  from_at int not null check (from_at >= 0),
  to_at int not null check (to_at > from_at),
  at timestamptz not null,
  unique (transcript, code, coder, from_at, to_at)
);
-- Quotes by code.
create index segment_by_code on segment (code);

alter table code add column example_segment uuid references segment on delete set null;

create table memo (
  id uuid primary key,
  study uuid not null references study,
  coder uuid not null references coder,
  code uuid references code on delete cascade,
  transcript uuid references transcript on delete cascade,
  segment uuid references segment on delete cascade,
  words text not null,
  at timestamptz not null,
  -- on one thing, or on the study as a whole
  check (num_nonnulls(code, transcript, segment) <= 1)
);
create index memo_by_study on memo (study);

-- The framework matrix: what one person said on one code, in the researcher's words.
create table framework_cell (
  interview uuid not null references interview,
  code uuid not null references code on delete cascade,
  words text not null,
  coder uuid not null references coder,
  at timestamptz not null,
  primary key (interview, code)
);

-- Whose words were taken back is not kept: only when, and how many transcripts there were and are.
create table interview_withdrawal (
  id uuid primary key,
  study uuid not null references study,
  at timestamptz not null,
  before int not null,
  after int not null
);

select give_to_research(
  'interview_stage', 'interview', 'interview_consent', 'transcript', 'coder', 'code', 'segment', 'memo',
  'framework_cell', 'interview_withdrawal'
);

-- The interviewer's drawer. Never given to research: no query of a study can read it, and what is in it is sealed.
-- How somebody wants to be reached for the interview alone.
create table interview_reach (
  participant uuid primary key references participant,
  sealed text not null,
  at timestamptz not null
);
-- The keyed list: which name stands behind which words in brackets.
create table transcript_key (
  interview uuid primary key references interview,
  sealed text not null,
  at timestamptz not null
);

-- Whichever way somebody withdraws, it is all gone in the same moment. These run with the rights of the house, because
-- research cannot empty the drawer.
do $$
begin
  execute format($made$
    create function let_go_of_interview() returns trigger
    language plpgsql security definer set search_path to %I, pg_temp as $body$
    declare had int;
    begin
      delete from interview_reach where participant = new.participant;
      if new.state = 'withdrawn' then
        select count(*) into had from transcript join interview on interview.id = transcript.interview
        where interview.study = new.study;
        delete from transcript_key where interview = new.id;
        delete from framework_cell where interview = new.id;
        delete from transcript where interview = new.id;
        if found then
          insert into interview_withdrawal (id, study, at, before, after)
          values (gen_random_uuid(), new.study, coalesce(new.withdrawn_at, now()), had, had - 1);
        end if;
      end if;
      return null;
    end $body$
  $made$, current_schema());
  execute format($made$
    create function let_go_of_participant() returns trigger
    language plpgsql security definer set search_path to %I, pg_temp as $body$
    begin
      update interview set state = 'withdrawn', withdrawn_at = new.withdrawn_at
      where participant = new.id and state <> 'withdrawn';
      delete from interview_reach where participant = new.id;
      return null;
    end $body$
  $made$, current_schema());
end $$;
create trigger let_go after update of state on interview
for each row when (new.state in ('done', 'declined', 'withdrawn') and old.state <> new.state)
execute function let_go_of_interview();
create trigger let_go_of_interviews after update of withdrawn_at on participant
for each row when (new.withdrawn_at is not null and old.withdrawn_at is null)
execute function let_go_of_participant();
