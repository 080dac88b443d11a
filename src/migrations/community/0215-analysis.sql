-- What an analysis told, as it was told. Asked again of the same freeze, the same is told.
create table analysis_output (
  id uuid primary key,
  frozen uuid not null references study_freeze,
  -- the question, as JSON with its parts in a fixed order
  asked text not null,
  title text not null,
  -- the outputs: words, tables, and the points of pictures
  content jsonb not null,
  -- what must be said of all of them, such as when the plan was fixed
  notes text[] not null default '{}',
  at timestamptz not null,
  unique (frozen, asked)
);

-- How the charity's membership is made up: counts in bands, under the same rules as any table that leaves. A steward gives
-- it to a study once; research never asks members.
create table study_membership (
  study uuid primary key references study,
  content jsonb not null,
  counted_on date not null
);

select give_to_research('analysis_output', 'study_membership');
