-- Who works in a study, and as what: researchers see what it finds; those at its desk read questions out by phone and key
-- in what comes on paper, and see nothing else of it.
alter table study_researcher
  add column doing text not null default 'researcher' check (doing in ('researcher', 'desk'));

-- A code's number in its arm: L0007 on lists, never the code itself.
alter table study_code add column number int not null default 0;
create index study_code_by_number on study_code (study, arm, number);
