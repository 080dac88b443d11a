/** The pages of this area, each group in a file of its own. */
import { routes } from '../../kit/web.ts'
import { changingAddress } from './changing-address-web.ts'
import { joining } from './joining-web.ts'
import { own } from './own-web.ts'
import { reachWeb } from './reach-web.ts'
import { secondStep } from './second-step-web.ts'
import { signingIn } from './signing-in.ts'
import { staff } from './staff-web.ts'

export const web = routes()
for (const group of [signingIn, joining, secondStep, own, reachWeb, changingAddress, staff]) web.route('/', group)
