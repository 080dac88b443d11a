-- What a member needs now: drives what the first page offers, whom they may meet, and what their digest holds.
create table need (
  id uuid primary key,
  member uuid not null references member,
  -- information, someone to talk to …: areas/support/needs.ts
  what text not null,
  -- topic from the condition's file; null: any
  topic text,
  words text,
  -- since when, in their words, and the days these can mean
  since_words text,
  since_from date,
  since_to date,
  made_at timestamptz not null,
  -- when they last said that it is still so
  confirmed_at timestamptz not null,
  -- falls silent at once everywhere
  ended_at timestamptz
);
create index need_by_member on need (member) where ended_at is null;
