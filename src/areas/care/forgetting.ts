/** Addresses that visitors left for an answer are not kept longer than they are of use. */
import { job } from '../../kit/jobs.ts'
import { forgetAddresses } from './store.ts'

/** Long enough to ask for a second look and to hear what it found. */
export const keptDays = 90

export const forgetting = job({
  name: 'care.forget-addresses',
  cron: '20 4 * * *',
  work: async (_, { db }) => {
    await forgetAddresses(db, new Date(Date.now() - keptDays * 24 * 60 * 60 * 1000))
  },
})
