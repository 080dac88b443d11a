/** The example's directory: made-up sources, what was suggested, what is due, and what families say helps. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { dayInWords } from '../support/hours/words.ts'
import { checkSource, closeSource, keepSource } from '../support/sources/source-keeping.ts'
import { sayItHelps, suggestSource } from '../support/sources/source-says.ts'
import type { SourceId } from '../support/sources/source-store.ts'
import type { Furnishing } from './furnishing.ts'

interface ScriptSource {
  readonly key: string
  /** days ago that somebody looked whether it is all still so */
  readonly checked: number
  readonly closed?: boolean
}

/** Who says that the family line helps, and with what. */
const callers = 'nia kelly margaret david grace tariq sian fiona callum morag olu beth karen steve'.split(' ')
const readers = 'anita wendy peter lucy'.split(' ')

export async function sourcesOfExample(example: Furnishing) {
  const { ago, does } = example
  const script: ScriptSource[] = JSON.parse(readFileSync(path.join(import.meta.dirname, 'sources.json'), 'utf8'))
  const ids = new Map<string, SourceId>()
  for (const { key, checked, closed, ...typed } of script) {
    const source = await does('ruth', keepSource, typed, { at: ago(Math.max(checked, 300)) })
    ids.set(key, source as SourceId)
    await does(
      'ruth',
      checkSource,
      { source, on: dayInWords(ago(checked).toISOString().slice(0, 10)) },
      { at: ago(checked) },
    )
    if (closed) await does('joan', closeSource, { source }, { at: ago(30) })
  }
  for (const [at, key] of callers.entries())
    await does(
      key,
      sayItHelps,
      {
        source: ids.get('family line'),
        helps: at < 11 ? ['talk', 'information'] : ['talk', 'topic epilepsy'],
      },
      { at: ago(3) },
    )
  for (const key of readers)
    await does(key, sayItHelps, { source: ids.get('blog hoist'), helps: ['talk'] }, { at: ago(3) })
  await does(
    'mair',
    sayItHelps,
    { source: ids.get('aberystwyth group'), helps: ['talk'] },
    { at: ago(6), via: 'letter', by: 'ruth' },
  )

  await does(
    'nia',
    suggestSource,
    {
      name: 'Valleys Sensory Room',
      kind: 'any group',
      reach: '01632 960250, CF37 1AA',
      words: 'You can book it by the hour and nobody hurries you out.',
    },
    { at: ago(2) },
  )
  await does(
    'brigid',
    suggestSource,
    {
      name: 'Sunday Drive Minibus',
      kind: 'other',
      reach: '028 9649 6260',
      words: 'They take the wheelchair and the whole family to the sea.',
    },
    { at: ago(5), via: 'phone', by: 'ruth' },
  )
}
