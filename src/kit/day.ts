/** Days and times as people in Britain write them, on the London clock. */
import { type Html, html } from './html.ts'

const zone = 'Europe/London'
const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' })
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
})

/** "4 March 2026" */
export const dayWords = (at: Date) => day.format(at)

/** "4 March 2026 at 3:07 am" */
export const timeWords = (at: Date) => dayAndTime.format(at).replace(/, (?=\d+:)/, ' at ')

/** The same as an HTML `time` element. Days never turn into "3 hours ago": a page may be printed. */
export const time = (at: Date): Html => html`<time datetime="${at.toISOString()}">${timeWords(at)}</time>`
export const dayTime = (at: Date): Html => html`<time datetime="${at.toISOString()}">${dayWords(at)}</time>`
