/** The example community: a community of its own that never mixes with a real one. */
import type { Communities, Community } from '../../kit/community.ts'
import { WrongSetting } from '../../kit/config.ts'
import { isLoaded, loadExample } from './loading.ts'

let opening: Promise<Community> | null = null

/**
 * Open the example, making it first when there is none. Two clicks at once make one.
 *
 * @throws WrongSetting when the database already holds a real community
 */
export function openExample(communities: Communities): Promise<Community> {
  opening ??= open(communities).finally(() => {
    opening = null
  })
  return opening
}

async function open(communities: Communities): Promise<Community> {
  if (communities.all.some((one) => !one.example))
    throw new WrongSetting(
      'This data folder already holds a community of its own. Start without --example, or choose an empty folder with --data FOLDER.',
    )
  const community =
    communities.all.find((one) => one.example) ??
    (await communities.add({ host: null, name: 'Rett families together', condition: 'rett', example: true }))
  if (!(await isLoaded(community))) await loadExample(community)
  return community
}
