-- Answers that were taken back are noted outside the community's own tables (server/0260-erasures.sql), whoever takes
-- them back. The research side may not write there, so the note is made with the owner's rights.
create function note_answers_taken_back() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.erasure (hash, kind)
  values (public.erasure_hash('answers', new.id), 'answers')
  on conflict do nothing;
  return null;
end
$$;

create trigger answers_taken_back
after update of withdrawn_at on participant
for each row when (old.withdrawn_at is null and new.withdrawn_at is not null)
execute function note_answers_taken_back();

create function note_letter_closed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.erasure (hash, kind)
  values (public.erasure_hash('study letter', new.id), 'study letter')
  on conflict do nothing;
  return null;
end
$$;

create trigger letter_closed
after update of state on study_code
for each row when (old.state <> 'withdrawn' and new.state = 'withdrawn')
execute function note_letter_closed();
