import type { DatabaseSync } from 'node:sqlite'
import type { DocumentId, Seq } from '../../../protocol/index.ts'
import { isOwn } from '../authors.ts'
import { type Batch, type Committed, overtaken, unpackBatch } from '../batch.ts'
import type { Append } from '../log.ts'
import { type Extent, rowOverheadBytes } from '../queries.ts'
import { TailWatch } from '../tail-watch.ts'
import type { Turn } from '../turns.ts'

/** The hot path: every edit of everybody passes here, so its statements are written by hand and prepared once. */
export class Appender {
  readonly #db: DatabaseSync
  readonly #statements: ReturnType<typeof prepareStatements>
  readonly #watch: TailWatch

  constructor(db: DatabaseSync) {
    this.#db = db
    const statements = prepareStatements(db)
    this.#statements = statements
    this.#watch = new TailWatch(document => {
      const found = statements.look.get(document)
      return { rows: Number(found?.rows), bytes: Number(found?.bytes), inflated: Number(found?.inflated) }
    })
  }

  /** One transaction: all of it is on the disk when this returns, nothing of it is in the log when it throws. */
  commit(batch: Batch): Committed {
    const grown = this.#transact(() => this.#append(batch))
    const due = grown.filter(run => run.head > 0 && this.#watch.grew(run.document, run)).map(run => run.id)
    return { heads: grown.map(run => run.head), due }
  }

  /** The document has a new snapshot. */
  compacted(document: number): void {
    this.#watch.forget(document)
  }

  #transact<T>(work: () => T): T {
    this.#statements.begin.run()
    try {
      const result = work()
      this.#statements.commit.run()
      return result
    } catch (error) {
      // On some errors SQLite has rolled back by itself.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  #append(batch: Batch): Run[] {
    const now = Date.now()
    const turns = Map.groupBy(batch.turns, ({ place }) => place)
    const runs: Run[] = []
    for (const [id, updates] of unpackBatch(batch)) {
      const ofDocument = turns.get(runs.length + 1)
      const holds = ofDocument === undefined || this.#takeTurns(id, ofDocument, now)
      runs.push(holds ? this.#appendRun(id, updates, now) : { ...nothing, id, head: overtaken })
    }
    return runs
  }

  /** False when one of them is another's. */
  #takeTurns(id: DocumentId, turns: readonly Turn[], now: number): boolean {
    const { findDocument, claim } = this.#statements
    const key = Number(findDocument.get(id)?.key ?? 0)
    // An unknown document: told by what follows.
    if (key === 0) return true
    if (!turns.every(turn => this.#holds(key, turn))) return false
    for (const { client, author, session } of turns) claim.run(key, client, author, session, now)
    return true
  }

  #holds(key: number, { client, last, names }: Turn): boolean {
    const found = this.#statements.findClaim.get(key, client)
    if (Number(found?.session ?? 0) !== last) return false
    return last === 0 || names.some(author => isOwn(String(found?.author), { author }))
  }

  #appendRun(id: DocumentId, updates: readonly Append[], now: number): Run {
    const moved = this.#statements.moveHead.get(updates.length, now, id)
    if (moved === undefined) return { ...nothing, id }
    const document = Number(moved[0])
    const head = Number(moved[1])
    let seq = head - updates.length
    let bytes = 0
    for (const { session, n, update } of updates) {
      this.#statements.insert.run(document, ++seq, session, n, now, update)
      bytes += update.length + rowOverheadBytes
    }
    return { id, document, head, rows: updates.length, bytes }
  }
}

/** What one document has got in one commit. */
interface Run extends Extent {
  id: DocumentId
  document: number
  /** As in `Committed.heads`. */
  head: Seq
}

const nothing = { document: 0, head: 0, rows: 0, bytes: 0 }

function prepareStatements(db: DatabaseSync) {
  const moveHead = db.prepare(
    'UPDATE documents SET head = head + ?, updated_at = ? WHERE id = ? RETURNING key, head',
  )
  // An object with two names for each takes longer than the statement.
  moveHead.setReturnArrays(true)
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    moveHead,
    insert: db.prepare(
      'INSERT INTO updates (document, seq, session, n, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    findDocument: db.prepare('SELECT key FROM documents WHERE id = ?'),
    findClaim: db.prepare('SELECT author, session FROM authors WHERE document = ? AND client = ?'),
    claim: db.prepare(`
      INSERT INTO authors (document, client, author, session, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET author = excluded.author, session = excluded.session, at = excluded.at`),
    look: db.prepare(`
      SELECT head - coalesce(s.seq, 0) AS rows, coalesce(s.inflated, 0) AS inflated, coalesce((
        SELECT sum(length(bytes) + ${rowOverheadBytes}) FROM updates
        WHERE document = d.key AND seq > coalesce(s.seq, 0)
      ), 0) AS bytes
      FROM documents AS d LEFT JOIN snapshots AS s ON s.document = d.key WHERE d.key = ?`),
  }
}
