/** What the example's people need now, and what some of them have turned to over the years. */
import { changeConsents } from '../members/consent.ts'
import { tellOutlook } from '../support/map/outlook.ts'
import { addSpell, dateSpell } from '../support/map/spell-tasks.ts'
import { addNeed, endNeed } from '../support/needs/tasks.ts'
import type { Furnishing } from './furnishing.ts'

const byPhone = { via: 'phone', by: 'ruth' } as const

export async function needs(example: Furnishing) {
  await needsNow(example)
  await margaretsMap(example)
  await mairsMap(example)
  await niasMap(example)
}

async function needsNow({ does, ago }: Furnishing) {
  await does(
    'nia',
    addNeed,
    { what: 'talk', topic: 'sleep', since: 'her birthday', words: 'Someone whose nights are like ours.' },
    { at: ago(40) },
  )
  await does('nia', addNeed, { what: 'information', topic: 'fits', since: 'last month' }, { at: ago(20) })
  await does('nia', addNeed, { what: 'rights' }, { at: ago(12) })
  const ended = await does('nia', addNeed, { what: 'information', topic: 'hands' }, { at: ago(55) })
  await does('nia', endNeed, { need: ended }, { at: ago(15) })
  await does('kelly', addNeed, { what: 'practical', topic: 'school', since: 'September' }, { at: ago(60) })
  await does('kelly', addNeed, { what: 'break', since: 'for years' }, { at: ago(60) })
  // Told over a year ago: the list asks once whether it is still so.
  await does('margaret', addNeed, { what: 'equipment', topic: 'moving', since: 'my knees went' }, { at: ago(420) })
  await does('margaret', addNeed, { what: 'information', topic: 'trials' }, { at: ago(90) })
  await does(
    'margaret',
    addNeed,
    { what: 'rights', topic: 'wills', words: 'Who decides when I am gone.' },
    { at: ago(30) },
  )
  await does('ama', addNeed, { what: 'information', topic: 'spine', since: 'spring 2026' }, { at: ago(25) })
  await does('bill', addNeed, { what: 'other', words: 'A lift to the clinic in winter.' }, { at: ago(80) })
  await does('mair', addNeed, { what: 'talk', since: 'I stopped driving' }, { ...byPhone, at: ago(33) })
  await does('mair', addNeed, { what: 'equipment', topic: 'moving' }, { ...byPhone, at: ago(33) })
  await does(
    'george',
    addNeed,
    { what: 'rights', topic: 'wills', since: 'I turned 80' },
    { via: 'letter', by: 'ruth', at: ago(70) },
  )
  await does(
    'brigid',
    addNeed,
    { what: 'information', topic: 'epilepsy', since: 'Easter' },
    { ...byPhone, at: ago(18) },
  )
}

async function margaretsMap({ does, ago }: Furnishing) {
  const at = ago(120)
  const told = [
    { kind: 'family', name: 'My sister Jean', began: '1994', state: 'taking part', needs: ['practical', 'break'] },
    {
      kind: 'clinic',
      name: 'The clinic in the city',
      began: 'spring 1996',
      ended: '2013',
      state: 'left',
      needs: ['information'],
      changed_because: ['access'],
      words: 'They only see children.',
    },
    {
      kind: 'any group',
      name: 'Mums at the church hall',
      began: 'around 1997',
      ended: '2004',
      state: 'left',
      needs: ['talk', 'break'],
      began_because: ['alternatives'],
      changed_because: ['irrelevant'],
    },
    {
      kind: 'helpline',
      name: 'The charity’s helpline',
      began: '1998',
      ended: '2001',
      state: 'left',
      needs: ['information', 'talk'],
      began_because: ['needs'],
      changed_because: ['expertise'],
    },
    {
      kind: 'helpline',
      name: 'The charity’s helpline',
      began: '2019',
      ended: '2020',
      state: 'left',
      needs: ['rights'],
      began_because: ['needs'],
    },
    { kind: 'books', name: 'The red folder', began: 'the 1990s', state: 'left', needs: ['information'] },
    {
      kind: 'circle',
      name: 'The old mailing list',
      began: '2006',
      ended: '2014',
      state: 'left',
      needs: ['talk', 'information'],
      began_because: ['alternatives'],
      changed_because: ['irrelevant', 'too much'],
      words: 'All the others had little ones.',
    },
    {
      kind: 'circle',
      name: 'Parents of adults, here',
      began: 'about 3 years ago',
      state: 'helping',
      needs: ['talk'],
      began_because: ['alternatives', 'expertise'],
    },
    {
      kind: 'social media',
      name: 'A big group',
      began: '2011',
      ended: '2012',
      state: 'left',
      needs: ['talk'],
      changed_because: ['harm'],
    },
    { kind: 'blog', name: 'A dad in Leeds', began: 'around 2015', state: 'looking in', needs: ['equipment'] },
    {
      kind: 'gathering',
      name: 'Family weekends',
      began: '2009',
      ended: '2016',
      state: 'paused',
      needs: ['talk', 'break'],
      changed_because: ['access'],
      online: 'offline',
    },
    {
      kind: 'charity',
      name: 'Their support worker',
      began: '2019',
      state: 'returned',
      online: 'both',
      needs: ['rights'],
    },
  ]
  for (const spell of told) await does('margaret', addSpell, spell, { at })
  await does('margaret', tellOutlook, { question: 'approach', answer: 'everything' }, { at: ago(700) })
  await does('margaret', tellOutlook, { question: 'approach', answer: 'day' }, { at })
  await does('margaret', tellOutlook, { question: 'expertise', answer: 'help' }, { at })
}

/** Told to Ruth on the phone, over two calls. */
async function mairsMap({ does, ago }: Furnishing) {
  const at = ago(33)
  await does('mair', changeConsents, { purposes: ['support-map'] }, { ...byPhone, at })
  const school = await does(
    'mair',
    addSpell,
    {
      kind: 'group',
      name: 'The group in Swansea',
      began: 'when she started school',
      ended: 'when Dad fell ill',
      state: 'left',
      needs: ['talk', 'information'],
      began_because: ['needs'],
      changed_because: ['access'],
    },
    { ...byPhone, at },
  )
  await does('mair', dateSpell, { spell: school, began: 'about 1998', ended: '2007' }, { ...byPhone, at })
  const told = [
    {
      kind: 'people',
      name: 'Eirlys, by phone',
      began: '1999',
      state: 'taking part',
      needs: ['talk'],
      online: 'offline',
    },
    { kind: 'family', name: 'Chapel friends', began: 'always', state: 'taking part', needs: ['practical'] },
    {
      kind: 'helpline',
      name: 'The charity’s helpline',
      began: 'around 2012',
      ended: '2014',
      state: 'left',
      needs: ['rights'],
      began_because: ['needs'],
    },
    {
      kind: 'helpline',
      name: 'The charity’s helpline',
      began: 'last year',
      state: 'returned',
      needs: ['talk', 'practical'],
      began_because: ['alternatives'],
    },
    {
      kind: 'clinic',
      name: 'The nurse who comes',
      began: '2016',
      state: 'taking part',
      needs: ['information', 'equipment'],
    },
  ]
  for (const spell of told) await does('mair', addSpell, spell, { ...byPhone, at })
  await does(
    'mair',
    addSpell,
    {
      kind: 'books',
      name: 'The charity’s letters',
      began: 'two years ago',
      state: 'looking in',
      needs: ['information'],
    },
    { ...byPhone, at: ago(8) },
  )
  await does('mair', tellOutlook, { question: 'expertise', answer: 'know' }, { ...byPhone, at: ago(8) })
}

async function niasMap({ does, ago }: Furnishing) {
  const at = ago(30)
  await does(
    'nia',
    addSpell,
    {
      kind: 'social media',
      began: 'after the diagnosis',
      state: 'left',
      needs: ['information'],
      changed_because: ['too much'],
    },
    { at },
  )
  await does(
    'nia',
    addSpell,
    { kind: 'circle', name: 'Newly diagnosed, here', began: 'this year', state: 'looking in', needs: ['talk'] },
    { at },
  )
  await does('nia', tellOutlook, { question: 'approach', answer: 'day' }, { at })
}
