import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { circle, Person, person, testServer } from '../../../test/harness.ts'
import { isRefusal } from '../../kit/refuse.ts'
import { textOf } from '../../kit/spreadsheet.ts'
import { visitor } from '../../kit/who.ts'
import { planMembers } from './bringing.ts'
import { dayFrom, rowsOf } from './members-file.ts'

const server = await testServer()
const { community } = server
const steward = await person(server, 'Stella', 'steward')
await circle(community, 'nights', 'members')
await circle(community, 'feeding', 'closed')

const now = new Date('2026-03-04T12:00:00Z')
const head = 'name,email,role,joined,circles\n'

async function planOf(text: string) {
  const rows = await planMembers(community.db, text, now)
  if (isRefusal(rows)) return rows.because
  return rows.map(({ line, as, because }) => [line, as, because] as const)
}

const form = (text: string) => {
  const sent = new FormData()
  sent.set('file', new File([text], 'members.csv'))
  return sent
}

test('each row is told what would happen to it, and nothing changes', async () => {
  const plan = await planOf(
    `${head}Una,una@example.org,,2019-05-04,"Nights, feeding"\nVi,,member,,\nWes,wes@,,,\nXan,xan@example.org,king,,\nYa,ya@example.org,,31/2/2020,\nZed,zed@example.org,,,Swimming\nUna,UNA@example.org,,,\nAbe,abe@example.org,helper,4/5/2019,,\nBea,bea@example.org,,2031-01-01,\n`,
  )
  assert.deepEqual(plan, [
    [2, 'new', 'As a member, in Nights, feeding.'],
    [3, 'problem', 'It has no email address. Send this person a code in a letter.'],
    [4, 'problem', 'This is not an email address.'],
    [5, 'problem', 'There is no role “king”. Use one of: member, helper, moderator, clinician, steward, researcher.'],
    [6, 'problem', '“31/2/2020” is not a day. Write it as in 2019-05-04 or 4/5/2019.'],
    [7, 'problem', 'There is no circle “Swimming”.'],
    [8, 'problem', 'Line 2 has the same address.'],
    [9, 'problem', 'It has 6 fields, but there are 5 columns.'],
    [10, 'problem', 'The day they joined is still to come.'],
  ])
  const made = await community.db.selectFrom('login').select('id').where('email', '=', 'una@example.org').execute()
  assert.deepEqual(made, [])
})

test('letters, separators and line ends of any spreadsheet can be read', () => {
  const semicolons = 'email;name\r\nzoe@example.org;"Zoë\r\nand Jo"\r\nian@example.org;Ian\r\n'
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(semicolons, 'utf16le')])
  const swapped = Buffer.from(utf16).swap16()
  const windows = Buffer.from(semicolons, 'latin1')
  for (const bytes of [Buffer.from(`\ufeff${semicolons}`), utf16, swapped, windows]) {
    const rows = rowsOf(textOf(bytes))
    assert.ok(!isRefusal(rows))
    assert.deepEqual(
      rows.map(({ line, fields }) => [line, fields.name.replace('\r', ''), fields.email]),
      [
        [2, 'Zoë\nand Jo', 'zoe@example.org'],
        [4, 'Ian', 'ian@example.org'],
      ],
    )
  }
})

test('days are read as they are written in Britain', () => {
  for (const text of ['2019-05-04', '4/5/2019', '04.05.2019', '4 May 2019', '4th May 2019'])
    assert.equal(dayFrom(text)?.toISOString().slice(0, 10), '2019-05-04', text)
  assert.equal(dayFrom('May 2019')?.toISOString().slice(0, 10), '2019-05-01')
  for (const text of ['5/13/2019', '30 February 2019', 'soon', '4/5/19']) assert.equal(dayFrom(text), null, text)
})

test('a file that cannot be read is refused in words', async () => {
  for (const [text, because] of [
    ['', /empty/],
    ['Una,una@example.org\n', /first line must name the columns/],
    ['name,email,shoe\n', /“shoe”/],
    ['name,email,email\n', /same name/],
    ['name,email\n"Una,una@example.org\n', /quotes/],
    ['PK\u0003\u0004\0\0', /Save it as CSV/],
  ] as const)
    assert.match(String(await planOf(text)), because)
})

test('a steward looks, then brings them; a second time changes nothing; each says yes for themselves', async () => {
  const text = `${head}Cal,cal@example.org,helper,4 May 2019,Nights; Feeding\nDi <b>,di@example.org,,,\n`
  const plan = await (await steward.post('/steward/members-file/plan', form(text))).text()
  assert.match(plan, /2 new, 0 there already, no problems\./)
  assert.match(plan, /Di &lt;b&gt;/)
  const brought = await steward.post('/steward/members-file', { text })
  assert.match(await brought.text(), /2 new, 0 there already/)
  const again = await steward.post('/steward/members-file', { text })
  assert.match(await again.text(), /0 new, 2 there already/)

  const cal = await community.db
    .selectFrom('login')
    .innerJoin('member', (on) => on.on((where) => where('login.id', '=', where.cast<string>('member.id', 'text'))))
    .innerJoin('membership', 'membership.member', 'member.id')
    .select(['member.id', 'member.name', 'member.role', 'member.state', 'membership.began_at', 'joined_by'])
    .where('email', '=', 'cal@example.org')
    .execute()
  assert.deepEqual(
    cal.map(({ name, role, state, began_at, joined_by }) => [name, role, state, began_at.getUTCFullYear(), joined_by]),
    [['Cal', 'helper', 'to be', 2019, 'import']],
  )
  const inside = await community.db.selectFrom('circle_member').selectAll().where('member', '=', cal[0]!.id).execute()
  assert.equal(inside.length, 2)

  const someone = new Person(community, visitor, server.url)
  await someone.post('/sign-in', { email: 'cal@example.org' })
  const mail = await community.db
    .selectFrom('message_out')
    .select('plain')
    .where('to_address', '=', 'cal@example.org')
    .executeTakeFirstOrThrow()
  const code = /\b\d{6}\b/.exec(mail.plain)![0]
  const signed = await someone.post('/sign-in/code', { email: 'cal@example.org', code })
  assert.equal(signed.headers.get('location'), '/join/membership')
  const cookie = signed.headers.getSetCookie()[0]!.split(';')[0]!
  await someone.post('/join/membership', { question: 'consent', name: 'Cal', membership: 'yes' }, { cookie })
  const after = await community.db
    .selectFrom('member')
    .innerJoin('membership', 'membership.member', 'member.id')
    .select(['state', 'began_at'])
    .where('member.id', '=', cal[0]!.id)
    .execute()
  assert.deepEqual(
    after.map(({ state, began_at }) => [state, began_at.getUTCFullYear()]),
    [['member', 2019]],
  )
})

test('only stewards can bring members', async () => {
  const text = `${head}Eve,eve@example.org,steward,,\n`
  for (const role of ['member', 'moderator', 'researcher'] as const) {
    const who = await person(server, role, role)
    assert.equal((await who.get('/steward/members-file')).status, 403)
    assert.equal((await who.post('/steward/members-file/plan', form(text))).status, 403)
    assert.equal((await who.post('/steward/members-file', { text })).status, 403)
  }
})

test('the same works from the command line, with a look first', async () => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'bringing-')), 'members.csv')
  writeFileSync(file, `${head}Fay,fay@example.org,,,\nGus,,,,\n`)
  const run = (...more: string[]) =>
    spawnSync(process.execPath, [path.resolve(import.meta.dirname, '../../import.ts'), 'members', file, ...more], {
      encoding: 'utf8',
      env: {
        ...process.env,
        DATABASE_URL: `postgres://alongside@localhost/${server.database}?host=${encodeURIComponent(server.host)}`,
      },
    })
  assert.match(
    run('--dry-run').stdout,
    /Line 2: New: fay@example\.org.*\n.*Line 3: Problem: Gus.*\n1 new.*\nNothing was/,
  )
  assert.match(run().stdout, /1 new, 0 there already, 1 with a problem/)
  assert.match(run().stdout, /0 new, 1 there already, 1 with a problem/)
})
