-- Every server on this database reads the registry again when it changes, whoever changed it.
create function tell_of_communities() returns trigger language plpgsql as $$
begin
  perform pg_notify('alongside', 'communities');
  return null;
end
$$;

create trigger community_told
after insert or update or delete on community
for each statement execute function tell_of_communities();
