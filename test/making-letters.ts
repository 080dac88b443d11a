/** A process that makes the open batch of letters and may be killed at it: host and database are its arguments. */
import { makeLetters } from '../src/doors/letter/making.ts'
import { Communities } from '../src/kit/community.ts'
import { openPool } from '../src/kit/database.ts'
import '../src/server.ts'

const [host, database] = process.argv.slice(2)
const pool = openPool({ host, user: 'alongside', database })
const communities = new Communities(pool, 'https://families.example')
await communities.load()
await makeLetters(communities.all[0]!, pool)
await pool.end()
