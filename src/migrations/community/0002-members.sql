-- Members: people and their state. Addresses live in `login` alone.

create table member (
  id uuid primary key,
  name text not null,
  role text not null default 'member'
    check (role in ('member', 'helper', 'moderator', 'clinician', 'steward', 'researcher')),
  -- to be: moved in from elsewhere and not yet claimed. left: posts show "a former member".
  state text not null default 'member' check (state in ('to be', 'member', 'paused', 'left')),
  -- what a clinician or the charity may say of themselves beside a post, checked by staff
  standing text,
  nation text,
  made_at timestamptz not null default now()
);

-- Dated membership is a record the law asks for (DPA 2018, schedule 1, paragraph 16).
create table membership (
  id uuid primary key,
  member uuid not null references member,
  began_at timestamptz not null,
  ended_at timestamptz,
  joined_by text not null check (joined_by in ('setting up', 'link', 'code', 'asking', 'import', 'example', 'phone'))
);
create index membership_by_member on membership (member);

-- Better Auth's five tables, under our names. `login.id` is the member's id.
create table login (
  id text primary key,
  name text not null,
  -- none for members who joined by letter and sign in with codes on paper
  email text unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table session (
  id text primary key,
  login_id text not null references login on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  -- set when a member of staff has given their second factor in this session
  second_factor_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_by_login on session (login_id);
create table account (
  id text primary key,
  login_id text not null references login on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  id_token text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_by_identifier on verification (identifier);
create table passkey (
  id text primary key,
  login_id text not null references login on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz not null default now()
);
create index passkey_by_login on passkey (login_id);

-- Mail and other messages on their way out, written in the same transaction as the task that sends them.
create table message_out (
  id uuid primary key,
  member uuid references member,
  -- an email address
  to_address text not null,
  -- sign-in, reply, digest, decision …: what a person can stop
  kind text not null,
  subject text not null,
  plain text not null,
  html text,
  headers jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'kept', 'failed')),
  due_at timestamptz not null default now(),
  attempts int not null default 0,
  error text,
  sent_at timestamptz,
  made_at timestamptz not null default now()
);
create index message_out_due on message_out (due_at) where state = 'waiting';
