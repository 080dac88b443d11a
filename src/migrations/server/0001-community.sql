-- The registry of communities on this server: which host name leads to which schema.
create table community (
  id uuid primary key,
  -- null: answers on every host name that no other community has
  host text unique,
  schema text not null unique,
  name text not null,
  -- file name in conditions/, without its ending
  condition text not null,
  -- a made-up community to look round in
  example boolean not null default false,
  -- signs session cookies and links
  secret text not null,
  -- which functions are switched on, and other choices of the community
  settings jsonb not null default '{}',
  made_at timestamptz not null default now()
);

-- At most one community answers on every other host.
create unique index community_without_host on community ((true)) where host is null;
