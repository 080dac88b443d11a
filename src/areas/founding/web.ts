import { routes } from '../../kit/web.ts'

export const web = routes()
