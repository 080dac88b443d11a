/** The page of a need and the first page, which ask every area what it holds, against the same floor as other pages. */
import { newId } from '../src/kit/brand.ts'
import { cookieOf, openHouse, serveAlongside, withPostgres } from './house.ts'
import type { Measurement } from './measure.ts'
import { seed } from './seed.ts'
import { against } from './throughput.ts'

export const need: Measurement = {
  name: 'need',
  about: 'The page of a need and the first page of one member on 20 connections, in turn with the same floor',
  run: (size) =>
    withPostgres(async (own) => {
      const house = await openHouse(own, 'need')
      const { db } = house.community
      const { twenty, reader } = await seed(house.pool, house.community, size.small)
      const now = new Date()
      const one = { member: reader, words: null, since_words: null, made_at: now, confirmed_at: now, ended_at: null }
      const sleep = newId()
      await db
        .insertInto('need')
        .values([
          { id: sleep, what: 'talk', topic: 'sleep', ...one },
          { id: newId(), what: 'break', topic: null, ...one },
        ])
        .execute()
      const cookies = [await cookieOf(house.community, reader)]
      const server = await serveAlongside(house)
      const asked = { key: twenty, cookies, headers: { 'accept-encoding': 'gzip' } }
      try {
        return [
          ...(await against(size, server.url, house, 'the page of a need', { ...asked, path: `/needs/${sleep}` })),
          ...(await against(size, server.url, house, 'Today', { ...asked, path: '/' })),
        ]
      } finally {
        await server.stop()
        await house.close()
      }
    }),
}
