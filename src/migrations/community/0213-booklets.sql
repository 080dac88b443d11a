-- Booklets that came back on paper, while they are keyed in twice. A booklet becomes a participant only when both readings
-- agree; until then nothing of it is counted. docs/decisions/0213-a-booklet-is-nobody-until-it-is-read-twice.md
create table booklet (
  id uuid primary key,
  study uuid not null references study,
  -- of the letter it came with
  code uuid not null unique references study_code,
  questionnaire uuid not null references questionnaire,
  language text not null,
  sheet int not null,
  -- double: somebody had answered with this code already; set aside: no tick to take part
  state text not null
    check (state in ('keying', 'compared', 'stored', 'double', 'set aside', 'withdrawn')),
  made_at timestamptz not null,
  -- how many places were compared, and in how many the two readings differed; kept when the answers go
  places int,
  differing int
);
create index booklet_by_study on booklet (study, state);

create table booklet_keying (
  booklet uuid not null references booklet,
  -- 3 is what was decided where 1 and 2 differ
  pass int not null check (pass in (1, 2, 3)),
  keyed_by uuid not null,
  -- which sheets are saved
  sheets text[] not null default '{}',
  consents jsonb not null default '{}',
  answers jsonb not null default '{}',
  began_at timestamptz not null,
  finished_at timestamptz,
  primary key (booklet, pass)
);
-- Nobody reads the same booklet twice.
create unique index booklet_keying_by_two on booklet_keying (booklet, keyed_by) where pass in (1, 2);

select give_to_research('booklet', 'booklet_keying');

-- Whoever takes part back by any door takes back what is half keyed in as well.
create function withdraw_booklet() returns trigger
language plpgsql as $$
declare
  whose uuid;
begin
  if tg_table_name = 'study_code' then
    whose := new.id;
  else
    whose := new.code;
  end if;
  delete from booklet_keying using booklet where booklet.id = booklet_keying.booklet and booklet.code = whose;
  update booklet set state = 'withdrawn' where code = whose;
  return null;
end $$;
create trigger code_withdrawn after update of state on study_code
for each row when (new.state = 'withdrawn' and old.state <> 'withdrawn')
execute function withdraw_booklet();
create trigger participant_withdrew_booklet after update of withdrawn_at on participant
for each row when (new.code is not null and new.withdrawn_at is not null and old.withdrawn_at is null)
execute function withdraw_booklet();
