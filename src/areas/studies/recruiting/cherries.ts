/**
 * The Checklist for Reporting Results of Internet E-Surveys: every item, what is known of it here, and what only the
 * researchers can say. Source: Eysenbach G. Improving the quality of Web surveys. J Med Internet Res 2004;6(3):e34,
 * doi:10.2196/jmir.6.3.e34. Pure.
 */
import { count, list } from '../../../kit/html.ts'
import { dayInWords } from '../../members/days.ts'
import { about, percentWords } from '../analysis/output.ts'
import { type Questionnaire, questionsOf } from '../questionnaires/questionnaire.ts'
import type { Rates } from './rates.ts'

/** What the study itself tells. */
export interface Known {
  readonly protocol: string
  readonly approvals: readonly { readonly body: string; readonly reference: string; readonly approved_on: string }[]
  /** version of the information sheet; null while there is none */
  readonly sheet: number | null
  readonly consents: number
  readonly withdrawUntil: string | null
  readonly questionnaire: Questionnaire | null
  readonly places: readonly { readonly online: boolean; readonly noticed_on: string | null }[]
  readonly waves: readonly { readonly opens_on: string; readonly closes_on: string }[]
  readonly openedOn: string | null
  readonly closedOn: string | null
  readonly rates: Rates
  readonly takePart: string
}

export interface CherriesItem {
  /** in addresses and in the table */
  readonly id: string
  readonly category: string
  readonly name: string
  /** what the checklist asks, in short */
  readonly asks: string
  /** what is known without anybody writing it; null when only the researchers can say */
  readonly knows: (known: Known) => string | null
}

const item = (
  id: string,
  category: string,
  name: string,
  asks: string,
  knows: CherriesItem['knows'] = () => null,
): CherriesItem => ({ id, category, name, asks, knows })

const nothingKnown = 'Not measured, on purpose: nobody is followed here.'
const categories = {
  design: 'Design',
  ethics: 'Ethics review and consent',
  testing: 'Development and testing',
  recruiting: 'Recruiting and the sample',
  administration: 'How the survey was run',
  rates: 'Response rates',
  entries: 'Preventing multiple entries',
  analysis: 'Analysis',
} as const

const when = ({ waves, openedOn, closedOn }: Known) => {
  if (waves.length > 0)
    return `${list(waves.map(({ opens_on, closes_on }) => `${dayInWords(opens_on)} to ${dayInWords(closes_on)}`))}.`
  if (!openedOn) return null
  return `From ${dayInWords(openedOn)}${closedOn ? ` to ${dayInWords(closedOn)}` : '; it is still open'}.`
}

const branches = (questionnaire: Questionnaire) =>
  questionnaire.sections.some(({ show, questions }) => show || questions.some((one) => one.show))

export const cherriesItems: readonly CherriesItem[] = [
  item(
    'design',
    categories.design,
    'Survey design',
    'Who the target population is, and whether the sample is one of convenience.',
    ({ protocol }) => protocol || null,
  ),
  item('irb', categories.ethics, 'Approval', 'Whether an ethics committee approved the study.', ({ approvals }) =>
    approvals.length > 0
      ? approvals
          .map(
            ({ body, reference, approved_on }) =>
              `${body}, ${dayInWords(approved_on)}${reference ? `, reference ${reference}` : ''}.`,
          )
          .join(' ')
      : null,
  ),
  item(
    'consent',
    categories.ethics,
    'Informed consent',
    'What people were told: length, which answers are stored, where and how long, who the investigator is, and the purpose.',
    ({ sheet, consents, withdrawUntil }) =>
      sheet
        ? `An information sheet (version ${sheet}) came before the first question. ${consents} purposes were asked, each on its own and all off at first. Answers could be taken back${withdrawUntil ? ` until ${dayInWords(withdrawUntil)}` : ''}.`
        : null,
  ),
  item(
    'protection',
    categories.ethics,
    'Data protection',
    'How personal facts were collected and kept, and how they were protected.',
    () =>
      'Answers are kept apart from names and addresses, under a database role that cannot read those. Whoever holds addresses does not see answers. Codes are stored as hashes.',
  ),
  item(
    'testing',
    categories.testing,
    'Development and testing',
    'How the survey was developed, and whether its use and technique had been tested before.',
  ),
  item(
    'open',
    categories.recruiting,
    'Open or closed survey',
    'An open survey is open to each visitor; a closed one only to a sample the investigator knows.',
    ({ places, rates }) =>
      [
        rates.posted > 0 ? 'Closed to those who were posted a code of their own.' : '',
        places.length > 0 ? 'Open to whoever had the code of a place.' : '',
      ]
        .filter(Boolean)
        .join(' ') || null,
  ),
  item(
    'contact',
    categories.recruiting,
    'Contact mode',
    'Whether the first contact was made on the internet.',
    ({ places, rates }) =>
      [
        rates.posted > 0 ? `By post: ${rates.posted} letters.` : '',
        places.length > 0
          ? `By notices in ${count(places.filter(({ online }) => online).length, 'place')} online and ${count(places.filter(({ online }) => !online).length, 'place')} offline.`
          : '',
      ]
        .filter(Boolean)
        .join(' ') || null,
  ),
  item(
    'advertising',
    categories.recruiting,
    'Advertising the survey',
    'How and where it was announced, with the words of the announcement.',
    ({ places }) => {
      const up = places.filter(({ noticed_on }) => noticed_on).length
      return up > 0
        ? `Notices went up in ${count(up, 'place')}, each with permission. The register has them one by one.`
        : null
    },
  ),
  item(
    'medium',
    categories.administration,
    'Web or email',
    'How it was sent out, and how answers came in: by themselves or keyed in by hand.',
    ({ takePart }) =>
      `On the web at ${takePart}, on paper and by phone. Web answers come in by themselves. Paper is keyed in twice and compared. By phone, questions are read out and answers typed.`,
  ),
  item(
    'context',
    categories.administration,
    'Context',
    'What the website is, who visits it, and how that could shape the sample.',
  ),
  item(
    'voluntary',
    categories.administration,
    'Mandatory or voluntary',
    'Whether it had to be filled in to come to a website.',
    () => 'Voluntary. Nothing depended on it, and no question had to be answered.',
  ),
  item('incentives', categories.administration, 'Incentives', 'Whether anything was offered for taking part.'),
  item('time', categories.administration, 'Time and date', 'In what time the answers were collected.', when),
  item(
    'order',
    categories.administration,
    'Randomised order',
    'Whether items were in random order, to prevent bias.',
    () => 'No. Items came in one order, the same on the web, on paper and by phone.',
  ),
  item(
    'adaptive',
    categories.administration,
    'Adaptive questioning',
    'Whether items were shown depending on answers to others.',
    ({ questionnaire }) =>
      questionnaire &&
      (branches(questionnaire)
        ? 'Yes: some items were asked only after certain answers.'
        : 'No: all items were asked.'),
  ),
  item(
    'items',
    categories.administration,
    'Number of items',
    'How many items were on a page.',
    ({ questionnaire }) => questionnaire && 'One on each page. There was no grid.',
  ),
  item(
    'screens',
    categories.administration,
    'Number of screens',
    'Over how many pages it went.',
    ({ questionnaire }) =>
      questionnaire
        ? `At most ${questionsOf(questionnaire).length}, where no part is repeated; fewer where answers made some needless.`
        : null,
  ),
  item(
    'completeness',
    categories.administration,
    'Completeness check',
    'Whether answers were checked for completeness, and items had an option such as "rather not say".',
    () =>
      'What was skipped was listed before sending, and could stay so. “I don’t know” and “I would rather not say” were answers of their own, and are kept apart.',
  ),
  item(
    'review',
    categories.administration,
    'Review step',
    'Whether people could look at their answers and change them.',
    () => 'Yes: with a way back on each page, and a page of all answers before sending.',
  ),
  item(
    'visitor',
    categories.rates,
    'Unique site visitor',
    'How a unique visitor was told, by IP address or cookie.',
    () => nothingKnown,
  ),
  item(
    'view',
    categories.rates,
    'View rate',
    'Unique visitors of the survey over unique visitors of the site.',
    () => nothingKnown,
  ),
  item(
    'participation',
    categories.rates,
    'Participation rate',
    'Those who agreed to take part over those who came to the first page.',
    ({ rates: { posted, returned, letters, responses } }) =>
      posted > 0
        ? `Letters: ${posted} posted, ${returned} came back. Answered to the end: ${about(letters.complete)}. Of those that arrived: ${shareWords(responses.rr5)}. Who came to the first page is not measured.`
        : 'Who came to the first page is not measured: nobody is followed here.',
  ),
  item(
    'completion',
    categories.rates,
    'Completion rate',
    'Those who finished over those who agreed to take part.',
    ({ rates: { arms } }) =>
      arms.length > 0
        ? arms
            .map(
              ({ arm, began, complete }) =>
                `${arm}: ${about(complete)} of ${about(began)} (${percentWords(complete, began)}).`,
            )
            .join(' ')
        : null,
  ),
  item(
    'cookies',
    categories.entries,
    'Cookies',
    'Whether a cookie told one user from another, and what followed.',
    () => 'No cookie is used to tell people apart.',
  ),
  item(
    'ip',
    categories.entries,
    'IP check',
    'Whether IP addresses were used to find double entries.',
    () => 'No. Addresses of computers are not kept with answers.',
  ),
  item(
    'log',
    categories.entries,
    'Log file analysis',
    'Whether log files were used to find double entries.',
    () => 'No.',
  ),
  item(
    'registration',
    categories.entries,
    'Registration',
    'In a closed survey: how it was made sure that each person answered once.',
    ({ rates, places }) =>
      [
        rates.posted > 0 ? 'A code of a letter worked for one person, by any way of answering.' : '',
        places.length > 0 ? 'A code of a place let in as many as came, so there somebody could answer twice.' : '',
      ]
        .filter(Boolean)
        .join(' ') || null,
  ),
  item('incomplete', categories.analysis, 'Incomplete questionnaires', 'Whether only complete ones were analysed.'),
  item(
    'timestamp',
    categories.analysis,
    'Atypical timestamps',
    'Whether questionnaires that took too little time were left out, and how that was set.',
    () => 'The time that somebody took was not looked at.',
  ),
  item(
    'correction',
    categories.analysis,
    'Statistical correction',
    'Whether items were weighted, or propensity scores used, because the sample is not representative.',
  ),
]

export const cherriesItem = (id: string) => cherriesItems.find((one) => one.id === id)

/** "about 8 %", of a share from 0 to 1 that comes from rounded counts. */
export const shareWords = (share: number | null) =>
  share === null ? 'not shown' : `about ${Math.round(share * 100)} %`
