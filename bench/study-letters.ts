/** 2,500 letters of a study in one batch, each with the information sheet and the booklet: from the drawing of codes to the whole PDF. */
import { once } from 'node:events'
import PDFDocument from 'pdfkit'
import { insertMember } from '../src/areas/members/tasks.ts'
import { bringList, drawLetters, writeLetterWords } from '../src/areas/studies/recruiting/letters.ts'
import { makeStudyLetters } from '../src/areas/studies/recruiting/making.ts'
import { openMailing } from '../src/areas/studies/recruiting/store.ts'
import { newId } from '../src/kit/brand.ts'
import type { Community } from '../src/kit/community.ts'
import { isRefusal } from '../src/kit/refuse.ts'
import { perform, type Task } from '../src/kit/task.ts'
import type { Who } from '../src/kit/who.ts'
import { letterWords, listWith } from '../test/recruiting.ts'
import { readyStudy } from '../test/studying.ts'
import { openHouse, withPostgres } from './house.ts'
import { type Line, type Measurement, watched } from './measure.ts'

const letters = 2500
/** Source: the issue that asked for studies. */
const mostSeconds = 120
const mostMegabytes = 450

export const studyLetters: Measurement = {
  name: 'study letters',
  about: 'Letters of a study in one batch, each with the information sheet and the booklet of its questionnaire',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'study_letters')
      const { community } = house
      try {
        const many = size.small < 1000 ? 20 : letters
        const steward = await stewardOf(community)
        const does = async <Input, Outcome>(what: Task<Input, Outcome>, input: object): Promise<Outcome> => {
          const outcome = await perform(what, input, { community, who: steward, via: 'web' })
          if (isRefusal(outcome)) throw new Error(outcome.because)
          return outcome
        }
        const study = await readyStudy(community, 'support-in-our-lives')
        await does(writeLetterWords, { study: study.slug, ...letterWords })
        await does(bringList, { study: study.slug, text: listWith(many) })
        const drawing = await watched(() => does(drawLetters, { study: study.slug, list: 'yes' }))
        const making = await watched(() => makeStudyLetters(community, house.pool))
        const made = (await openMailing(community.db, study.id))!
        const seconds = drawing.seconds + making.seconds
        const plain = await plainly(made.pages)
        return [
          {
            what: `codes for ${many} people drawn, on both sides of the wall`,
            measured: `${drawing.seconds.toFixed(1)} s`,
          },
          {
            what: `their letters made, ${made.pages.toLocaleString('en-GB')} pages`,
            measured: `${seconds.toFixed(1)} s with the drawing`,
            budget: `≤ ${mostSeconds} s`,
            holds: seconds <= mostSeconds,
          },
          { what: 'the PDF', measured: `${(made.bytes / 2 ** 20).toFixed(1)} MB` },
          {
            what: 'memory beyond what was there before, at most',
            measured: `${Math.round(making.memory)} MB`,
            budget: `≤ ${mostMegabytes} MB`,
            holds: making.memory <= mostMegabytes,
          },
          {
            what: 'time against as many pages by pdfkit with one line of text on each',
            measured: `${(making.seconds / plain).toFixed(2)} ×`,
          },
        ] satisfies Line[]
      } finally {
        await house.close()
      }
    }),
}

async function stewardOf({ db }: Community): Promise<Who> {
  const member = newId<'MemberId'>()
  const joining = {
    id: member,
    name: 'Steward',
    email: 'steward@example.org',
    role: 'steward',
    joinedBy: 'link',
  } as const
  await db.transaction().execute((tx) => insertMember(tx, { ...joining, at: new Date() }))
  return { member, name: 'Steward', role: 'steward', roleHeld: 'steward', session: null }
}

/** As many pages with next to nothing on them. @returns seconds */
async function plainly(pages: number): Promise<number> {
  const began = performance.now()
  const pdf = new PDFDocument({ size: 'A4', autoFirstPage: false })
  pdf.on('data', () => {})
  for (let page = 1; page <= pages; page++) {
    pdf.addPage()
    pdf.fontSize(12).text(`Page ${page}`)
    if (page % 20 === 0) await new Promise(setImmediate)
  }
  const ended = once(pdf, 'end')
  pdf.end()
  await ended
  return (performance.now() - began) / 1000
}
