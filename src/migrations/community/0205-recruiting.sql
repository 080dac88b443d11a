-- Recruiting: letters that a charity posts for a study, and the places where it is told of.

-- From this day a place's code lets nobody new in.
alter table study_place add column closed_on date;

-- What researchers write into the checklist of web surveys (CHERRIES), item by item.
create table study_cherries (
  study uuid not null references study,
  item text not null,
  words text not null,
  at timestamptz not null,
  primary key (study, item)
);
select give_to_research('study_cherries');

-- From here on: the charity's side. Never given to research.

-- What the charity writes in the letters of a study.
create table study_letter_words (
  study uuid primary key references study,
  about text not null,
  signed text not null,
  -- the study's own number: the charity must not hear who takes part
  phone text not null,
  send_to text not null,
  -- how to ask for no more letters
  stop text not null,
  changed_at timestamptz not null
);

-- Who is written to, and by which code. Somebody of a mailing list waits here without a number until codes are drawn.
alter table study_letter
  add column number int,
  add column no_more_at timestamptz,
  add column returned_at timestamptz,
  -- the name and postcode of somebody of a list, without spaces and case: nobody is written to twice
  add column same_as text,
  alter column mailing set default 1;
create unique index study_letter_of_member on study_letter (study, member) where member is not null;
create unique index study_letter_of_list on study_letter (study, same_as) where same_as is not null;
create unique index study_letter_by_number on study_letter (study, number) where number is not null;

-- Letters of a study that are printed and posted together, at most one lot at a time.
create table study_mailing (
  id uuid primary key,
  study uuid not null references study,
  -- 1, or 2 to those who had not answered
  number int not null check (number in (1, 2)),
  made_by uuid not null references member,
  made_at timestamptz not null,
  -- everything it prints, as it was when its codes were drawn
  paper jsonb not null,
  -- letters it was begun with
  letters int not null,
  printed int not null default 0,
  -- the PDF is whole
  printed_at timestamptz,
  pages int not null default 0,
  bytes bigint not null default 0,
  -- somebody was taken out of it after the PDF had been begun
  changed_at timestamptz,
  posted_on date,
  posted_at timestamptz,
  posted_by uuid references member
);
create unique index study_mailing_open on study_mailing (study) where posted_at is null;

-- Whose letters are in it, until it is posted: of a second mailing, who is in it would say who has not answered.
create table study_mailing_letter (
  mailing uuid not null references study_mailing on delete cascade,
  code uuid not null references study_letter on delete cascade,
  -- the order in the PDF
  position int not null,
  primary key (mailing, position)
);
create index study_mailing_letter_by_code on study_mailing_letter (code);

-- The PDF in pieces, so that no server holds all of it at once.
create table study_mailing_piece (
  mailing uuid not null references study_mailing on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (mailing, position)
);
-- A PDF is compressed already.
alter table study_mailing_piece alter column bytes set storage external;
