-- Someone waits for a sign-in code, so codes leave before everything else.
drop index message_out_due;
create index message_out_due on message_out ((kind <> 'sign-in'), due_at) where state = 'waiting';

-- The outbox page, newest first.
create index message_out_newest on message_out (made_at desc);
-- A member's own download.
create index message_out_by_member on message_out (member, made_at) where member is not null;
-- The steward's page of failed mail.
create index message_out_failed on message_out (made_at desc) where state = 'failed';

-- Up to when a member has had news by digest. One row a member: what came before is of no use.
create table digest_sent (
  member uuid primary key references member,
  -- which digest this was: 2026-03-04, 2026-W10 or 2026-03
  period text not null,
  until timestamptz not null,
  sent_at timestamptz not null
);
