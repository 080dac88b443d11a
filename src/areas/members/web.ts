/** The pages of this area, each group in a file of its own. */
import { routes } from '../../kit/web.ts'
import { away } from './away-web.ts'
import { bereavement } from './bereavement-web.ts'
import { changingAddress } from './changing-address-web.ts'
import { joining } from './joining-web.ts'
import { own } from './own-web.ts'
import { reachWeb } from './reach-web.ts'
import { returning } from './returning-web.ts'
import { recovering } from './second-step-recovery-web.ts'
import { secondStep } from './second-step-web.ts'
import { signingIn } from './signing-in.ts'
import { staff } from './staff-web.ts'

export const web = routes()
// What is checked for all of /me and /steward/members stands before what hangs on them.
const groups = [
  signingIn,
  joining,
  recovering,
  secondStep,
  own,
  reachWeb,
  changingAddress,
  staff,
  away,
  returning,
  bereavement,
]
for (const group of groups) web.route('/', group)
