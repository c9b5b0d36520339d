import { randomInt } from 'node:crypto'
import type { Tables } from '../log/tables.ts'
import { type SweepOptions, sweep, sweepStore } from './sweep.ts'

const everyMs = 10 * 60_000
const dayMs = 86_400_000

/** When what was done last, in `meta`. */
const sweptAt = { rows: 'files_swept', store: 'files_listed' }

export interface Sweeper {
  close(): Promise<void>
}

/** Sweeps every ten minutes, and the whole store every day; of several nodes one each time. */
export function openSweeper({
  onTrouble,
  ...options
}: Omit<SweepOptions, 'signal'> & { onTrouble: (error: unknown) => void }): Sweeper {
  const closing = new AbortController()
  const { signal } = closing
  const tables = upTo(signal, options.tables)
  const { unfinishedMaxAgeInMs } = options
  const rowsEveryMs = Math.min(everyMs, unfinishedMaxAgeInMs)
  const once = async () => {
    if (await isDue(tables, sweptAt.rows, rowsEveryMs)) await sweep({ ...options, tables, signal })
    if (await isDue(tables, sweptAt.store, dayMs)) await sweepStore({ ...options, tables, signal })
  }
  let sweeping: Promise<void> = Promise.resolve()
  const begin = () => {
    sweeping = once()
      .catch((error: unknown) => signal.aborted || onTrouble(error))
      .then(() => {
        if (!signal.aborted) timer = setTimeout(begin, rowsEveryMs).unref()
      })
  }
  // Nodes that start at once need not look at once.
  let timer = setTimeout(begin, randomInt(Math.min(60_000, rowsEveryMs))).unref()
  return {
    close: async () => {
      clearTimeout(timer)
      closing.abort()
      await sweeping
    },
  }
}

/** Every step of a sweep asks something of the tables: the next one ends it. */
function upTo(signal: AbortSignal, tables: Tables): Tables {
  return {
    query: tables.query,
    read: async asked => {
      signal.throwIfAborted()
      return tables.read(asked)
    },
    readSlowly: async asked => {
      signal.throwIfAborted()
      return tables.readSlowly(asked)
    },
    write: async steps => {
      signal.throwIfAborted()
      return tables.write(steps)
    },
  }
}

/** True for one of all who ask. */
async function isDue(tables: Tables, name: string, periodInMs: number): Promise<boolean> {
  const { query } = tables
  const now = Date.now()
  const [row] = await tables.read(query.selectFrom('meta').select('value').where('name', '=', name))
  if (row === undefined) {
    const added = await tables.write([
      query
        .insertInto('meta')
        .values({ name, value: String(now) })
        .onConflict(conflict => conflict.column('name').doNothing())
        .returning('name'),
    ])
    return added?.[0].length === 1
  }
  // A little less: timers are not exact. A clock that was wrong, and has been in the future, holds nobody up for long.
  const passed = now - Number(row.value)
  if (passed >= 0 && passed < periodInMs * 0.9) return false
  const taken = await tables.write([
    query
      .updateTable('meta')
      .set({ value: String(now) })
      .where('name', '=', name)
      .where('value', '=', row.value)
      .returning('name'),
  ])
  return taken?.[0].length === 1
}
