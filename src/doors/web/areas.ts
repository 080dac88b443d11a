/** The areas that have pages, in the order their addresses are looked up. */
import { web as conversations } from '../../areas/conversations/web.ts'
import { web as members } from '../../areas/members/web.ts'
import { web as email } from '../email/web.ts'

export const areas = [members, conversations, email]
