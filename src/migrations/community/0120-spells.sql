-- A member's own map of what they have turned to: shown to nobody else without their yes to that purpose.
create table spell (
  id uuid primary key,
  member uuid not null references member,
  -- of the directory of sources; null: known by kind and words only
  source uuid,
  -- areas/support/sources/source-kinds.ts
  source_kind text not null,
  source_words text,
  online text not null check (online in ('online', 'offline', 'both')),
  -- looking in, taking part, helping, paused, left, returned: areas/support/map/spells.ts
  state text not null,
  -- kinds of need it was for: areas/support/needs/needs.ts
  needs text[] not null default '{}',
  -- each in their words, and the days these can mean; no words for the end: it goes on, or nobody knows
  began_words text,
  began_from date,
  began_to date,
  ended_words text,
  ended_from date,
  ended_to date,
  -- reason codes: areas/support/reasons.ts
  began_because text[] not null default '{}',
  changed_because text[] not null default '{}',
  words text,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  check (began_from <= began_to and ended_from <= ended_to)
);
create index spell_by_member on spell (member);

-- How somebody sees the diagnosis, and how well they know their way: said at will, dated, never inferred.
create table outlook (
  id uuid primary key,
  member uuid not null references member,
  question text not null check (question in ('approach', 'expertise')),
  -- null: they would rather not say any more
  answer text,
  at timestamptz not null
);
create index outlook_by_member on outlook (member, question, at desc);
