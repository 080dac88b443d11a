/** A database of its own on the PostgreSQL of the tests, for a server in a process of its own. */
import pg from 'pg'
import { newId } from '../../src/kit/brand.ts'
import { templateName } from '../harness.ts'

export const host = process.env.TEST_POSTGRES!
export const socketOf = (folder: string) => `${folder}/.s.PGSQL.5432`

export async function asAdmin<T>(work: (client: pg.Client) => Promise<T>, database = 'postgres'): Promise<T> {
  const client = new pg.Client({ host, user: 'alongside', database })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** @returns the name of a new database with one empty community, and how to drop it */
export async function newDatabase() {
  const name = `test_${newId().replaceAll('-', '').slice(-12)}`
  await asAdmin((client) => client.query(`create database ${name} template ${templateName}`))
  return { name, drop: () => asAdmin((client) => client.query(`drop database if exists ${name} with (force)`)) }
}

/** Ask until an answer is as wanted. @returns milliseconds it took */
export async function until(holds: () => Promise<boolean>, most: number): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < most) {
    if (await holds().catch(() => false)) return performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Not within ${most} ms.`)
}

/** The status of a page, and how long it took; 0 when none came in time. */
export async function ask(url: string, init: RequestInit = {}, most = 30_000) {
  const began = performance.now()
  const answer = await fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(most) }).catch(() => null)
  const body = answer ? await answer.text().catch(() => '') : ''
  return { status: answer?.status ?? 0, body, took: performance.now() - began, headers: answer?.headers }
}
