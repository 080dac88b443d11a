-- What is kept in memory of a conversation, and of its circle, is kept under the conversation's version. So every change
-- raises it, whoever makes it: a door that was closed must never be found open.
create function raise_version() returns trigger language plpgsql as $$
begin
  if new.version = old.version then
    new.version := old.version + 1;
  end if;
  return new;
end $$;

create trigger conversation_version before update on conversation
  for each row execute function raise_version();

create function raise_versions_in_circle() returns trigger language plpgsql as $$
begin
  update conversation set version = version + 1 where circle = new.id;
  return null;
end $$;

create trigger circle_versions after update on circle
  for each row execute function raise_versions_in_circle();
