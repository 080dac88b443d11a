/** The addresses of taking part: a participant's, who is nobody in particular. */
import { routes } from '../../../kit/web.ts'
import { before } from './before-web.ts'
import { entering } from './entering-web.ts'
import { notByPhone } from './participant.ts'
import { questions } from './questions-web.ts'
import { withdrawing } from './withdrawing-web.ts'

export const answering = routes()
for (const path of ['/take-part', '/studies/:slug/answers', '/studies/:slug/withdrawal'])
  for (const below of [path, `${path}/*`]) answering.use(below, notByPhone)
answering.route('/', entering)
answering.route('/', before)
answering.route('/', questions)
answering.route('/', withdrawing)
