/** A process that makes letters and may be killed at it: host, database and which letters are its arguments. */
import { makeStudyLetters } from '../src/areas/studies/recruiting/making.ts'
import { makeLetters } from '../src/doors/letter/making.ts'
import { Communities } from '../src/kit/community.ts'
import { openPool } from '../src/kit/database.ts'
import '../src/server.ts'

const [host, database, kind] = process.argv.slice(2)
const pool = openPool({ host, user: 'alongside', database })
const communities = new Communities(pool, 'https://families.example')
await communities.load()
const make = kind === 'studies' ? makeStudyLetters : makeLetters
await make(communities.all[0]!, pool)
await pool.end()
