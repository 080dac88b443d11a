-- Members who asked to be let into a closed circle.
create table circle_request (
  id uuid primary key,
  circle uuid not null references circle,
  member uuid not null references member,
  words text,
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid references member,
  let_in boolean
);

-- One open request a member and circle; the moderators' list is short.
create unique index circle_request_open on circle_request (circle, member) where decided_at is null;
