-- The page of a need: conversations about a topic that is rare, and the newest of one that is common.
create index conversation_by_topic on conversation using gin (topics) where shown;
create index conversation_newest on conversation (last_post_at desc) where shown and first_reply_at is not null;
