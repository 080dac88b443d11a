-- A code mailed to the address that a member wants to sign in with from now on. One change at a time.
create table address_change (
  member uuid primary key references member,
  address text not null,
  hash text not null,
  ends_at timestamptz not null
);
