import { gzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { type DocumentId, type LoggedUpdate, packUpdates, type Seq } from '../../../protocol/index.ts'
import { type Append, type Log, LogAway, LogOvertaken, type StoredSnapshot } from '../../log/log.ts'
import { readUpdate } from '../../log/read-update.ts'
import { MemoryClaims } from './memory-claims.ts'

/** A log in memory that several nodes share. It takes a moment for everything, as a database does. */
export interface MemoryLog extends Log {
  readonly updates: readonly LoggedUpdate[]
  readonly reads: number
  /** Commits wait until the returned function is called. */
  holdCommits(): () => void
  /** Everything fails while it is away. */
  away: boolean
  /** Commits, and is away before it can say so. */
  losesAnswers: boolean
  /** Says that something is on the disk before it is: to see who finds that out. */
  isDishonest: boolean
  /** Readers from before the head get a snapshot from now on. */
  fold(): void
  /** The log as a node reaches it: what was not on the disk when that has crashed never is. */
  reachedFrom(node: { readonly hasCrashed: boolean }): Log
}

interface Waiting {
  update: Append
  /** The node that it comes from. */
  from: unknown
  isGivenUp: () => boolean
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
  let promised = 0
  let snapshot: StoredSnapshot | undefined
  const head = () => updates.length
  const claims = new MemoryClaims(updates)
  /** Node by node. What comes from one that was overtaken is rejected, also what waits behind it. */
  const write = (batch: readonly Waiting[]): (readonly [Waiting, Seq])[] =>
    [...Map.groupBy(batch, ({ from }) => from)].flatMap(([from, ofNode]) => {
      if (claims.take(ofNode.map(({ update }) => update)))
        return ofNode.map(each => [each, updates.push({ ...each.update, seq: head() + 1 })] as const)
      const behind = waiting.filter(each => each.from === from)
      waiting = waiting.filter(each => each.from !== from)
      for (const { reject } of [...ofNode, ...behind]) reject(new LogOvertaken('the document has moved on'))
      return []
    })
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
        batch = batch.filter(({ isGivenUp }) => !isGivenUp())
        const written = write(batch)
        await pause()
        if (log.losesAnswers) throw new LogAway('nobody knows whether it was committed')
        for (const [{ resolve }, seq] of written) resolve(seq)
      } catch (error) {
        // What came behind builds on what is refused.
        batch = [...batch, ...waiting]
        waiting = []
        for (const { reject } of batch) reject(error)
      }
    }
    isCommitting = false
  }
  const append = (update: Append, isGivenUp: () => boolean, from?: unknown): Promise<Seq> =>
    new Promise((resolve, reject) => {
      waiting.push({ update, from, isGivenUp, resolve, reject })
      promised = Math.max(promised, head()) + 1
      if (log.isDishonest) resolve(promised)
      if (!isCommitting) void commit()
    })
  const log: MemoryLog = {
    epoch: 'first',
    description: 'memory',
    shared: true,
    updates,
    awayInMs: 0,
    away: false,
    losesAnswers: false,
    isDishonest: false,
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
      return { head: head(), clocks, claims: claims.all }
    },
    append: (_: DocumentId, update) => append(update, () => false),
    authors: async () => claims.authors,
    heads: async ids => {
      await reach()
      return new Map(ids.map(id => [id, head()]))
    },
    read: async (_, after) => {
      reads++
      await reach()
      const from = after > head() ? 0 : after
      if (snapshot === undefined || from >= snapshot.seq)
        return { head: head(), updates: packUpdates(updates.slice(from)) }
      return { head: head(), snapshot, updates: packUpdates(updates.slice(snapshot.seq)) }
    },
    snapshot: async () => snapshot,
    compact: async () => {},
    summaries: async () => [],
    close: async () => {},
    holdCommits: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    fold: () => {
      const doc = new Y.Doc()
      for (const { update } of updates) Y.applyUpdate(doc, update)
      snapshot = { seq: head(), bytes: gzipSync(Y.encodeStateAsUpdateV2(doc)) }
    },
    reachedFrom: node => {
      const own: Pick<Log, 'append'> = { append: (_, update) => append(update, () => node.hasCrashed, node) }
      return Object.assign(Object.create(log), own)
    },
  }
  return log
}
