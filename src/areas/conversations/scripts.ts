/** The small scripts that improve the pages of this area. */
import { script } from '../../kit/page.ts'

export const liveScript = script('live')
export const draftsScript = script('drafts')
