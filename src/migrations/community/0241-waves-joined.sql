-- The same person in several waves of a study, where she said yes to it in each and typed her code of then herself. A number
-- of its own for each person, and nothing else of her: docs/decisions/0241-the-same-person-in-two-waves.md
create table same_person (
  participant uuid primary key references participant,
  person uuid not null,
  wave uuid not null references study_wave,
  at timestamptz not null,
  -- One participation of each wave at most; and it finds the other waves of a person.
  unique (person, wave)
);

-- What was typed on a booklet as the code of then, hashed like any code of a study, until the booklet is stored.
alter table booklet_keying add column before_hash text;

-- Answers of the same person in two waves that are in a freeze, as "EARLIER>LATER". Like its people they never change.
alter table study_freeze add column joined text[] not null default '{}';

select give_to_research('same_person');

-- Whoever takes one wave back, by any door, is joined to none any more. One alone is joined to nobody.
create function withdraw_same_person() returns trigger
language plpgsql as $$
declare
  whose uuid;
begin
  delete from same_person where participant = new.id returning person into whose;
  delete from same_person
  where person = whose and (select count(*) from same_person other where other.person = whose) < 2;
  return null;
end $$;
create trigger participant_withdrew_same_person after update of withdrawn_at on participant
for each row when (new.withdrawn_at is not null and old.withdrawn_at is null)
execute function withdraw_same_person();
