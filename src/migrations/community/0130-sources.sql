-- The directory: where families can turn. Kept by the charity, suggested by members.
create table source (
  id uuid primary key,
  name text not null,
  about text,
  -- areas/support/sources/source-kinds.ts
  kind text not null,
  for_whom text,
  -- from the condition's file
  stages text[] not null default '{}',
  topics text[] not null default '{}',
  -- for this condition; false: for people with any
  condition boolean not null default false,
  -- where it is for, in words: "Leeds and Bradford", "all of the UK"
  area text,
  address text,
  postcode text,
  latitude double precision,
  longitude double precision,
  phone text,
  email text,
  web text,
  cost text,
  languages text[] not null default '{}',
  access text,
  -- areas/support/hours/rules.ts, Hours; null: nobody knows
  hours jsonb,
  -- "checked on", and when it is due again
  assured_date date,
  next_due date,
  state text not null check (state in ('suggested', 'shown', 'closed')),
  origin text not null check (origin in ('kept', 'suggested', 'imported')),
  suggested_by uuid references member,
  -- why they suggest it, in their words; for the charity only
  suggestion text,
  -- the whole service as it was imported, so that what has no column here goes out again as it came (HSDS 3)
  hsds jsonb,
  search tsvector not null,
  made_at timestamptz not null,
  changed_at timestamptz not null
);
-- looking for words: source-search.ts
create index source_by_words on source using gin (search);
-- what is due to be checked, and what was suggested: source-desk.ts
create index source_by_due on source (state, next_due);
create index source_by_suggester on source (suggested_by) where suggested_by is not null;

-- What a member says a source helps with: a need or a topic. Shown only in bands, never under 10.
create table source_say (
  source uuid not null references source on delete cascade,
  member uuid not null references member,
  -- a need's word, or "topic " and a topic of the condition's file
  helps text not null,
  made_at timestamptz not null,
  primary key (source, member, helps)
);
create index source_say_by_member on source_say (member);

-- Where postcode districts are, when a steward has loaded them. Nobody's own postcode is kept here.
create table postcode_district (
  outcode text primary key,
  latitude double precision not null,
  longitude double precision not null
);
