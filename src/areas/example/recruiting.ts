/** Recruiting for the study of the example: what its letters say, and the places where people are told of it. */
import { daysAfter } from '../gatherings/london-clock.ts'
import { londonDay } from '../members/days.ts'
import { writeLetterWords } from '../studies/recruiting/letters.ts'
import { addPlace } from '../studies/recruiting/places.ts'
import { writeCherries } from '../studies/recruiting/reporting.ts'
import type { Furnishing } from './furnishing.ts'

const study = 'support-in-our-lives'

const about = `The study asks what helps parents and carers: online, by phone, in groups, from family or friends. It asks why that changes over the years.
Your story counts, also if you have never used the internet for this.`

export async function recruiting({ does, ago, now }: Furnishing) {
  const today = londonDay(now)
  await does(
    'joan',
    writeLetterWords,
    {
      study,
      about,
      phone: '0114 496 0210',
      send_to: 'Freepost SUPPORT IN OUR LIVES',
      stop: 'ring us on 0113 496 0555',
      signed: 'Joan Hartley, for the charity',
    },
    { at: ago(62) },
  )
  const place = (name: string, online: 'yes' | 'no', permission: string, days: number, reaches = '') =>
    does(
      'rhian',
      addPlace,
      {
        ...{ study, name, online, permission, reaches },
        permitted_on: daysAfter(today, -days),
        noticed_on: daysAfter(today, 3 - days),
      },
      { at: ago(days - 3) },
    )
  await place('A parents’ group on social media', 'yes', 'Its two moderators', 60, '1400')
  await place('A blog about caring', 'yes', 'Its writer', 58)
  await place('Waiting room of a regional clinic', 'no', 'The clinic’s manager', 55)
  await does(
    'owen',
    writeCherries,
    { study, item: 'incentives', words: 'Nothing was offered for taking part.' },
    { at: ago(50) },
  )
}
