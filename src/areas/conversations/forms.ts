/** The forms in which posts are written. */
import { area, button, choices, hidden, line, onceKey, type Sent } from '../../kit/form.ts'
import { type Html, html, nothing, when } from '../../kit/html.ts'
import type { ConversationView } from './conversation-store.ts'
import { photoFields } from './photo-fields.ts'
import { bases } from './standing.ts'

/** One box to write in. A parent's own experience costs no more than that. */
export function replyForm({ id, version }: ConversationView, sent?: Sent, replyTo?: number): Html {
  const place = replyTo ? `${id}/${replyTo}` : id
  return html`<form method="post" action="/conversations/${id}/replies" enctype="multipart/form-data" id="reply" class="reply" data-draft="${place}">
${area({ name: 'words', label: replyTo ? `Your reply to post ${replyTo}` : 'Your reply', sent })}
${replyTo ? hidden('replyTo', String(replyTo)) : nothing}
${standingFields(sent)}
${photoFields(sent)}
${onceKey(sent, String(version))}
<p class="buttons">${button('Send reply')} ${button('Save as a draft', 'quiet', 'save', 'draft')}</p>
</form>`
}

const standingParts = ['basis', 'basis_words', 'applies_to', 'interest', 'country', 'source_written']

/** Asked only of those who open it: what it rests on, for whom it applies, and any interest. Errors in it open it. */
export function standingFields(sent?: Sent): Html {
  const { typed = {}, refusal } = sent ?? {}
  const open =
    (typed.basis && typed.basis !== 'one family') ||
    standingParts.some((part) => (part !== 'basis' && typed[part]) || refusal?.fields[part])
  return html`<details class="standing"${when(open, () => html` open`)}>
<summary>This is not only my own experience</summary>
${choices({ name: 'basis', label: 'What does it rest on?', value: 'one family', sent: typed.basis ? sent : undefined, options: Object.entries(bases).map(([value, label]) => ({ value, label })) })}
${line({ name: 'basis_words', label: 'Say more about what it rests on', hint: 'For a study: how many people, what kind. For a decision: who, where, when.', sent })}
${line({ name: 'source_written', label: 'When was it written?', hint: 'For example: 2019, or May 2019. You can leave this empty.', sent, autocomplete: 'off' })}
${line({ name: 'applies_to', label: 'Who is it for?', hint: 'For example: adults, anyone with a feeding tube.', sent })}
${line({ name: 'interest', label: 'Do you or someone close gain from it?', hint: 'For example: I work for them. If not, type "none".', sent })}
${line({ name: 'country', label: 'Which country is it about?', sent, autocomplete: 'off' })}
</details>`
}
