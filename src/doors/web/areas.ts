/** The areas that have pages, in the order their addresses are looked up. */
import { web as care } from '../../areas/care/web.ts'
import { web as conversations } from '../../areas/conversations/web.ts'
import { web as example } from '../../areas/example/web.ts'
import { firstVisit } from '../../areas/founding/first-visit.ts'
import { web as lettingIn } from '../../areas/founding/letting-in-web.ts'
import { web as founding } from '../../areas/founding/web.ts'
import { web as gatherings } from '../../areas/gatherings/web.ts'
import { web as members } from '../../areas/members/web.ts'
import { web as movingIn } from '../../areas/moving-in/web.ts'
import { web as studies } from '../../areas/studies/web.ts'
import { web as needs } from '../../areas/support/needs/web.ts'
import { web as sources } from '../../areas/support/sources/web.ts'
import { matching } from '../../areas/ties/matching/web.ts'
import { web as ties } from '../../areas/ties/web.ts'
import { web as email } from '../email/web.ts'
import { web as letter } from '../letter/web.ts'
import { web as phone } from '../phone/web.ts'

export const areas = [
  firstVisit,
  founding,
  lettingIn,
  example,
  members,
  care,
  conversations,
  gatherings,
  movingIn,
  needs,
  sources,
  ties,
  email,
  phone,
  letter,
  matching,
  studies,
]
