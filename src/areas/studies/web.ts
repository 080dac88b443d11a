/** Addresses of studies, room by room, in the order they are looked up. */
import { routes } from '../../kit/web.ts'
import { analysis } from './analysis/web.ts'
import { interviews } from './interviews/web.ts'

export const web = routes()
web.route('/', interviews)
web.route('/', analysis)
