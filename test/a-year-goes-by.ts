/** Time passes for a community: every moment and every day in its tables moves back, as if all had been so long ago. */
import { sql } from 'kysely'
import type { Community } from '../src/kit/community.ts'

/**
 * @param howLong as PostgreSQL says it: '1 year', '2 days'
 */
export async function timeGoesBy({ db, schema }: Community, howLong: string) {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select c.table_name as table, array_agg(c.column_name::text) as columns
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = ${schema}
      and t.table_type = 'BASE TABLE'
      and c.is_generated = 'NEVER'
      and c.data_type in ('timestamp with time zone', 'date')
      and c.table_name not in ('migration', 'session')
    group by c.table_name`.execute(db)
  for (const { table, columns } of rows) {
    const moved = columns.map((column) => sql`${sql.id(column)} = ${sql.id(column)} - ${howLong}::interval`)
    await sql`update ${sql.table(table)} set ${sql.join(moved)}`.execute(db)
  }
}
