/** A call that nobody ended ends by itself, so that nobody goes on acting for a caller who has hung up. */
import { job } from '../../kit/jobs.ts'
import { endForgotten } from './store.ts'

export const endForgottenCalls = job({
  name: 'phone.end-forgotten-calls',
  cron: '*/15 * * * *',
  async work(_, { db }) {
    await endForgotten(db, new Date())
  },
})
