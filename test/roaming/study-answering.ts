/** Pages of taking part: every kind of question, as somebody sees it who has begun, who comes in, and who has sent all. */
import { begin } from '../../src/areas/studies/answering/beginning.ts'
import { complete } from '../../src/areas/studies/answering/completing.ts'
import { keepAnswer, type Participation, participationOf } from '../../src/areas/studies/answering/keeping.ts'
import { passFor } from '../../src/areas/studies/answering/pass.ts'
import type { AnswerValue } from '../../src/areas/studies/questionnaires/answering.ts'
import { isRefusal } from '../../src/kit/refuse.ts'
import { perform } from '../../src/kit/task.ts'
import { visitor } from '../../src/kit/who.ts'
import { Person, type TestServer } from '../harness.ts'
import type { Sample } from '../roaming.ts'
import { postedCode, type ReadyStudy, readyStudy } from '../studying.ts'
import { inTwoWaves } from '../waves.ts'

/** Somebody in particular to these pages, and nobody to all others. */
class Participant extends Person {
  readonly #pass: string
  constructor(server: TestServer, pass: string) {
    super(server.community, visitor, server.url)
    this.#pass = pass
  }
  override async cookie() {
    return `taking-part=${this.#pass}`
  }
}

let letters = 0

async function begun({ community }: TestServer, { id, slug, items }: ReadyStudy): Promise<Participation> {
  const { code } = await postedCode(community, id, ++letters)
  const input = { study: slug, code, consents: Object.values(items) }
  const began = await perform(begin, input, { community, who: visitor, via: 'web' })
  const so = isRefusal(began) ? began : await participationOf(community.db, began.participant)
  if (!so || isRefusal(so)) throw new Error(so?.because)
  return so
}

export async function answeringSamples(server: TestServer): Promise<Sample[]> {
  const { community } = server
  const study = await readyStudy(community, 'roamed-answers')
  const there = `/studies/${study.slug}/answers`
  const letter = await postedCode(community, study.id, ++letters)
  const pass = (kind: 'code' | 'participant', id: string) => new Participant(server, passFor(community, kind, id))

  let so = await begun(server, study)
  const keep = async (question: string, value: AnswerValue | null, round = 0) => {
    const answer = value === null ? { kind: 'dont know' as const, value } : { kind: 'answered' as const, value }
    const kept = await keepAnswer(community.db, so, { question, round }, answer, new Date())
    if (isRefusal(kept)) throw new Error(`${question}: ${kept.because}`)
    so = kept.participation
  }
  for (const [question, value] of [
    ['relation', 'parent'],
    ['years_since', null],
    ['uses_internet', 'most-days'],
    ['ever', ['helpline', 'blog']],
    ['source', 'helpline'],
    ['source_needs', ['talk', 'information']],
    ['source_from', { words: 'around 2012', from: 2012, to: 2012 }],
    ['source_state', 'left'],
    ['source_to', { words: '2015', from: 2015, to: 2015 }],
    ['another_history', 'yes'],
  ] as const)
    await keep(question, value)
  await keep('source', 'blog', 1)

  const sent = await begun(server, study)
  const done = passFor(community, 'participant', sent.id)
  await perform(complete, { study: study.slug, pass: done }, { community, who: visitor, via: 'web' })

  const waves = await readyStudy(community, 'roamed-waves')
  const { item } = await inTwoWaves(community, waves)
  const later = await begun(server, { ...waves, items: { ...waves.items, 'join answers': item } })
  const again = pass('participant', later.id)

  const nobody = new Person(community, visitor, server.url)
  const [coming, midway, sender] = [pass('code', letter.id), pass('participant', so.id), new Participant(server, done)]
  const asked = [
    'relation',
    'age',
    'years_since',
    'devices',
    'skill_1',
    'source_from',
    'anything',
    'another_history',
    'source/2',
    'another_history/2',
    'source_state?back=another_history-2',
  ]
  return [
    { who: nobody, path: '/take-part' },
    { who: nobody, path: `/take-part/${letter.code}` },
    { who: nobody, path: `/studies/${study.slug}/withdrawal` },
    { who: nobody, path: `${there}/closed` },
    { who: coming, path: `${there}/information` },
    { who: coming, path: `${there}/consent` },
    { who: midway, path: there },
    { who: midway, path: `${there}/code` },
    ...asked.map((path) => ({ who: midway, path: `${there}/questions/${path}` })),
    { who: midway, path: `${there}/check` },
    { who: midway, path: `/studies/${study.slug}/withdrawal` },
    { who: sender, path: `${there}/check` },
    { who: sender, path: `${there}/thanks` },
    { who: again, path: `/studies/${waves.slug}/answers/before` },
  ]
}
