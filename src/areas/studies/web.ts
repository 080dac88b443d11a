/** Addresses of studies, room by room, in the order they are looked up. */
import { routes } from '../../kit/web.ts'
import { analysis } from './analysis/web.ts'
import { answering } from './answering/web.ts'
import { desk } from './desk/web.ts'
import { editing } from './editing/web.ts'
import { interviews } from './interviews/web.ts'
import { recruiting } from './recruiting/web.ts'
import { settingUp } from './setting-up/web.ts'
import { spells } from './spells/web.ts'

export const web = routes()
web.route('/', interviews)
web.route('/', editing)
web.route('/', spells)
web.route('/', answering)
web.route('/', recruiting)
web.route('/', settingUp)
web.route('/', desk)
web.route('/', analysis)
