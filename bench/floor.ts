/**
 * The two servers that a page is held against, one at a time, in a process of its own.
 * `floor.ts select`: one prepared select by key through the same driver and pool, then so many bytes.
 * `floor.ts memory`: the bytes alone.
 */
import { createServer } from 'node:http'
import { openPool } from '../src/kit/database.ts'

const { PORT, BYTES, KEY, SCHEMA, DATABASE_URL } = process.env
const body = Buffer.alloc(Number(BYTES), 'a')
const pool = process.argv[2] === 'select' ? openPool({ connectionString: DATABASE_URL! }) : null
const text = `select id, title, version from "${SCHEMA}".conversation where id = $1`

createServer(async (request, response) => {
  if (pool && request.url !== '/health') await pool.query({ name: 'floor', text, values: [KEY] })
  response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8', 'content-length': body.length })
  response.end(body)
}).listen(Number(PORT))
process.on('SIGTERM', () => process.exit(0))
