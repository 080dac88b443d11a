-- Circles hold conversations; conversations hold numbered posts.

create table circle (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  about text not null,
  -- who may read: anyone, members, or those let in
  door text not null default 'members' check (door in ('open', 'members', 'closed')),
  -- life stage from the condition file, where the circle is for one
  stage text,
  position int not null default 0,
  closed_at timestamptz,
  made_at timestamptz not null default now()
);

create table circle_member (
  circle uuid not null references circle,
  member uuid not null references member,
  since timestamptz not null default now(),
  primary key (circle, member)
);
create index circle_member_by_member on circle_member (member);

create table conversation (
  id uuid primary key,
  circle uuid not null references circle,
  kind text not null check (kind in ('asks', 'tells', 'announces')),
  title text not null,
  opened_by uuid not null references member,
  opened_at timestamptz not null,
  -- shown posts only
  posts int not null default 0,
  last_post_at timestamptz not null,
  -- when somebody other than the asker first replied
  first_reply_at timestamptz,
  answered_at timestamptz,
  stages text[] not null default '{}',
  topics text[] not null default '{}',
  -- raised by every change that a reader could see; pages made from posts are kept by it
  version int not null default 1,
  made_by_import uuid,
  shown boolean not null default true
);
-- The list of a circle, newest first.
create index conversation_by_circle on conversation (circle, last_post_at desc) where shown;
-- The helpers' list: what waits, oldest first.
create index conversation_waiting on conversation (opened_at) where kind = 'asks' and answered_at is null and shown;
create index conversation_by_opener on conversation (opened_by);

create table post (
  id uuid primary key,
  conversation uuid not null references conversation,
  -- its place in the conversation, given when it is shown; none while it waits for a person
  number int,
  author uuid not null references member,
  reply_to uuid references post,
  words text not null,
  -- made once, when written
  html text not null,
  voice text not null,
  basis text not null,
  -- study size and design; which regulator, where, when
  basis_words text,
  applies_to text,
  interest text,
  country text,
  written_at timestamptz not null,
  posted_at timestamptz not null,
  via text not null,
  state text not null default 'shown' check (state in ('shown', 'held', 'withdrawn', 'removed')),
  amended_at timestamptz,
  -- makes sending the same form twice do it once
  once uuid unique,
  -- Message-ID of the mail it came from, or a hash where there was none
  message_id text unique,
  -- the title counts more than the words, and is only in the first post
  title text,
  search tsvector generated always as (
    setweight(to_tsvector('english', coalesce(title, '')), 'A') || setweight(to_tsvector('english', words), 'B')
  ) stored,
  unique (conversation, number)
);
create index post_by_author on post (author, posted_at desc);
-- What was replied to a member, for their first page.
create index post_by_reply on post (reply_to) where reply_to is not null;
create index post_search on post using gin (search);
-- Search walks this, newest first, when a word is common.
create index post_newest on post (posted_at desc) where state = 'shown';

create table amendment (
  id uuid primary key,
  post uuid not null references post,
  words_before text not null,
  reason text not null,
  by uuid not null references member,
  at timestamptz not null
);
create index amendment_by_post on amendment (post, at);

-- How far a member has read, and what they chose not to hear of.
create table reading (
  member uuid not null references member,
  conversation uuid not null references conversation,
  last_number int not null default 0,
  read_at timestamptz not null,
  muted boolean not null default false,
  primary key (member, conversation)
);

create table kept_post (
  member uuid not null references member,
  post uuid not null references post,
  kept_at timestamptz not null,
  primary key (member, post)
);

-- Words begun and not yet sent. One per member and place: a conversation's id, or `circle:` and its slug.
create table draft (
  member uuid not null references member,
  place text not null,
  fields jsonb not null,
  saved_at timestamptz not null,
  primary key (member, place)
);

-- A member who blocks another does not see their posts, and the other is not told.
create table block (
  member uuid not null references member,
  blocked uuid not null references member,
  since timestamptz not null,
  primary key (member, blocked)
);

create table photo (
  id uuid primary key,
  post uuid not null references post,
  -- described in words by the person who posted it
  description text not null,
  of_people boolean not null default false,
  type text not null,
  width int not null,
  height int not null,
  bytes bytea not null,
  position int not null default 0
);
create index photo_by_post on photo (post, position);
