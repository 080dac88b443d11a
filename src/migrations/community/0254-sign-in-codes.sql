-- Codes by mail, each for the browser that asked: nobody else's tries count against it, and nobody else can use it.
-- What is in the mail is kept as hashes; a line goes a day after it ran out.
create table sign_in_code (
  id uuid primary key,
  -- the hash of what the browser holds in a cookie
  browser text not null,
  email text not null,
  code_hash text not null,
  -- the page in the mail has a secret of its own, for another device
  link_hash text not null unique,
  tries int not null default 0,
  asked_at timestamptz not null,
  used_at timestamptz
);
-- The codes that a browser waits for.
create index sign_in_code_by_browser on sign_in_code (browser, asked_at desc);
create index sign_in_code_old on sign_in_code (asked_at);
