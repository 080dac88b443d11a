/** The areas that have pages, in the order their addresses are looked up. */
import { web as care } from '../../areas/care/web.ts'
import { web as conversations } from '../../areas/conversations/web.ts'
import { web as example } from '../../areas/example/web.ts'
import { firstVisit } from '../../areas/founding/first-visit.ts'
import { web as lettingIn } from '../../areas/founding/letting-in-web.ts'
import { web as founding } from '../../areas/founding/web.ts'
import { web as members } from '../../areas/members/web.ts'
import { web as movingIn } from '../../areas/moving-in/web.ts'
import { interviews } from '../../areas/studies/interview-web.ts'
import { web as email } from '../email/web.ts'
import { web as phone } from '../phone/web.ts'

export const areas = [
  firstVisit,
  founding,
  lettingIn,
  example,
  members,
  care,
  conversations,
  movingIn,
  interviews,
  email,
  phone,
]
