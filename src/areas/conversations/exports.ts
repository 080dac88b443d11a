/** What this area holds of a member, for their download. */
import { exports } from '../../kit/exports.ts'

exports('Posts', (db, member) =>
  db
    .selectFrom('post')
    .select([
      'title',
      'words',
      'state',
      'posted_at',
      'basis',
      'basis_words',
      'applies_to',
      'interest',
      'country',
      'source_written',
    ])
    .where('author', '=', member)
    .orderBy('posted_at')
    .execute(),
)
exports('Drafts', (db, member) =>
  db.selectFrom('draft').select(['place', 'fields', 'saved_at']).where('member', '=', member).execute(),
)
exports('Posts I keep', (db, member) =>
  db
    .selectFrom('kept_post')
    .innerJoin('post', 'post.id', 'kept_post.post')
    .select(['post.conversation', 'post.number', 'kept_post.kept_at'])
    .where('kept_post.member', '=', member)
    .execute(),
)
