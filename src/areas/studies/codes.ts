/**
 * Codes of a study: the way in by a letter or from a place, and the way back to what somebody answered. A code is made
 * from the id of its row and the community's secret: it can be printed again, and is stored nowhere but as a hash.
 */
import { createHmac } from 'node:crypto'
import type { Community } from '../../kit/community.ts'
import { bareCode, newPaperCode, paperCodeFrom } from '../members/paper-codes.ts'

/**
 * The code that belongs to a row of study_code, such as "BCFG-HJKM-NPRT-VWXY".
 *
 * @param id of the row in study_code
 */
export const codeOf = ({ secret }: Pick<Community, 'secret'>, id: string): string =>
  paperCodeFrom(createHmac('sha256', secret).update(`study code ${id}`).digest().subarray(0, 8))

/** A code to come back with, for whoever did not come by a letter of their own. */
export const newReturnCode = newPaperCode

/**
 * What any code of a study hashes to: study_code.hash and participant.return_hash. A letter's code is also the one its
 * reader comes back with. With 64 random bits a slow hash would gain nothing.
 */
export const returnHashOf = ({ secret }: Pick<Community, 'secret'>, typed: string) =>
  createHmac('sha256', secret)
    .update(`study return ${bareCode(typed)}`)
    .digest('base64url')

/**
 * The code with which somebody comes back who did not come by a letter of their own. Like a letter's it is made from an
 * id, so that it can be shown again on the page it belongs to.
 *
 * @param participant id of the row in participant
 */
export const returnCodeOf = ({ secret }: Pick<Community, 'secret'>, participant: string): string =>
  paperCodeFrom(createHmac('sha256', secret).update(`study return code ${participant}`).digest().subarray(0, 8))
