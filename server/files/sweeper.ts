import { randomInt } from 'node:crypto'
import type { Tables } from '../log/tables.ts'
import { type SweepOptions, sweep, sweepStore } from './sweep.ts'

const everyMs = 10 * 60_000

/** When what was done last, in `meta`. */
const sweptAt = { rows: 'files_swept', store: 'files_listed' }

export interface Sweeper {
  close(): Promise<void>
}

/** Sweeps every ten minutes, and the whole store every day; of several nodes one each time. */
export function openSweeper(options: SweepOptions & { onTrouble: (error: unknown) => void }): Sweeper {
  const { tables, unfinishedMaxAgeInMs, onTrouble } = options
  const rowsEveryMs = Math.min(everyMs, unfinishedMaxAgeInMs)
  const once = async () => {
    if (await isDue(tables, sweptAt.rows, rowsEveryMs)) await sweep(options)
    if (await isDue(tables, sweptAt.store, unfinishedMaxAgeInMs)) await sweepStore(options)
  }
  let isClosed = false
  let sweeping: Promise<void> = Promise.resolve()
  const begin = () => {
    sweeping = once()
      .catch(onTrouble)
      .then(() => {
        if (!isClosed) timer = setTimeout(begin, rowsEveryMs).unref()
      })
  }
  // Nodes that start at once need not look at once.
  let timer = setTimeout(begin, randomInt(Math.min(60_000, rowsEveryMs))).unref()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await sweeping
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
