import { type DocumentId, type LoggedUpdate, packUpdates } from '../../../protocol/index.ts'
import type { Log } from '../../log/log.ts'
import { readUpdate } from '../../log/read-update.ts'

/** A log in memory that several nodes share. It takes a moment for everything, as a database does. */
export interface MemoryLog extends Log {
  readonly updates: readonly LoggedUpdate[]
  readonly reads: number
  /** Commits wait until the returned function is called. */
  holdCommits(): () => void
  /** Everything fails while it is away. */
  away: boolean
}

/** All documents are one: a test has one. `pause` is how long each thing takes. */
export function openMemoryLog(pause: () => Promise<void>): MemoryLog {
  const updates: LoggedUpdate[] = []
  let commits: Promise<void> = Promise.resolve()
  let held: Promise<void> = Promise.resolve()
  let reads = 0
  const head = () => updates.length
  const reach = async () => {
    await pause()
    if (log.away) throw new Error('the database is away')
  }
  const log: MemoryLog = {
    epoch: 'first',
    description: 'memory',
    shared: true,
    updates,
    awayInMs: 0,
    away: false,
    get reads() {
      return reads
    },
    create: async () => {},
    state: async () => {
      await reach()
      const clocks = new Map<number, number>()
      for (const { update } of updates) {
        for (const { client, end } of readUpdate(update).blocks)
          clocks.set(client, Math.max(end, clocks.get(client) ?? 0))
      }
      return { head: head(), clocks }
    },
    append: async (_: DocumentId, update) => {
      const before = commits
      const { promise, resolve } = Promise.withResolvers<void>()
      commits = promise
      try {
        await before
        await held
        await reach()
        const seq = updates.push({ seq: head() + 1, ...update })
        await pause()
        return seq
      } finally {
        resolve()
      }
    },
    heads: async ids => {
      await reach()
      return new Map(ids.map(id => [id, head()]))
    },
    read: async (_, after) => {
      reads++
      await reach()
      return { head: head(), updates: packUpdates(updates.slice(after > head() ? 0 : after)) }
    },
    snapshot: async () => undefined,
    compact: async () => {},
    summaries: async () => [],
    close: async () => {},
    holdCommits: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
  }
  return log
}
