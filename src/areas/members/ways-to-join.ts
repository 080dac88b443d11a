/** Ways to join that other areas offer, where there is somebody to use them. */
import type { Db } from '../../kit/database.ts'

export interface WayToJoin {
  readonly href: string
  readonly label: string
  readonly about: string
  /** whether it leads anywhere here and now */
  readonly open: (db: Db) => Promise<boolean>
}

const ways: WayToJoin[] = []

/** Add a way, once, when the area is loaded. */
export const wayToJoin = (way: WayToJoin) => void ways.push(way)

export async function waysToJoin(db: Db): Promise<readonly WayToJoin[]> {
  const open = await Promise.all(ways.map((way) => way.open(db)))
  return ways.filter((_, at) => open[at])
}
