/**
 * Made-up interviews, for the example and for tests. Nobody said any of this. The same seed makes the same talks.
 *
 * How they are made: every person speaks of some topics, drawn at random; for each the interviewer asks one question and
 * the person answers with one of a few made-up answers. The first coder codes the whole answer with the topic's code. The
 * second leaves out one in eight, takes a neighbouring code one time in ten, and sometimes marks only the first sentence.
 * The topics are the directions of the study in seed/; how often each comes up is taken from nowhere.
 */

import { seeded } from '../statistics/seeded.ts'
import type { SignName } from './codebook-signs.ts'
import { lengthOf } from './transcript-words.ts'

/** Stands at the top of every one of them. */
export const madeUp = 'I: This talk is made up. Nobody said any of this.'

export interface SyntheticCode {
  readonly key: string
  readonly parent: string | null
  readonly name: string
  readonly definition: string
  readonly include: string
  readonly exclude: string
  readonly example: string
  readonly sign: SignName
}

interface Topic extends Omit<SyntheticCode, 'example'> {
  readonly asks: string
  readonly says: readonly string[]
}

const topic = (
  key: string,
  parent: string,
  sign: SignName,
  [name, definition, include, exclude]: readonly [string, string, string, string],
  asks: string,
  says: readonly string[],
): Topic => ({ key, parent, name, definition, include, exclude, sign, asks, says })

const headings: Record<string, readonly [string, SignName]> = {
  online: ['Going online', 'teal-circle'],
  offline: ['Away from the screen', 'amber-square'],
  moving: ['Stopping and coming back', 'plum-triangle'],
  trust: ['Whom to believe', 'moss-diamond'],
}

const topics: readonly Topic[] = [
  topic(
    'understood',
    'online',
    'teal-circle',
    [
      'Being understood',
      'Somebody knows what it is like without being told.',
      'Relief, not having to explain.',
      'Practical tips.',
    ],
    'What did you find there?',
    [
      'People who just knew. I wrote one line about the nights and four mums wrote back. I did not have to explain a thing.',
      'It was the first time in weeks that I felt like I was talking sense. They had all been there.',
      'You say “she is doing the hand thing again” and nobody asks what the hand thing is 😊. That is worth a lot.',
      'I cried, if I am honest. Not because it was sad. Because somebody else had the same morning as us.',
    ],
  ),
  topic(
    'equipment',
    'online',
    'rust-cross',
    [
      'Equipment',
      'Asking or telling about things to buy, borrow or try.',
      'Chairs, frames, beds, eye gaze.',
      'Medicines.',
    ],
    'What do you ask about now?',
    [
      'Mostly chairs. She has grown again and the old one digs in. Other parents tell you what lasts.',
      'We wanted to try eye gaze before we asked for it. A dad two hours away let us come and have a go.',
      'Now [daughter] is grown up it is hoists and baths. Nobody warns you about the bath.',
    ],
  ),
  topic(
    'research',
    'online',
    'blue-star',
    [
      'Research and trials',
      'Looking for news of research or treatment.',
      'Trials, new medicines, papers.',
      'Everyday care.',
    ],
    'Do you follow the research?',
    [
      'I read the summaries. I could not tell you the science, but I like to know somebody is working on it.',
      'There was a trial, far away. I read all of it twice. In the end we said not now.',
      'My husband reads the papers. I wait until somebody puts it in plain words.',
    ],
  ),
  topic(
    'helpline',
    'offline',
    'amber-square',
    [
      'Ringing somebody',
      'Using a helpline or a phone call for the same needs.',
      'Helplines, a friend on the phone.',
      'Calls about appointments.',
    ],
    'Is there anybody you ring?',
    [
      'The helpline, when it is late and I cannot type for tears. A voice is different.',
      'I ring [friend]. We met in the group and now we hardly write at all. We just ring.',
      'I am not one for screens. I ring, and they send me things in the post.',
    ],
  ),
  topic(
    'group',
    'offline',
    'slate-bar',
    [
      'Meeting in person',
      'Local groups, visits and days out with other families.',
      'Coffee mornings, family days.',
      'Hospital visits.',
    ],
    'Do you meet other families?',
    [
      'There is a coffee morning in [town]. We go when she is well. Nobody stares.',
      'Once a year we go to the family day. I save up all my questions for it.',
      'We tried a local group. It was kind, but nobody there had a child like ours.',
    ],
  ),
  topic(
    'between',
    'offline',
    'rose-ring',
    [
      'Back and forth',
      'A tie that moves between online and offline.',
      'Met after writing, writes after meeting.',
      'Strangers who only write.',
    ],
    'How do the two go together?',
    [
      'It started online, then we met at the zoo, and now it is a bit of both. When she is ill we go back to writing.',
      'I met [friend] at the clinic first. She told me about the group. So for us it went the other way round.',
      'You meet once and after that the messages are warmer. You can hear the voice in them.',
    ],
  ),
  topic(
    'unanswered',
    'moving',
    'plum-triangle',
    [
      'Nobody answered',
      'Asked, and got no answer or a poor one.',
      'Silence, being passed on.',
      'Answers they did not like.',
    ],
    'Was there a time you stopped?',
    [
      'I asked about the breathing and nobody wrote back. I did not ask again for two years.',
      'I did ask once. Somebody said “ask your doctor”. Well, I had.',
      'It was quiet when I needed it. So I went away. I did not say goodbye or anything.',
    ],
  ),
  topic(
    'younger',
    'moving',
    'rust-cross',
    [
      'Only young families',
      'The place is full of people at another stage.',
      'Mine is grown up, theirs are babies.',
      'Other conditions.',
    ],
    'Why did you go less?',
    [
      'They were all new to it. My daughter is thirty. I was glad to help, but who helps me?',
      'I felt like the bad news at the party. They had toddlers. I did not want to frighten them.',
      'I would love a corner for us older ones. We could talk about wills and hoists in peace.',
    ],
  ),
  topic(
    'return',
    'moving',
    'moss-diamond',
    ['Coming back', 'Taking it up again after a pause.', 'What brought them back.', 'Starting for the first time.'],
    'And did you go back?',
    [
      'When the fits changed, yes. Straight back, as if I had never left. They said hello and that was that.',
      'I go back when something changes. New school, new chair. In between I do not need it.',
      'Not yet. I might. It is good to know it is there.',
    ],
  ),
  topic(
    'sources',
    'trust',
    'blue-star',
    [
      'Telling sources apart',
      'Whether they can see who is speaking and what it rests on.',
      'Parent or doctor, story or study.',
      'Trust in one person.',
    ],
    'How do you know what to believe?',
    [
      'I could not always tell if it was a mum or a firm. Some of it reads just like an advert.',
      'I look who wrote it. If it is a parent, I know it is what happened to them. That is fine, as long as they say so.',
      'If three people say the same I start to believe it. I know that is not how it works 🙈.',
    ],
  ),
  topic(
    'doctor',
    'trust',
    'slate-bar',
    [
      'Sparing the doctor’s time',
      'Holding back questions so as not to waste a doctor’s time.',
      'Saving up questions, asking online first.',
      'Being turned away.',
    ],
    'What about your doctor?',
    [
      'She is lovely but she has ten minutes. I do not like to use them up on a rash.',
      'I save my questions up and then I forget half. A list would help.',
      'I ask online first. If they all say “ring the surgery” then I ring the surgery.',
    ],
  ),
]

export const syntheticCodes: readonly SyntheticCode[] = [
  ...Object.entries(headings).map(([key, [name, sign]]) => ({
    key,
    parent: null,
    name,
    definition: '',
    include: '',
    exclude: '',
    example: '',
    sign,
  })),
  ...topics.map(({ asks: _, says, ...code }) => ({ ...code, example: `Made up: “${says.at(-1)}”` })),
]

export interface SyntheticPiece {
  /** the first coder or the second */
  readonly coder: 0 | 1
  readonly code: string
  readonly from: number
  readonly to: number
}

export interface SyntheticInterview {
  readonly words: string
  readonly pieces: readonly SyntheticPiece[]
  readonly summaries: readonly { readonly code: string; readonly words: string }[]
}

/**
 * Made-up interviews with what two people coded in them.
 *
 * @param seed the same seed makes the same talks
 * @param people how many; the second coder coded the first quarter of them
 */
export function syntheticInterviews(seed: number, people = 20): SyntheticInterview[] {
  const chance = seeded(seed)
  const from = <One>(all: readonly One[]) => all[Math.floor(chance() * all.length)]!
  return Array.from({ length: people }, (_, person) => {
    const spoken = topics.filter(() => chance() < 0.6)
    const all = spoken.length >= 3 ? spoken : topics.slice(person % 8, (person % 8) + 3)
    const lines = [madeUp, 'I: Thank you for talking to me. How did it begin?', from(beginnings)]
    const pieces: SyntheticPiece[] = []
    for (const { key, asks, says } of all) {
      lines.push(`I: ${asks}`)
      const start = lengthOf(lines.join('\n')) + 1
      const words = `P: ${from(says)}`
      lines.push(words)
      const end = start + lengthOf(words)
      pieces.push({ coder: 0, code: key, from: start + 3, to: end })
      if (person < people / 4 && chance() > 1 / 8) {
        const code = chance() < 0.1 ? from(topics).key : key
        const first = lengthOf(words.slice(0, words.indexOf('. ') + 1))
        pieces.push({ coder: 1, code, from: start + 3, to: chance() < 0.3 && first > 4 ? start + first : end })
      }
    }
    lines.push('I: Is there anything I did not ask?', from(endings))
    const summaries = all
      .slice(0, 4)
      .map(({ key, name }) => ({ code: key, words: `Made up: speaks of “${name.toLowerCase()}”.` }))
    return { words: lines.join('\n'), pieces, summaries }
  })
}

const beginnings = [
  'P: With a letter from the clinic, and then a very long night with my phone.',
  'P: My mum found the first group. I was not ready. She read it for me.',
  'P: She was two. Nobody could tell us anything for a year, so I went and looked.',
  'P: Quite late. [Daughter] was already grown up when we got the name for it.',
]
const endings = [
  'P: No. Only that it changes. What I needed then is not what I need now.',
  'P: Tell people they can stop and come back. I did not know that was all right.',
  'P: I would like to meet more of the older ones. That is all.',
]
