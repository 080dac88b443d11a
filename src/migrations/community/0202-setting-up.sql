-- Setting a study up: what was missing for it. docs/studies.md

-- The ways people come in: by letter, from a place, as members.
alter table study
  add column arms text[] not null default '{letters,places}'
  check (arms <@ '{letters,places,members}'::text[] and cardinality(arms) > 0);

-- The protocol, every version kept. The newest stands in study.protocol too.
create table study_protocol (
  id uuid primary key,
  study uuid not null references study,
  version int not null,
  words text not null,
  made_at timestamptz not null,
  unique (study, version)
);

-- The plan of analysis while it is written. What is fixed is copied into analysis_plan, and never changes again.
create table analysis_plan_draft (
  study uuid primary key references study,
  content jsonb not null,
  changed_at timestamptz not null
);

-- What people were told and is now said otherwise: the day for taking answers back, and how the study is reached.
create table study_told (
  id uuid primary key,
  study uuid not null references study,
  what text not null check (what in ('withdraw_until', 'contact')),
  words text not null,
  until timestamptz not null
);
-- The front page of a study says it.
create index study_told_by_study on study_told (study);

select give_to_research('study_protocol', 'analysis_plan_draft', 'study_told');
