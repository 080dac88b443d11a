-- Mails that quote a post, so that erasing its writer takes them out without reading the whole outbox.
create index message_out_of_post on message_out (substring(headers ->> 'Message-ID' from '^<post-([0-9a-f-]{36})@'))
  where headers ? 'Message-ID';
