import { type DocumentId, type LoggedUpdate, packUpdates, type Seq } from '../../../protocol/index.ts'
import { type Append, type Log, LogAway } from '../../log/log.ts'
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

interface Waiting {
  update: Append
  resolve: (seq: Seq) => void
  reject: (error: unknown) => void
}

/** All documents are one: a test has one. `pause` is how long each thing takes. */
export function openMemoryLog(pause: () => Promise<void>): MemoryLog {
  const updates: LoggedUpdate[] = []
  let waiting: Waiting[] = []
  let isCommitting = false
  let held: Promise<void> = Promise.resolve()
  let reads = 0
  const head = () => updates.length
  const reach = async () => {
    await pause()
    if (log.away) throw new LogAway('the database is away')
  }
  const commit = async () => {
    isCommitting = true
    while (waiting.length > 0) {
      await held
      let batch = waiting
      waiting = []
      try {
        await reach()
        const seqs = batch.map(({ update }) => updates.push({ ...update, seq: head() + 1 }))
        await pause()
        for (const [i, { resolve }] of batch.entries()) resolve(seqs[i] ?? 0)
      } catch (error) {
        // What came behind builds on what is refused.
        batch = [...batch, ...waiting]
        waiting = []
        for (const { reject } of batch) reject(error)
      }
    }
    isCommitting = false
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
    append: (_: DocumentId, update) =>
      new Promise((resolve, reject) => {
        waiting.push({ update, resolve, reject })
        if (!isCommitting) void commit()
      }),
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
