/** The part of a form in which photos are added, each with a description. */
import { choices, line, type Sent } from '../../kit/form.ts'
import { each, type Html, html, when } from '../../kit/html.ts'

export const mostPhotos = 4
const places = [1, 2, 3, 4]

const description = (n: number) => `photo_words_${n}`
export const photoField = (n: number) => `photo_${n}`

/** Errors in it open it. A browser never keeps a chosen file, so what was described is kept and the file is asked for again. */
export function photoFields(sent?: Sent): Html {
  const error = (name: string) => sent?.refusal?.fields[name]
  const open = places.some((n) => sent?.typed?.[description(n)] || error(photoField(n))) || error('people')
  return html`<details${when(open, () => html` open`)}>
<summary>Add photos</summary>
<p class="hint">A person looks at every photo before others see it. Where and when it was taken is removed. All photos together can be 12 MB.</p>
${each(
  places,
  (n) => html`<div class="field"><label for="${photoField(n)}">Photo ${n}</label>
${when(error(photoField(n)), () => html`<p class="error" id="${photoField(n)}-error">${error(photoField(n))}</p>`)}<input type="file" id="${photoField(n)}" name="${photoField(n)}" accept="image/*"${when(error(photoField(n)), () => html` aria-invalid="true" aria-describedby="${photoField(n)}-error"`)}></div>
${line({ name: description(n), label: `What does photo ${n} show?`, sent, autocomplete: 'off' })}`,
)}
${choices({
  name: 'people',
  label: 'Is anybody in these photos?',
  sent: sent?.typed?.people ? sent : { refusal: sent?.refusal },
  options: [
    { value: 'no', label: 'No, nobody' },
    { value: 'yes', label: 'Yes' },
  ],
})}
</details>`
}
