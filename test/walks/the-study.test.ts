/**
 * A study from its first day to its findings. A steward and a researcher set it up; a letter goes to each of the charity's
 * list; one parent answers on a phone 320 px wide with scripts off, one by ringing the study's desk, one on paper that two
 * people key in; one takes everything back. Then the researchers ask what it found, and two of them code an interview.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { drawCohort } from '../../src/areas/studies/example/cohort.ts'
import { answers, type Field } from '../../src/areas/studies/example/taking-part.ts'
import { type Standing, studyStanding } from '../../src/areas/studies/standing.ts'
import { asResearch } from '../../src/areas/studies/wall.ts'
import { openBrowser } from '../browser.ts'
import { person, testServer } from '../harness.ts'
import { readPdf } from '../pdf.ts'
import { follow, phoneOf, press, says } from '../phone.ts'

const server = await testServer()
const { community } = server
const browser = await openBrowser()
after(() => browser.close())

const joan = await person(server, 'Joan', 'steward')
const rhian = await person(server, 'Rhian', 'researcher')
const owen = await person(server, 'Owen', 'researcher')
const ruth = await person(server, 'Ruth', 'helper')
const martin = await person(server, 'Martin', 'helper')

const office = await phoneOf(browser, server, joan)
const rhians = await phoneOf(browser, server, rhian)
const owens = await phoneOf(browser, server, owen)
const ruths = await phoneOf(browser, server, ruth)
const martins = await phoneOf(browser, server, martin)
const hers = await phoneOf(browser, server, null)

const study = '/studies/support-in-our-lives'
const names = ['Nia', 'Mair', 'George', 'Kelly']
/** the code in each letter */
const codes = new Map<string, string>()
const inAYear = new Date(Date.now() + 400 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)

test('a study, from its first day to its findings', async (t) => {
  await t.test('the steward makes it and names its people', async () => {
    await office.goto('/studies')
    await follow(office, 'Make a study')
    await office.getByLabel('Name of the study').fill('Support in our lives')
    await office.getByLabel('Who runs it').fill('A university, with the charity')
    await office.getByLabel('How the study is reached').fill('Ring 0114 496 0210, or write to study@example.org')
    await press(office, 'Make the study')
    await says(office, /Support in our lives/)
    for (const [who, doing] of [
      ['Rhian', 'A researcher'],
      ['Owen', 'A researcher'],
      ['Ruth', 'At its desk'],
      ['Martin', 'At its desk'],
    ] as const) {
      await office.goto(`${study}/setting-up/people`)
      await office.getByLabel('Who', { exact: true }).selectOption({ label: await optionOf(office, who) })
      await office.getByLabel(doing).check()
      await press(office, 'Name them')
      await says(office, /Named\./)
    }
    await office.goto(`${study}/setting-up/approvals`)
    await office.getByLabel('Who approved it').fill('An ethics committee')
    await office.getByLabel('What they approved').fill('protocol 1, sheet 1')
    await office.getByLabel('On which day').fill(yesterday)
    await press(office, 'Note it')
    await says(office, /The approval is noted/)
    await office.goto(`${study}/setting-up/arms`)
    await office.getByLabel('By letter').check()
    await office.getByLabel('From a notice in a place').check()
    await press(office, 'Save')
    await office.goto(`${study}/setting-up/withdrawal`)
    await office.getByLabel('Last day').fill(inAYear)
    await press(office, 'Save')
    await says(office, /The day is saved/)
    await office.goto(`${study}/setting-up/opening`)
    await says(office, /This is still missing/)
  })

  await t.test('the researcher writes it and fixes the plan; the steward opens it', async () => {
    await rhians.goto('/studies')
    await follow(rhians, 'Support in our lives')
    await rhians.goto(`${study}/setting-up/protocol`)
    await rhians
      .getByLabel('Protocol')
      .fill('We ask which support parents use, online and away from it, and why they stop.')
    await press(rhians, 'Save the protocol')
    await says(rhians, /Version 1 is saved/)
    await rhians.goto(`${study}/setting-up/questionnaire`)
    await rhians.getByLabel(/Support in our lives/).check()
    await press(rhians, /questionnaire|Begin|Choose|Take/i)
    await says(rhians, /Version 1 of the questionnaire is there/)
    await rhians.goto(`${study}/setting-up/sheet`)
    await rhians
      .getByLabel('Information sheet')
      .fill(
        'Thank you for reading this.\n\nWe ask about the support in your life.\n\nIt takes half an hour. You can stop at any time.',
      )
    await press(rhians, 'Save the sheet')
    await rhians.goto(`${study}/setting-up/consent`)
    await press(rhians, 'Take the ready words')
    await says(rhians, /The ready words are there/)
    await rhians.goto(`${study}/setting-up/plan`)
    await press(rhians, 'Begin with the ready plan')
    await rhians.getByLabel('The plan is ready').check()
    await press(rhians, 'Fix the plan')
    await says(rhians, /Plan 1 is fixed/)

    await office.goto(`${study}/setting-up/opening`)
    await office.getByLabel(/I have looked at all of it/).check()
    await press(office, 'Open the study')
    await says(office, /The study is open/)
  })

  await t.test('letters go to the charity’s list, each with a code; the steward never sees who answers', async () => {
    await office.goto(`${study}/letters`)
    await follow(office, 'Write the words')
    await office.getByLabel('What is the study about?').fill('It is about the support in your life.')
    await office.getByLabel('Phone number of the study').fill('0114 496 0210')
    await office.getByLabel('Where are booklets sent?').fill('A university\nFREEPOST 1\nSheffield')
    await office.getByLabel('How can somebody ask for no more letters?').fill('Ring us on 0113 496 0000')
    await office.getByLabel('Who signs?').fill('Joan, for the charity')
    await press(office, 'Save')
    await follow(office, 'Bring a mailing list')
    const list = ['name,address,postcode', ...names.map((name, at) => `${name} Parent,${at + 1} Mill Lane,LS1 1AA`)]
    await office
      .getByLabel('Your list')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(`${list.join('\n')}\n`) })
    await press(office, 'Bring the list')
    await office.goto(`${study}/letters`)
    await office.getByLabel('To people on the mailing list').check()
    await press(office, 'See who gets one')
    await says(office, /4 people get a letter/)
    await press(office, 'Draw the codes and make the letters')
    for (let tries = 0; tries < 60 && !(await office.content()).includes('Download the PDF'); tries++) {
      await office.waitForTimeout(500)
      await office.goto(`${study}/letters`)
    }
    const href = await office.getByRole('link', { name: 'Download the PDF' }).getAttribute('href')
    const { pages } = await readPdf(await (await office.request.get(href!)).body())
    for (const { text } of pages) {
      const name = names.find((one) => text.includes(`${one} Parent`))
      const code = /[B-Y]{4}-[B-Y]{4}-[B-Y]{4}-[B-Y]{4}/.exec(text)?.[0]
      if (name && code) codes.set(name, code)
    }
    assert.equal(codes.size, 4)
    await press(office, 'They are in the post')

    await rhians.goto(`${study}/recruiting`)
    await says(rhians, /by letter, written to once\s+0\s+4\s/)
    assert.doesNotMatch(await rhians.content(), /Nia|Mair|George|Kelly|Mill Lane/)
  })

  await t.test('Nia answers on her phone: a question a page, stops half way, comes back, and sends', async () => {
    await begin('Nia', /researcher may ask me/)
    const page = hers
    for (let n = 0; n < 6; n++) await answerOne(page)
    await press(page, 'Save and stop')
    await page.goto('/take-part')
    await page.getByLabel('Your code').fill(codes.get('Nia')!.toLowerCase().replaceAll('-', ' '))
    await press(page, 'Go on')
    await toTheEnd(page)
    await says(page, /Look over your answers/)
    await press(page, 'Send my answers')
    await says(page, /Thank you/)
    await press(page, 'Close')
  })

  await t.test('Kelly answers, and takes all of it back', async () => {
    await begin('Kelly')
    await toTheEnd(hers)
    await press(hers, 'Send my answers')
    await hers.goto(`${study}/withdrawal`)
    await hers.getByLabel('Your code').fill(codes.get('Kelly')!)
    await press(hers, 'Go on')
    await says(hers, /These go at once/)
    await hers.getByLabel('Yes, take back all I gave to this study').check()
    await press(hers, 'Take it back')
    await says(hers, /Your answers were taken back/)
  })

  await t.test('Mair rings the study: Ruth reads the questions out', async () => {
    await ruths.goto(`${study}/desk/phone`)
    await ruths.getByLabel('Their code').fill(codes.get('Mair')!)
    await press(ruths, 'Go on')
    await says(ruths, /Read this out/)
    for (const one of await ruths.locator('fieldset').all()) await one.getByLabel('Yes', { exact: true }).check()
    await press(ruths, 'Begin')
    await follow(ruths, /First question/)
    await toTheEnd(ruths)
    await press(ruths, 'Yes, send them')
    await says(ruths, /Sent\. Say thank you/)
  })

  await t.test(
    'George posts his booklet: Ruth and Martin each key it in, and they decide where they differ',
    async () => {
      await keyIn(ruths, 'George', '1')
      await keyIn(martins, 'George', '2')
      await martins.goto(`${study}/desk`)
      await follow(martins, /Decide/)
      await says(martins, /places? to decide/)
      for (const one of await martins.locator('fieldset').all()) await one.getByLabel(/^First time/).check()
      await press(martins, 'Save what I decided')
      if (await martins.getByRole('button', { name: 'Store the booklet' }).count())
        await press(martins, 'Store the booklet')
      await says(martins, /stored/i)
    },
  )

  await t.test('a place has a code of its own, by which many come; all of these are made up', async () => {
    await rhians.goto(`${study}/recruiting/places/new`)
    await rhians.getByLabel('Name of the place').fill('A group for parents')
    await rhians
      .getByLabel(/^Online|On the internet|On the web/i)
      .first()
      .check()
    await rhians.getByLabel('Who gave permission?').fill('Its moderator')
    await rhians.getByLabel('When was it given?').fill(yesterday)
    await rhians.locator('main form button').first().click()
    await rhians.goto(`${study}/recruiting/places`)
    await says(rhians, /A group for parents/)
    const code = /[B-Y]{4}-[B-Y]{4}-[B-Y]{4}-[B-Y]{4}/.exec(await rhians.content())![0]
    const { items } = (await asResearch(community, (tx) =>
      studyStanding(tx, 'support-in-our-lives', yesterday),
    )) as Standing
    const field = {
      community,
      study: 'support-in-our-lives',
      items: Object.fromEntries(items.map(({ purpose, id }) => [purpose, id])),
    } as unknown as Field
    const { people } = drawCohort({ seed: 1, effects: 'seed', today: new Date() })
    const online = people.filter(({ mode, end }) => mode === 'web' && end === 'stays').slice(0, 60)
    for (const one of online) await answers(field, one, code, new Date())
  })

  await t.test('the researcher freezes the answers and asks what was planned, with pictures and files', async () => {
    await rhians.goto(`${study}/analysis`)
    await press(rhians, 'Freeze the answers')
    await says(rhians, /The answers are frozen/)
    await says(rhians, /about 6[05] people/)
    await follow(rhians, 'Do two answers hang together?')
    await rhians.getByLabel('First question').selectOption('age')
    await rhians.getByLabel('Second question').selectOption('peer_ever')
    await press(rhians, 'Show')
    await says(rhians, /Not generalisable/)
    await says(rhians, /Disclosure:/)
    const output = new URL(rhians.url()).pathname
    const csv = await (await rhians.request.get(`${output}/1.csv`)).text()
    assert.match(csv, /Yes|No/)
    await rhians.goto(`${study}/analysis/questions/describe`)
    await rhians.getByLabel('Question').selectOption('peer_ever')
    await press(rhians, 'Show')
    await says(rhians, /Answer/)
    assert.equal(await rhians.locator('main img[src$=".svg"]').count(), 1)
    assert.equal(await rhians.locator('main table').count(), 1)
    const released = await (await rhians.request.get(`${study}/analysis/released.csv`)).text()
    assert.match(released, /peer_ever/)
    assert.doesNotMatch(released, /Nia|Mair|George|Kelly/)
  })

  await t.test('Nia is asked to talk, says yes, and takes part in an interview that two people code', async () => {
    await hers.goto(`${study}/interview`)
    await hers.getByLabel('Your code').fill(codes.get('Nia')!)
    await press(hers, 'Go on')
    await hers.getByLabel('Phone, email or address').fill('07700 900123')
    await hers
      .locator('main form', { has: hers.getByLabel('Phone, email or address') })
      .getByRole('button')
      .first()
      .click()
    await says(hers, /It is saved/)

    await rhians.goto(`${study}/interviews/plan`)
    await rhians.getByLabel('First question of the grid').selectOption('child_age')
    await rhians.getByLabel('Second question of the grid').selectOption('peer_ever')
    await rhians.getByLabel('What the invitation says').fill('We would like to talk for half an hour.')
    await rhians.getByLabel('Last day to take words back').fill(inAYear)
    await rhians.getByLabel('Last day that transcripts are kept').fill(inAYear)
    await press(rhians, 'Save')
    await rhians.goto(`${study}/interviews/selection`)
    await rhians.getByLabel(/can be reached/).check()
    await press(rhians, 'Invite them')
    await says(rhians, /Invited: P01/)

    await hers.goto(`${study}/interview`)
    await hers.getByLabel('Your code').fill(codes.get('Nia')!)
    await press(hers, 'Go on')
    await hers.getByLabel('Yes', { exact: true }).check()
    for (const one of [/written down without names/, /quoted, without my name/]) await hers.getByLabel(one).check()
    await press(hers, 'Send my answer')
    await says(hers, /Your answer is kept/)

    const here = `${study}/interviews/P01`
    await rhians.goto(here)
    await rhians.getByLabel('By phone').last().check()
    await rhians.getByLabel('Day', { exact: true }).fill(yesterday)
    await rhians.getByLabel('Time', { exact: true }).fill('14:30')
    await press(rhians, 'Save the day')
    await press(rhians, 'It took place')
    await rhians.goto(`${here}/words`)
    await rhians
      .getByLabel('Or paste the words')
      .fill(
        'I: How was it?\nP: Nobody answered Ella\u2019s question. So I left.\nP: Then I rang the helpline, and came back.',
      )
    await rhians.getByLabel('Names, and what takes their place').fill('Ella = [daughter]')
    await press(rhians, 'Look at it')
    await rhians.getByLabel('I have read it all, and no name is left').check()
    await press(rhians, 'Store it')
    await says(rhians, /Stored/)
    for (const name of ['Leaving', 'Coming back']) {
      await rhians.goto(`${study}/interviews/codebook`)
      await follow(rhians, /new code|Add|Write/i)
      await rhians.getByLabel('Name', { exact: true }).fill(name)
      await press(rhians, 'Save')
    }
    for (const page of [rhians, owens])
      for (const [paragraph, code] of [
        ['2', 'Leaving'],
        [page === rhians ? '3' : '2', 'Coming back'],
      ] as const) {
        await page.goto(`${here}/transcript`)
        await page.getByLabel('From paragraph').fill(paragraph)
        await page.getByLabel('To paragraph').fill(paragraph)
        await page.getByLabel('Code', { exact: true }).selectOption({ label: code })
        await press(page, 'Code it')
        await says(page, /Coded/)
      }
    await rhians.goto(`${study}/interviews/comparing`)
    await press(rhians, 'Compare')
    await says(rhians, /Krippendorff/)
    await says(rhians, /Where they differ/)
    const project = await (await rhians.request.get(`${study}/interviews/files/project.qdpx`)).body()
    assert.match(strFromU8(unzipSync(new Uint8Array(project))['project.qde']!), /PlainTextSelection/)
  })

  await t.test('what is kept: three ways of answering, one taken back, and no name beside an answer', async () => {
    const { rows } = await sql<{ mode: string; state: string; many: number }>`
      select mode, case when withdrawn_at is null then 'stays' else 'withdrew' end as state, count(*)::int as many
      from participant
      where arm = 'letters'
      group by 1, 2
      order by 1, 2`.execute(community.db)
    assert.deepEqual(rows, [
      { mode: 'paper', state: 'stays', many: 1 },
      { mode: 'phone', state: 'stays', many: 1 },
      { mode: 'web', state: 'stays', many: 1 },
      { mode: 'web', state: 'withdrew', many: 1 },
    ])
    const { rows: named } = await sql`
      select from audit
      where task in ('studies.begin', 'studies.complete', 'studies.withdraw') and (who is not null or for_whom is not null)`.execute(
      community.db,
    )
    assert.deepEqual(named, [])
  })
})

/** One question, answered by its first answer. */
async function answerOne(page: Page) {
  const form = page.locator('main form').first()
  const first = form.locator('[name=answer], [name="answer[]"]').first()
  const kind = (await first.evaluate((one) => one.tagName + (one as HTMLInputElement).type)).toLowerCase()
  if (kind === 'buttonsubmit') return first.click()
  if (kind === 'inputradio' || kind === 'inputcheckbox') await first.check()
  else await first.fill(/years/.test(await form.innerText()) ? '4' : kind === 'textarea' ? 'Thank you.' : 'around 2012')
  await form.getByRole('button', { name: 'Go on', exact: true }).click()
  await page.waitForLoadState('load')
  assert.equal(await page.locator('.errors').count(), 0, `${page.url()} ${await page.locator('body').innerText()}`)
}

async function toTheEnd(page: Page) {
  for (let n = 0; n < 80 && (await page.locator('[name=answer], [name="answer[]"]').count()) > 0; n++) {
    const no = page.getByRole('button', { name: 'No, that is all' })
    if (await no.count()) await no.click()
    else await answerOne(page)
    await page.waitForLoadState('load')
  }
}

/** Somebody types the code of their letter, reads, and says yes to taking part and to what else they want. */
async function begin(name: string, ...yes: readonly RegExp[]) {
  await hers.goto('/take-part')
  await hers.getByLabel('Your code').fill(codes.get(name)!)
  await press(hers, 'Go on')
  await says(hers, /You can leave out any question/)
  await follow(hers, 'Go on')
  for (const one of [/I want to take part/, ...yes]) await hers.getByLabel(one).check()
  await press(hers, 'Begin')
  await follow(hers, 'Go to the first question')
  await hers.waitForLoadState('load')
}

/** A booklet in which the first box is crossed everywhere; `first` is what this reading makes of the first question. */
async function keyIn(page: Page, name: string, first: string) {
  await page.goto(`${study}/desk/paper`)
  await page.getByLabel('Code on the booklet').fill(codes.get(name)!)
  await press(page, 'Take it in hand')
  await page.getByLabel(/I want to take part/).check()
  await press(page, 'Save and go on')
  for (let sheet = 0; sheet < 40; sheet++) {
    await page.waitForLoadState('load')
    if ((await page.getByRole('button', { name: 'Save and go on' }).count()) === 0) return
    const fields = page.locator('main form .field input, main form .field textarea')
    for (const [at, field] of sheet < 2 ? (await fields.all()).entries() : []) {
      const isNumber = /A number from/.test(await field.locator('xpath=..').innerText())
      await field.fill(isNumber ? '4' : sheet === 0 && at === 0 ? first : '1')
    }
    // George left the rest empty, and so it is keyed in.
    if (sheet >= 2)
      await fields.evaluateAll((all) => {
        for (const one of all) (one as HTMLInputElement).value = '-'
      })
    await press(page, 'Save and go on')
  }
}

const optionOf = async (page: Page, who: string) =>
  (await page.locator('option', { hasText: who }).first().innerText()).trim()
