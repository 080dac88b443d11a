-- When the source that a post tells of was written: the writer's words, and the days these can mean.
alter table post
  add column source_written text,
  add column source_from date,
  add column source_to date,
  add constraint post_source_date check (
    (source_written is null) = (source_from is null) and (source_from is null) = (source_to is null)
    and source_from <= source_to
  );
