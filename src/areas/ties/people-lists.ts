/** People, in the lists of the house: who asks, who wrote, whom one is in touch with, and who is glad to talk. */
import { sql } from 'kysely'
import { count } from '../../kit/html.ts'
import { type Asked, type Line, list } from '../../kit/lists.ts'
import { type GladPerson, gladToTalk } from './matching/glad-to-talk.ts'
import { sharedBy } from './shared.ts'
import { sharedLines, writeBack } from './tie-mail.ts'
import { contactDoorNames, contactDoors, means, standsOutside } from './tie-rules.ts'
import { type TieView, tiesOf } from './tie-store.ts'
import { stayInTouchHref } from './where-met.ts'

list({
  name: 'ties.my-people',
  heading: 'My people',
  on: ['today', 'digest', 'letter', 'return'],
  position: 30,
  lines: async (asked) => {
    const ties = (await tiesOf(asked.db, asked.reader.member)).filter(({ away }) => !away)
    if (asked.place === 'letter') return lettersOf(asked, ties)
    if (asked.place === 'return') return sinceAway(asked, ties)
    return asked.place === 'digest' ? inWords(asked, ties) : waitingNow(ties)
  },
})

/** What waits for an answer or was not read yet, a line each. */
const waitingNow = (ties: readonly TieView[]): Line[] => [
  ...ties
    .filter(({ standing }) => standing === 'asks me')
    .map(({ id, name }) => ({
      title: `${name} would like to be in touch`,
      href: `/ties/${id}`,
      about: `You can say yes or no. If you say no, ${name} is not told.`,
    })),
  ...ties
    .filter(({ unread }) => unread > 0)
    .map(({ id, name, unread }) => ({
      title: unread === 1 ? `A new message from ${name}` : `${count(unread, 'new message')} from ${name}`,
      href: `/ties/${id}/messages`,
    })),
]

/** How many wait, without a name: a mail is read where others look on. */
function inWords({ since }: Asked, ties: readonly TieView[]): Line[] {
  const offers = ties.filter(({ standing, offered_at }) => standing === 'asks me' && (!since || offered_at > since))
  const unread = ties.reduce((sum, one) => sum + one.unread, 0)
  const lines: Line[] = []
  if (offers.length > 0)
    lines.push({
      title:
        offers.length === 1 ? 'Someone would like to be in touch' : `${offers.length} people would like to be in touch`,
      href: '/ties',
      about: 'You can say yes or no.',
    })
  if (unread > 0)
    lines.push({ title: unread === 1 ? 'A message waits for you' : `${unread} messages wait for you`, href: '/ties' })
  return lines
}

/** On paper: how each can be reached, with a slip to write to them and one to note how they were in touch. */
async function lettersOf({ db }: Asked, ties: readonly TieView[]): Promise<Line[]> {
  const lines: Line[] = []
  for (const { id, name, other, standing } of ties) {
    if (standing !== 'open') continue
    const shared = sharedLines(await sharedBy(db, id, other))
    lines.push({
      title: name,
      href: `/ties/${id}`,
      about: `Write on the slip, and we pass it on. Somebody at the charity sees it as they type it in.`,
      ...(shared.length > 0 ? { offline: shared.join('. ') } : {}),
      answer: writeBack(id, name),
    })
    lines.push({
      title: `Were you in touch with ${name}?`,
      href: `/ties/${id}`,
      about: 'If you like, say how and when. What you said stays between you.',
      answer: {
        task: 'ties.note-contact',
        input: { tie: id },
        asks: [
          {
            field: 'door',
            label: 'How?',
            options: contactDoorNames.map((value) => ({ value, label: contactDoors[value].label })),
          },
          { field: 'when', label: 'When? A day, a month or a year' },
        ],
      },
    })
  }
  return lines
}

/** What changed between this member and others while they were away. What was ended is found, not told. */
async function sinceAway({ db, reader, since }: Asked, ties: readonly TieView[]): Promise<Line[]> {
  const waiting = waitingNow(ties)
  if (!since) return waiting
  const { rows } = await sql<{ tie: string; n: number }>`
    select tie, count(*)::int as n
    from tie_contact
    where noted_by <> ${reader.member} and noted_at > ${since} and tie = any(${ties.map(({ id }) => id)}::uuid[])
    group by tie`.execute(db)
  const changed = ties.flatMap(({ id, name, standing, agreed_at, offered_by }): Line[] => {
    const href = `/ties/${id}`
    if (standing === 'open' && agreed_at && agreed_at > since && offered_by === reader.member)
      return [{ title: `${name} said yes`, href, about: 'You are in touch now.' }]
    const noted = rows.find((row) => row.tie === id)?.n ?? 0
    return noted > 0 ? [{ title: `${name} noted when you two were in touch`, href }] : []
  })
  return [...waiting, ...changed]
}

const helpFind: Line = {
  title: 'Ask us to find somebody like you',
  href: '/matching',
  about: 'A person looks for a family that fits yours. You say yes or no before anything passes.',
  offline: 'Ring us or write to us, and ask to be put in touch.',
}

list({
  name: 'ties.glad-to-talk',
  heading: 'People',
  on: ['need'],
  position: 20,
  async lines({ db, reader, need, community }) {
    if (standsOutside({ roleHeld: reader.role })) return []
    const people = await gladToTalk(db, need?.topic ?? null, reader.member)
    const topics = new Map(community.condition.topics.map(({ id, name }) => [id, name]))
    const lines = people.map((person) => lineOf(person, topics))
    // After a death nobody is matched, unless they ask a person for it.
    return reader.bereaved ? lines : [...lines, helpFind]
  },
})

/** What somebody chose to say of themselves, and no more. */
function lineOf({ id, name, role, topics, age, nation, stage }: GladPerson, names: ReadonlyMap<string, string>): Line {
  const about = [
    `Glad to talk about ${new Intl.ListFormat('en-GB').format(topics.map((topic) => names.get(topic) ?? topic))}.`,
    role === 'helper' ? 'A trained parent helper.' : '',
    age ? `Cares for someone aged ${age}.` : '',
    nation ? `${nation}.` : '',
  ]
  return {
    title: name,
    href: stayInTouchHref(id, { from: 'glad to talk', id: null }),
    about: about.filter(Boolean).join(' '),
    // A stage that is not shared is not told, and so hides nobody.
    stages: stage ? [stage] : [],
    offline: `Ring us or write to us, and say that you would like to be in touch with ${name}.`,
    answer: {
      task: 'ties.offer',
      input: { to: id, from: 'glad to talk' },
      asks: [
        {
          field: 'means',
          label: `Would you like to be in touch with ${name}?`,
          options: Object.entries(means).map(([value, label]) => ({ value, label: `Yes, ${label}` })),
        },
        { field: 'words', label: `A few words to ${name}, if you like` },
      ],
    },
  }
}
