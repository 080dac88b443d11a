-- A search narrowed to a circle, a voice, a basis or a time of life is answered from the index of words alone.

-- Both of its conversation, which never changes them; a time of life is written as 'stage school'.
alter table post add column circle uuid references circle;
alter table post add column facets text[] not null default '{}';
alter table post drop column search;

update post
set circle = c.circle,
  facets = array(select 'stage ' || stage from unnest(c.stages) stage)
from conversation c
where c.id = post.conversation;

alter table post alter column circle set not null;

-- Members, mailing lists and the example bring posts in; none of them can forget it.
create function post_takes_over() returns trigger
language plpgsql as $$
begin
  if new.circle is null then
    select circle, array(select 'stage ' || stage from unnest(stages) stage)
    into new.circle, new.facets
    from conversation
    where id = new.conversation;
  end if;
  return new;
end
$$;
create trigger post_takes_over before insert on post for each row execute function post_takes_over();

-- The title counts more than the words, and is only in the first post.
-- What is narrowed by stands beside the words; having a space, it is no word that anybody can type.
alter table post add column search tsvector generated always as (
  setweight(to_tsvector('english', coalesce(title, '')), 'A')
    || setweight(to_tsvector('english', words), 'B')
    || array_to_tsvector(array['circle ' || circle::text, 'voice ' || voice, 'basis ' || basis] || facets)
) stored;
create index post_search on post using gin (search);
