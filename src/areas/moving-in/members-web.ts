import { longForm, only, stewards, upload } from '../../kit/gate.ts'
import { count } from '../../kit/html.ts'
import { place } from '../../kit/places.ts'
import { isRefusal, type Refusal, refuse } from '../../kit/refuse.ts'
import { textOf } from '../../kit/spreadsheet.ts'
import { act, type Ctx, files, goOn, routes, show, showAgain, showRefusal, typedIn } from '../../kit/web.ts'
import { isSteward } from '../../kit/who.ts'
import { bringMembers, planMembers } from './bringing.ts'
import { invitingNow, sendInvitations } from './inviting.ts'
import { mostLetters } from './members-file.ts'
import { bringPage, broughtPage, planPage } from './members-pages.ts'

export const members = routes()

place({
  on: 'steward',
  href: '/steward/members-file',
  label: 'Bring members from a list',
  about: 'From a spreadsheet, with a look first.',
  for: isSteward,
})

const stewardsOnly = refuse('Only stewards can bring members from a list.', 403)
const inviting = async ({ var: { community } }: Ctx) =>
  [await invitingNow(community.db), community.settings.runBy] as const
const again = async (c: Ctx, refusal: Refusal) => showAgain(c, bringPage(...(await inviting(c)), refusal), refusal)

members.get('/steward/members-file', async (c) =>
  isSteward(c.var.who) ? show(c, bringPage(...(await inviting(c)))) : showRefusal(c, stewardsOnly),
)

/** A look at what would happen; nothing is kept. */
members.post('/steward/members-file/plan', only(stewards, upload(2 * mostLetters)), async (c) => {
  if (!isSteward(c.var.who)) return showRefusal(c, stewardsOnly)
  const [file] = await files(c, 'file')
  if (!file) return again(c, refuse('Choose the file.', 422, { file: 'Choose the file.' }))
  if (file.size > 2 * mostLetters) return again(c, refuse('This file is too big. Cut it in parts.', 413))
  const text = textOf(Buffer.from(await file.arrayBuffer()))
  const rows = await planMembers(c.var.community.db, text, new Date())
  return isRefusal(rows) ? again(c, rows) : show(c, planPage(rows, text))
})

members.post('/steward/members-file', only(stewards, longForm(3 * mostLetters)), async (c) => {
  const rows = await act(c, bringMembers, await typedIn(c))
  if (!isRefusal(rows)) return show(c, broughtPage(rows, ...(await inviting(c))))
  return isSteward(c.var.who) ? again(c, rows) : showRefusal(c, rows)
})

/** Said apart from the bringing: mail that is sent cannot be taken back. */
members.post('/steward/members-file/invitations', only(stewards), async (c) => {
  const sent = await act(c, sendInvitations, {})
  if (isRefusal(sent)) return isSteward(c.var.who) ? again(c, sent) : showRefusal(c, sent)
  const words = sent === 0 ? 'Everyone was invited before.' : `${count(sent, 'invitation')} on the way.`
  return goOn(c, '/steward/members-file', words)
})
