-- The database holds a hash of each session's token, so that reading it, or a backup, makes nobody somebody else.
-- Who is signed in stays signed in: the cookie still holds the token. SHA-256 in base64url, as hashOfToken makes it.
update session
set token = rtrim(translate(encode(sha256(convert_to(token, 'UTF8')), 'base64'), '+/', '-_'), '=');

-- When it was used last, to some minutes: a session of staff ends after a day unused.
alter table session add column used_at timestamptz not null default now();
