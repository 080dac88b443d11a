-- Who was brought from a list and has been sent an invitation: nobody is sent a second by accident.
create table list_invitation (
  member uuid primary key references member,
  mailed_at timestamptz not null
);

-- None for what was made from the command line.
alter table invitation alter column made_by drop not null;
