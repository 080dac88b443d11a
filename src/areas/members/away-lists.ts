/** How to step away and come back stands in each letter, with a slip: one step at that door too. */
import { list } from '../../kit/lists.ts'
import { whereaboutsOf } from './absence.ts'
import { leave } from './leaving.ts'
import { pause } from './pausing.ts'
import { backAnswer } from './returning.ts'

list({
  name: 'members.step-away',
  heading: 'Stepping away',
  on: ['letter'],
  position: 95,
  async lines({ db, reader }) {
    const { state } = await whereaboutsOf(db, reader.member)
    if (state !== 'member')
      return [
        {
          title: 'Come back',
          href: '/me/away',
          about: 'You have stepped away. Everything is as you left it.',
          offline: 'Ring us, or send the slip.',
          answer: backAnswer,
        },
      ]
    return [
      {
        title: 'Pause',
        href: '/me/away',
        about: 'You stay a member, and we send you nothing for a while. Nothing of yours is lost.',
        offline: 'Ring us, or send the slip.',
        answer: {
          task: pause.name,
          input: {},
          asks: [
            {
              field: 'pause',
              label: 'For how long?',
              options: [
                { value: 'a month', label: 'For a month' },
                { value: 'until I say', label: 'Until I say' },
              ],
            },
          ],
        },
      },
      {
        title: 'Leave',
        href: '/me/leaving',
        about: 'We write no more. All that is yours is kept, and you can come back.',
        offline: 'Ring us, or send the slip.',
        answer: {
          task: leave.name,
          input: {},
          asks: [{ field: 'sure', label: 'Tick this box', options: [{ value: 'yes', label: 'I want to leave' }] }],
        },
      },
    ]
  },
})
