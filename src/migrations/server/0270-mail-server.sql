-- When a process with a mail server first ran here. From then on a community's mail goes out unless its steward says
-- otherwise, and a process without a mail server keeps none of it. At most one row.
create table mail_server (
  only_one boolean primary key default true check (only_one),
  since timestamptz not null default now()
);
