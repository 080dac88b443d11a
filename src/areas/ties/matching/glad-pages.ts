/** A member's own choice: what they are glad to talk about, and whether others may ask. */
import type { Condition } from '../../../kit/community.ts'
import { button, choices, errorSummary, type Sent } from '../../../kit/form.ts'
import { html } from '../../../kit/html.ts'
import type { Page } from '../../../kit/page.ts'
import { sentence } from '../people-pages.ts'
import type { Gladness } from './glad-to-talk.ts'

export const gladPage = (now: Gladness, { topics }: Condition, sent?: Sent): Page => ({
  title: 'Glad to talk',
  body: html`${errorSummary(sent?.refusal)}
<h1>Glad to talk</h1>
<form method="post" action="/me/glad-to-talk">
${choices({
  name: 'asked',
  label: 'May others ask to be in touch with you?',
  hint: 'You can always say no to one person, and they are not told.',
  value: now.mayBeAsked ? 'yes' : 'no',
  options: [
    { value: 'yes', label: 'Yes, they may ask' },
    { value: 'no', label: 'No, I would rather not be asked' },
  ],
  ...(sent ? { sent } : {}),
})}
${choices({
  name: 'topics[]',
  label: 'What are you glad to talk about?',
  hint: 'Members who look for this see your name, and may ask. Choose as many as you like, or none.',
  many: true,
  values: now.topics,
  options: topics.map(({ id, name }) => ({ value: id, label: sentence(name) })),
  ...(sent ? { sent } : {}),
})}
${button('Save')}
</form>
<p class="hint">If you come by letter or phone, somebody at the charity prints your messages or reads them to you.</p>
<p><a href="/ties">My people</a></p>`,
})
