/** Addresses of recruiting: letters for stewards, codes, places and rates for researchers. */
import { routes } from '../../../kit/web.ts'
import { letters } from './letters-web.ts'

export const recruiting = routes()
recruiting.route('/', letters)
