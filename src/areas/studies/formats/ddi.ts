/**
 * DDI-Codebook 2.5, out: a study and its variables for archives. Source: DDI Alliance, "DDI-Codebook 2.5", XML Schema and
 * field-level documentation, 2012. Elements come in the schema's order; ddi.test.ts holds that order.
 * Counts stand in it only where they were released, rounded as they were released.
 */
import { type Questionnaire, spokenIn } from '../questionnaires/questionnaire.ts'
import { type Described, describedIn, missingKinds } from './described.ts'
import { escaped } from './xml.ts'

/** A count as it was released; null where it was kept back. */
export type Shown = number | null

/** What a codebook says of the study that asks. */
export interface DescribedStudy {
  readonly title: string
  readonly slug: string
  readonly protocol: string
  readonly run_by: string
  readonly contact: string
  /** of the questionnaire */
  readonly version: number
  /** 2027-03-04, the day it is written */
  readonly day: string
  /** released counts of single variables: by band, the last are those without an answer */
  readonly counts: ReadonlyMap<string, readonly Shown[]>
}

type Attributes = Readonly<Record<string, string | undefined>>

/** An element; its children are elements already, `words` makes text of them. */
const element = (name: string, attributes: Attributes, ...inside: readonly string[]): string => {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(value!)}"`)
    .join('')
  return inside.length === 0 ? `<${name}${said}/>` : `<${name}${said}>${inside.join('')}</${name}>`
}
const words = (name: string, text: string, attributes: Attributes = {}) =>
  text ? element(name, attributes, escaped(text)) : ''

export const notGeneralisable =
  'Those who answered chose to. The results are not generalisable to everybody who lives with the condition.'

export function toDdi(all: Questionnaire, study: DescribedStudy): string {
  const described = describedIn(all)
  const [language] = all.languages
  const groups = all.sections.flatMap((section) => {
    const inside = described.filter((one) => one.section?.id === section.id)
    if (inside.length === 0) return []
    const labels = inEach(all, (one) => spokenIn(section.title, one), {})
    const repeats = section.repeat ? words('txt', `Asked again and again, up to ${section.repeat.most} times.`) : ''
    const id = `G_${section.id}`
    return [
      element(
        'varGrp',
        { ID: id, type: 'section', var: inside.map(({ name }) => `V_${name}`).join(' ') },
        ...labels,
        repeats,
      ),
    ]
  })
  const book = element(
    'codeBook',
    {
      version: '2.5',
      'xml:lang': language,
      xmlns: 'ddi:codebook:2_5',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:schemaLocation':
        'ddi:codebook:2_5 http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd',
    },
    '\n',
    docDscr(study),
    '\n',
    stdyDscr(all, study),
    '\n',
    element(
      'dataDscr',
      {},
      '\n',
      ...[...groups, ...described.map((one) => variable(all, one, study.counts.get(one.name)))].map(
        (one) => `${one}\n`,
      ),
    ),
    '\n',
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${book}\n`
}

/** A label in each language that is offered. */
const inEach = (all: Questionnaire, label: (language: string) => string, attributes: Attributes, name = 'labl') =>
  all.languages.map((language) => words(name, label(language), { ...attributes, 'xml:lang': language }))

const docDscr = ({ title, slug, version, day }: DescribedStudy) =>
  element(
    'docDscr',
    {},
    element(
      'citation',
      {},
      element('titlStmt', {}, words('titl', `Codebook of “${title}”`), words('IDNo', `${slug}-${version}`)),
      element('prodStmt', {}, words('prodDate', day, { date: day }), words('software', 'Alongside')),
      element('verStmt', {}, words('version', `Questionnaire, version ${version}`, { date: day })),
    ),
  )

const stdyDscr = (all: Questionnaire, { title, slug, protocol, run_by, contact }: DescribedStudy) =>
  element(
    'stdyDscr',
    {},
    element(
      'citation',
      {},
      element('titlStmt', {}, words('titl', title), words('IDNo', slug)),
      run_by ? element('rspStmt', {}, words('AuthEnty', run_by)) : '',
    ),
    element(
      'stdyInfo',
      {},
      words('abstract', protocol || title),
      element(
        'sumDscr',
        {},
        words('anlyUnit', 'A person who answered'),
        words('universe', 'Parents and carers who chose to take part.', { clusion: 'I' }),
        words('dataKind', 'Survey'),
      ),
      words('notes', notGeneralisable),
    ),
    element(
      'method',
      {},
      element(
        'dataColl',
        {},
        words(
          'sampProc',
          'Letters to members of a charity, and notices in online and offline places. Not a probability sample.',
        ),
        words('collMode', 'Self-administered on the web, self-administered on paper, or read out by phone'),
        words('resInstru', 'Structured questionnaire, one question a page'),
      ),
    ),
    element(
      'dataAccs',
      {},
      element(
        'useStmt',
        {},
        words(
          'restrctn',
          'No file with answers of single people leaves the study. Counts are rounded, and none is under ten.',
        ),
        words('contact', contact),
        words('disclaimer', notGeneralisable),
      ),
    ),
    // Who sees what stands in whose words: the questionnaire's own title closes the description.
    words('notes', spokenIn(all.title, all.languages[0]!), { type: 'questionnaire' }),
  )

function variable(all: Questionnaire, one: Described, counts: readonly Shown[] | undefined): string {
  const { question, name, kind, values } = one
  const number = question?.kind === 'number' ? question : null
  const count = (at: number) => {
    const shown = counts?.[at]
    return typeof shown === 'number' ? words('catStat', String(shown), { type: 'freq' }) : ''
  }
  // The last count is of those without an answer, of whatever kind.
  const without = counts && counts.length === values.length + 1 ? counts.at(-1) : undefined
  return element(
    'var',
    {
      ID: `V_${name}`,
      name,
      dcml: number ? (number.whole ? '0' : undefined) : undefined,
      intrvl: kind === 'number' ? 'contin' : 'discrete',
      nature: kind === 'words' ? undefined : kind === 'number' ? 'ratio' : kind === 'ordered' ? 'ordinal' : 'nominal',
    },
    ...inEach(all, one.label, { level: 'variable' }),
    question
      ? element(
          'qstn',
          { ID: `Q_${name}` },
          ...inEach(all, (language) => spokenIn(question.ask, language), {}, 'qstnLit'),
          ...(question.hint ? inEach(all, (language) => spokenIn(question.hint, language), {}, 'ivuInstr') : []),
        )
      : '',
    valrng(one),
    question ? element('invalrng', {}, ...missingKinds.map(([value]) => element('item', { VALUE: value }))) : '',
    words('universe', one.askedOf ?? '', { clusion: 'I' }),
    typeof without === 'number' ? words('sumStat', String(without), { type: 'invd' }) : '',
    one.section?.repeat ? words('txt', `One for each round, up to ${one.section.repeat.most}.`) : '',
    ...values.map(({ value, label }, at) =>
      element(
        'catgry',
        { missing: 'N' },
        words('catValu', value),
        ...inEach(all, label, { level: 'category' }),
        count(at),
      ),
    ),
    ...(question
      ? missingKinds.map(([value, label]) =>
          element(
            'catgry',
            { missing: 'Y', missType: value },
            words('catValu', value),
            words('labl', label, { level: 'category', 'xml:lang': 'en' }),
          ),
        )
      : []),
    question?.instrument ? words('concept', question.instrument) : '',
    element('varFormat', { type: kind === 'number' ? 'numeric' : 'character', schema: 'other' }),
    kind === 'words' ? words('notes', 'Own words are never counted and never shown.') : '',
    counts
      ? words('notes', 'Counts are rounded to 5 and none is under 10. A count that is missing was kept back.')
      : '',
  )
}

function valrng({ question, values }: Described): string {
  if (question?.kind === 'number')
    return element(
      'valrng',
      {},
      element('range', {
        UNITS: question.whole ? 'INT' : 'REAL',
        min: String(question.from),
        max: String(question.to),
      }),
    )
  if (question?.kind === 'when')
    return element('valrng', {}, element('range', { UNITS: 'INT', min: String(question.earliest) }))
  return values.length > 0 ? element('valrng', {}, ...values.map(({ value }) => element('item', { VALUE: value }))) : ''
}
