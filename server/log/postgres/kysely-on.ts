import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Schema } from '../schema.ts'
import { asLogError, meansLost } from './errors.ts'

/** Kysely on a pool of connections, for all that is not hot. Every statement must be answered in time, or its connection is
 *  given up. Errors are the log's: `LogAway` for all that may be gone the next time. Closing the pool is its owner's affair. */
export function kyselyOn(pool: Pool, { answerWithinMs }: { answerWithinMs: number }): Kysely<Schema> {
  return new Kysely({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        end: async () => {},
        connect: async () => watched(await connect(pool), answerWithinMs),
      },
    }),
  })
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw asLogError(error)
  }
}

function watched(client: PoolClient, answerWithinMs: number): PostgresPoolClient {
  let isLost = false
  let released = false
  const release = (destroy: boolean) => {
    if (!released) client.release(destroy)
    released = true
  }
  async function query(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    const timer = setTimeout(() => {
      isLost = true
      release(true) // which rejects what was asked of it
    }, answerWithinMs)
    try {
      return await client.query(sql, [...parameters])
    } catch (error) {
      isLost ||= meansLost(error)
      throw asLogError(error)
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    // Kysely's own type of it has a second form, for cursors, which nobody here asks for.
    query: query as PostgresPoolClient['query'],
    release: (destroy = false) => release(destroy || isLost),
  }
}
