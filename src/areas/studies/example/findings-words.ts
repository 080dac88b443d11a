/** The findings as plain words, for a terminal. Pure. */
import { inLines, textOfKept } from '../analysis/files.ts'
import type { Findings } from './findings.ts'

const heading = (words: string) => `\n${words}\n${'='.repeat(words.length)}`

export const findingsWords = ({ title, synthetic, directions, kept, talks }: Findings): string =>
  [
    heading(title),
    ...synthetic.map((one) => inLines(one)),
    heading('In short'),
    directions.map((one) => inLines(`- ${one}`)).join('\n'),
    ...kept.map(textOfKept),
    heading('Interviews: what people spoke of, and how many did'),
    talks.codes.map(({ code, people }) => inLines(`- ${code}: ${people}`)).join('\n'),
    ...talks.quotes.map(({ code, person, words }) => inLines(`“${words}” (${person}, ${code})`, 78, '  ')),
    talks.foot.map((one) => inLines(one, 78, '  ')).join('\n'),
  ].join('\n\n')
