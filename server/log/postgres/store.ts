import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { Pool } from 'pg'
import { type CannotOpenLog, LogAway, LogFull } from '../log.ts'
import { releaseClaims } from '../queries.ts'
import type { Database } from '../schema.ts'
import { explainPostgres, notDurable, readOnly, tooOld, wrongEncoding } from './cannot-open.ts'
import { connectionTo, type Place } from './connection.ts'
import { stateOf, states } from './errors.ts'
import { kyselyOn } from './kysely-on.ts'
import { migratePostgres } from './migrations.ts'
import { settle } from './open-pool.ts'

/** A server that has just been started, too, is there soon. */
const startWithinMs = 20_000
/** Other nodes may be at a long migration. */
const migrateWithinMs = 10 * 60_000

/** Brings the tables up to date and gives the log's epoch.
 *  @throws {CannotOpenLog} */
export async function prepareStore(url: string, place: Place): Promise<string> {
  for (const deadline = performance.now() + startWithinMs; ; await pause(100)) {
    // Without a limit for statements; the settings of every session all the same.
    const pool = new Pool({ ...connectionTo(url), max: 1, onConnect: settle(0) })
    pool.on('error', () => {}) // whoever waits for an answer is told
    try {
      const db = kyselyOn(pool, { answerWithinMs: migrateWithinMs })
      await mustSuit(db, place)
      await migratePostgres(db, `The database ${place.database} at ${place.server}`)
      const epoch = await readEpoch(db)
      await releaseClaims(db, epoch)
      return epoch
    } catch (error) {
      const cause = error instanceof LogAway || error instanceof LogFull ? error.cause : error
      if (stateOf(cause) !== states.startingUp || performance.now() > deadline) {
        throw explainPostgres(cause, place)
      }
    } finally {
      await pool.end()
    }
  }
}

interface Suitability {
  version: number
  versionName: string
  encoding: string
  fsync: string
  committing: string
  isCopy: boolean
}

const suitability = `
SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS "versionName",
  current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS committing, pg_is_in_recovery() AS "isCopy"`

async function mustSuit(db: Database, place: Place): Promise<void> {
  const { rows } = await sql.raw<Suitability>(suitability).execute(db)
  for (const found of rows) {
    const trouble = troubleWith(found, place)
    if (trouble !== undefined) throw trouble
  }
}

function troubleWith(found: Suitability, place: Place): CannotOpenLog | undefined {
  if (found.version < 130_000) return tooOld(place, found.versionName)
  if (found.isCopy) return readOnly(place)
  if (found.encoding !== 'UTF8') return wrongEncoding(place, found.encoding)
  if (found.fsync !== 'on') return notDurable(place, 'fsync')
  // A pooler in between may have kept the setting from the session.
  return found.committing === 'off' ? notDurable(place, 'synchronous_commit') : undefined
}

async function readEpoch(db: Database): Promise<string> {
  const query = db.selectFrom('meta').select('value').where('name', '=', 'epoch')
  return (await query.executeTakeFirstOrThrow()).value
}
