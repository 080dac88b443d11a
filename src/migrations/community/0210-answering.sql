-- What somebody had answered to a question that an earlier answer, changed since, no longer leads to. It waits here in case
-- they change it back, counts nowhere, and goes when the answers are sent.
alter table answer add column aside jsonb;
alter table answer add check (aside is null or kind = 'not asked');

-- A page of a questionnaire costs one question to the database and one answer costs one more, so that thousands can answer
-- at once. These functions cross the wall by themselves, in one round trip: first they become the research role, which a
-- study's queries always run as, and at the end they are what they were (docs/decisions/0210). PostgreSQL keeps their plans:
-- made while a study has few answers, a plan would read all of them, and go on so when they are many. So they use indexes.

-- Everything a page of somebody's questionnaire is made from, of as many as ask in one moment.
create function participations(whose uuid[]) returns setof json
language plpgsql set enable_seqscan = off as $$
declare
  was text := current_setting('role');
begin
  perform set_config('role', 'research_' || current_schema(), true);
  return query
  select json_build_object(
    'id', participant.id,
    'study', json_build_object(
      'id', study.id, 'slug', slug, 'title', title, 'state', study.state, 'run_by', run_by, 'contact', contact,
      'withdraw_until', withdraw_until, 'asks_for_spells', asks_for_spells
    ),
    'arm', arm, 'code', code, 'mode', mode, 'language', language, 'return_hash', return_hash,
    'completed_at', completed_at, 'withdrawn_at', withdrawn_at,
    -- whoever changed the questionnaire changed this too
    'questionnaire', questionnaire.id, 'edition', questionnaire.xmin::text,
    'rows', (
      select json_agg(json_build_array(question, round, kind, value, aside))
      from answer
      where answer.participant = participant.id
    )
  )
  from participant
  join study on study.id = participant.study
  join questionnaire on questionnaire.id = participant.questionnaire
  where participant.id = any(whose);
  perform set_config('role', was, true);
end $$;

-- What a code leads to, by what it hashes to, whatever study it is of. A participant stands before the code they came by.
create function coming_by(hashed text) returns json
language plpgsql set enable_seqscan = off as $$
declare
  was text := current_setting('role');
  found_one json;
begin
  perform set_config('role', 'research_' || current_schema(), true);
  select json_build_object(
    'slug', slug,
    'code', (
      select json_build_object('id', id, 'arm', arm, 'place', place, 'state', state) from study_code where id = known.code
    ),
    'participant', (
      select json_build_object('id', id, 'withdrawn_at', withdrawn_at) from participant where id = known.participant
    )
  ) into found_one
  from (
    select study, code, id as participant from participant where return_hash = hashed
    union all
    select study, id, null from study_code where hash = hashed
  ) known
  join study on study.id = known.study
  order by known.participant nulls last
  limit 1;
  perform set_config('role', was, true);
  return found_one;
end $$;

create function questionnaire_content(which uuid) returns jsonb
language plpgsql as $$
declare
  was text := current_setting('role');
  found_one jsonb;
begin
  perform set_config('role', 'research_' || current_schema(), true);
  select content into found_one from questionnaire where id = which;
  perform set_config('role', was, true);
  return found_one;
end $$;

-- Keep one answer. Those that it hides are put aside, those that it shows again come back.
-- 'kept'; 'closed' when the study takes no more; 'gone' when the participant is not there any more.
create function keep_answer(
  whose uuid, asked text, in_round int, of_kind text, given jsonb, hidden text[], shown text[], moment timestamptz
) returns text
language plpgsql set enable_seqscan = off as $$
declare
  was text := current_setting('role');
  outcome text;
begin
  perform set_config('role', 'research_' || current_schema(), true);
  -- Held until it is stored, so that nothing is kept of somebody who withdraws in the same moment.
  select case when study.state = 'open' then 'kept' else 'closed' end into outcome
  from participant
  join study on study.id = participant.study
  where participant.id = whose and withdrawn_at is null
  for share of participant;
  if outcome = 'kept' then
    insert into answer (participant, question, round, kind, value, at)
    values (whose, asked, in_round, of_kind, given, moment)
    on conflict (participant, question, round) do update
    set kind = excluded.kind, value = excluded.value, at = excluded.at, aside = null;
    if cardinality(hidden) > 0 then
      update answer
      set aside = jsonb_build_object('kind', kind, 'value', value), kind = 'not asked', value = null
      where participant = whose and question || ' ' || round = any(hidden) and kind <> 'not asked';
    end if;
    if cardinality(shown) > 0 then
      update answer
      set kind = aside->>'kind',
        value = case when aside->>'kind' = 'answered' then aside->'value' end,
        aside = null
      where participant = whose and question || ' ' || round = any(shown) and aside is not null;
    end if;
  end if;
  perform set_config('role', was, true);
  return coalesce(outcome, 'gone');
end $$;
