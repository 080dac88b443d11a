import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { circle, person, testServer } from '../../../test/harness.ts'
import type { CircleId } from '../conversations/store.ts'
import { NotMbox } from './mbox.ts'
import { beginMoving, move } from './moving.ts'

const server = await testServer()
const { community } = server
const folder = mkdtempSync(path.join(os.tmpdir(), 'moving-in-'))
let rooms = 0

async function movesIn(mails: string, name = `list ${++rooms}`) {
  const room = await circle(community, `list-${++rooms}`, 'open')
  const file = path.join(folder, `${name}.mbox`)
  writeFileSync(file, mails, 'latin1')
  const again = async () => move(community, await beginMoving(community, { path: file, name }, room.id as CircleId))
  return { report: await again(), again, room }
}

const mail = (id: string, from: string, subject: string, body: string, more = '') =>
  `From ${id}@example.org Wed Jul  1 05:04:01 2020\nMessage-ID: <${id}@example.org>\nFrom: ${from}\nSubject: ${subject}\n${more}${/^date:/im.test(more) ? '' : 'Date: Wed, 1 Jul 2020 05:04:01 +0000\n'}\n${body}\n\n`

const postsIn = (room: { id: string }) =>
  community.db
    .selectFrom('post')
    .innerJoin('conversation', 'conversation.id', 'post.conversation')
    .innerJoin('member', 'member.id', 'post.author')
    .select([
      'post.number',
      'post.words',
      'post.html',
      'post.written_at',
      'member.name',
      'member.state',
      'conversation.title',
    ])
    .where('conversation.circle', '=', room.id)
    .orderBy('conversation.opened_at')
    .orderBy('post.number')
    .execute()

test('a question and its answer move in, with what was quoted folded and no address shown', async () => {
  const { report, room, again } = await movesIn(
    mail(
      'a1',
      'Ama Bright <ama@example.org>',
      '[families] Sleep at night?',
      'Does anyone sleep?\n\n>From the bottom of my heart.',
    ) +
      mail(
        'a2',
        'ben@example.org',
        'Re: [families] Sleep at night?',
        'We do now. Write to ben@example.org\n\nOn Wed, 1 Jul 2020, Ama Bright <ama@example.org> wrote:\n> Does anyone sleep?\n\n-- \nBen, tel 1',
        'In-Reply-To: <a1@example.org>\nDate: Wed, 1 Jul 2020 06:00:00 +0000\n',
      ),
  )
  assert.deepEqual([report.found, report.placed, report.conversations], [2, 2, 1])
  const posts = await postsIn(room)
  assert.deepEqual(
    posts.map(({ name }) => name),
    ['Ama Bright', 'someone from the list'],
  )
  assert.equal(posts[0]!.title, 'Sleep at night?')
  assert.match(posts[0]!.words, /^From the bottom/m)
  assert.match(posts[1]!.html, /<details><summary>Earlier message<\/summary>.*Does anyone sleep/s)
  assert.doesNotMatch(JSON.stringify(posts), /@example|tel 1/)
  assert.deepEqual(new Set(posts.map(({ state }) => state)), new Set(['to be']))
  const second = await again()
  assert.deepEqual([second.found, second.placed, second.there], [2, 0, 2])
})

test('old letters, base64, folded subjects and mails of HTML alone can be read', async () => {
  const { room } = await movesIn(
    mail(
      'b1',
      '=?iso-8859-1?Q?Zo=EB?= <zoe@example.org>',
      'A long\n subject',
      'Caf\xe9',
      'Content-Type: text/plain; charset=iso-8859-1\n',
    ) +
      mail(
        'b2',
        'Cy <cy@example.org>',
        'Coded',
        Buffer.from('Grüße').toString('base64'),
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\nDate: Thu, 2 Jul 2020 05:04:01 +0000\n',
      ) +
      mail(
        'b3',
        'Di <di@example.org>',
        'Page',
        '<p>Hello <b>you</b></p><script>alert(1)</script>',
        'Content-Type: text/html\nDate: Fri, 3 Jul 2020 05:04:01 +0000\n',
      ),
  )
  const posts = await postsIn(room)
  assert.deepEqual(
    posts.map(({ name, title, words }) => [name, title, words]),
    [
      ['Zoë', 'A long subject', 'Café'],
      ['Cy', 'Coded', 'Grüße'],
      ['Di', 'Page', 'Hello you'],
    ],
  )
})

test('a date that cannot be is taken from the envelope', async () => {
  const { room } = await movesIn(
    mail('c1', 'Ed <ed@example.org>', 'Then', 'Now', 'Date: Mon, 1 Jan 2085 00:00:00 +0000\n'),
  )
  assert.equal((await postsIn(room))[0]!.written_at.toISOString(), '2020-07-01T05:04:01.000Z')
})

test('a mail that cannot be read is named, and every mail is counted', async () => {
  const { report } = await movesIn(
    `${mail('d1', 'Flo <flo@example.org>', 'One', 'Here')}From x@example.org Wed Jul  1 05:04:01 2020\n\n\n${mail('d1', 'Flo <flo@example.org>', 'One', 'Here')}`,
  )
  assert.deepEqual([report.found, report.placed, report.there, report.unreadable.length], [3, 1, 1, 1])
  assert.match(report.unreadable[0]!.reason, /empty/)
})

test('a second mail with the same Message-ID and other words is named, not dropped in silence', async () => {
  const first = mail('i1', 'Jo <jo@example.org>', 'Twice', 'The first words,\nas sent.')
  const broken = mail('i1', 'Jo <jo@example.org>', 'Twice', 'The first\nwords, as sent.')
  const other = mail('i1', 'Kit <kit@example.org>', 'Twice', 'Something else.')
  const { report, again, room } = await movesIn(first + broken + other)
  const shape = ({ placed, there, unreadable }: typeof report) => [placed, there, unreadable.map((one) => one.position)]
  assert.deepEqual(shape(report), [1, 1, [3]])
  assert.match(report.unreadable[0]!.reason, /same Message-ID and other words/)
  assert.deepEqual(shape(await again()), [0, 2, [3]])
  assert.equal((await postsIn(room)).length, 1)
})

test('a steward sees how far a list is, while it moves in', async () => {
  const steward = await person(server, 'Lu', 'steward')
  const room = await circle(community, 'slow', 'open')
  const file = path.join(folder, 'slow.mbox')
  writeFileSync(file, mail('j1', 'Jo <jo@example.org>', 'Slow', 'Words.'))
  const run = await beginMoving(community, { path: file, name: 'slow.mbox' }, room.id as CircleId)
  const page = await steward.get(`/steward/moving-in/${run}`)
  assert.match(await page.text(), /Being read\..*<progress id="progress"[^>]*value="0"/s)
  assert.equal(page.headers.get('refresh'), '5')
  await move(community, run)
  assert.match(await (await steward.get(`/steward/moving-in/${run}`)).text(), /Done\./)
})

test('a file that is not an archive is refused in words', async () => {
  await assert.rejects(
    movesIn('Dear list,\nhello\n'),
    (error) => error instanceof NotMbox && /mbox/.test(error.message),
  )
})

test('a later month carries on the conversation, and a member’s own mails are theirs at once', async () => {
  const member = await person(server, 'Gwen')
  const { email } = await community.db
    .selectFrom('login')
    .select('email')
    .where('id', '=', member.id)
    .executeTakeFirstOrThrow()
  const { room } = await movesIn(mail('e1', 'Hal <hal@example.org>', 'Swimming', 'We went.'))
  const file = path.join(folder, 'august.mbox')
  writeFileSync(
    file,
    mail(
      'e2',
      `Old Name <${email}>`,
      'Re: Swimming',
      'So did we.',
      'References: <e1@example.org>\nDate: Sat, 1 Aug 2020 05:04:01 +0000\n',
    ),
  )
  await move(community, await beginMoving(community, { path: file, name: 'august' }, room.id as CircleId))
  const posts = await postsIn(room)
  assert.deepEqual(
    posts.map(({ number, name }) => [number, name]),
    [
      [1, 'Hal'],
      [2, 'Gwen'],
    ],
  )
})

test('an import that is killed goes on where it was, and each mail is there once', async () => {
  const room = await circle(community, 'killed', 'open')
  const file = path.join(folder, 'killed.mbox')
  const many = Array.from({ length: 3000 }, (_, n) =>
    mail(
      `k${n}`,
      `P${n % 9} <p${n % 9}@example.org>`,
      `Topic ${n % 500}`,
      `Words ${n}`,
      n < 500 ? '' : `In-Reply-To: <k${n - 500}@example.org>\n`,
    ),
  )
  writeFileSync(file, many.join(''))
  const child = spawn(
    process.execPath,
    [path.resolve(import.meta.dirname, '../../import.ts'), 'mbox', file, '--circle', 'killed'],
    {
      env: {
        ...process.env,
        DATABASE_URL: `postgres://alongside@localhost/${server.database}?host=${encodeURIComponent(server.host)}`,
      },
    },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => /Reading +[3-9]0%|Placing/.test(String(text)) && resolve())
    child.once('exit', () => reject(new Error('It ended before it was killed.')))
  })
  child.kill('SIGKILL')
  const report = await move(
    community,
    await beginMoving(community, { path: file, name: 'killed' }, room.id as CircleId),
  )
  assert.deepEqual([report.found, report.placed, report.there], [3000, 3000, 0])
  const posts = await postsIn(room)
  assert.equal(posts.length, 3000)
  assert.equal(new Set(posts.map(({ words }) => words)).size, 3000)
})

test('a steward sends an archive on a page, and it moves in', async () => {
  const steward = await person(server, 'Sia', 'steward')
  const room = await circle(community, 'sent', 'open')
  const form = new FormData()
  form.set('circle', room.slug)
  form.set('file', new File([mail('s1', 'Ivy <ivy@example.org>', 'Sent', 'By a page.')], 'sent.mbox'))
  const sent = await steward.post('/steward/moving-in', form)
  assert.equal(sent.status, 303)
  const here = sent.headers.get('location')!
  for (let tries = 0; tries < 60 && (await postsIn(room)).length === 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 250))
  assert.deepEqual(
    (await postsIn(room)).map(({ words }) => words),
    ['By a page.'],
  )
  assert.match(await (await steward.get(here)).text(), /1 mail found: 1 moved in/)
  const member = await person(server, 'Mo')
  assert.equal((await member.get('/steward/moving-in')).status, 403)
  assert.equal((await member.post('/steward/moving-in', form)).status, 403)
})
