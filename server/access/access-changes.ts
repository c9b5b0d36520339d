import type { RowsOf, Step, Tables } from '../log/tables.ts'
import type { AccessChange } from './access.ts'

export interface AccessChangesOptions {
  tables: Tables
  /** Other nodes write to the same tables. */
  isShared: boolean
  /** Changes could not be read, or old ones not be swept. It is tried again. */
  onTrouble: (error: unknown) => void
}

/** A change is known on every node within two seconds, Redis or not: a look costs one indexed query. */
const lookEveryMs = 500
const rowsAtOnce = 1000
/** A node that has missed more asks about everything anew. */
const keptChanges = 10_000

/**
 * Writes what changes together with a note of it, and hears what other nodes note. Notes are numbered by a row that is held until the
 * commit: numbers are given in the order of commits, without gaps, so that who has seen 7 has seen all up to 7.
 */
export class AccessChanges {
  /** Tells the other nodes at once. Without it, or where it is lost, they read the note. */
  announce: (change: AccessChange) => void = () => {}
  readonly #options: AccessChangesOptions
  readonly #listeners = new Set<(change: AccessChange) => void>()
  /** Numbers of our own notes, which were told already. */
  readonly #own = new Set<number>()
  #seen = 0
  #seenAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  private constructor(options: AccessChangesOptions) {
    this.#options = options
  }

  static async open(options: AccessChangesOptions): Promise<AccessChanges> {
    const changes = new AccessChanges(options)
    const [row] = await options.tables.read(changes.#counter())
    changes.#seen = row?.n ?? 0
    if (options.isShared) changes.#lookLater()
    return changes
  }

  /** For how long nobody here has known what other nodes change. */
  get blindForMs(): number {
    return this.#options.isShared ? performance.now() - this.#seenAt : 0
  }

  onChange(listener: (change: AccessChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Another node has told of it. */
  heard(change: AccessChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  /** Writes `steps`, and that `changed` must be asked about anew, in one transaction; then tells. Undefined: see `Tables.write`. */
  async write<const Steps extends readonly Step[]>(
    steps: Steps,
    changed: readonly AccessChange[],
  ): Promise<RowsOf<Steps> | undefined> {
    const notes = changed.flatMap(change => this.#note(change))
    try {
      const written = await this.#options.tables.write([...steps, ...notes])
      if (written === undefined) return undefined
      this.#tell(changed)
      this.#wrote(written.slice(steps.length).flat())
      return written.slice(0, steps.length) as RowsOf<Steps>
    } catch (error) {
      // It may have been written all the same: asking anew does no harm.
      for (const change of changed) this.heard(change)
      throw error
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #tell(changed: readonly AccessChange[]): void {
    for (const change of changed) {
      this.heard(change)
      this.announce(change)
    }
  }

  #counter() {
    return this.#options.tables.query.selectFrom('counters').select('n').where('name', '=', 'access_changes')
  }

  #note(change: AccessChange): Step[] {
    const { query } = this.#options.tables
    return [
      query
        .updateTable('counters')
        .set(({ eb }) => ({ n: eb('n', '+', 1) }))
        .where('name', '=', 'access_changes')
        .returning('n'),
      query
        .insertInto('access_changes')
        .values({ n: this.#counter(), what: change.of, id: idOf(change), at: Date.now() }),
    ]
  }

  #wrote(rows: readonly unknown[]): void {
    for (const row of rows) {
      const n = typeof row === 'object' && row !== null ? Number(Reflect.get(row, 'n')) : 0
      if (this.#options.isShared && n > this.#seen) this.#own.add(n)
      if (n % (keptChanges / 10) === 0) void this.#sweep(n - keptChanges)
    }
  }

  async #sweep(upTo: number): Promise<void> {
    const { tables, onTrouble } = this.#options
    await tables.write([tables.query.deleteFrom('access_changes').where('n', '<=', upTo)]).catch(onTrouble)
  }

  #lookLater(afterMs = lookEveryMs): void {
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), afterMs).unref()
  }

  async #look(): Promise<void> {
    const began = performance.now()
    try {
      while (await this.#read()) this.#seenAt = began
      this.#seenAt = began
    } catch (error) {
      if (!this.#closed) this.#options.onTrouble(error)
    }
    this.#lookLater(Math.max(0, lookEveryMs - (performance.now() - began)))
  }

  /** True: there is more. */
  async #read(): Promise<boolean> {
    const rows = await this.#options.tables.read(
      this.#options.tables.query
        .selectFrom('counters')
        .leftJoin('access_changes', join => join.on('access_changes.n', '>', this.#seen))
        .select(['counters.n as newest', 'access_changes.n', 'what', 'id'])
        .where('name', '=', 'access_changes')
        .orderBy('access_changes.n')
        .limit(rowsAtOnce),
    )
    const newest = rows[0]?.newest ?? 0
    if (newest === this.#seen) return false
    // What was swept before it was read, or was never in these tables: a backup has taken their place.
    if (rows[0]?.n !== this.#seen + 1) {
      this.#seen = newest
      this.heard({ of: 'everything' })
      return false
    }
    for (const { n, what, id } of rows) {
      if (n === null || this.#closed) break
      this.#seen = n
      if (!this.#own.delete(n)) this.heard(changeOf(what, id))
    }
    return this.#seen < newest && !this.#closed
  }
}

function idOf(change: AccessChange): string {
  if (change.of === 'document') return change.documentId
  if (change.of === 'login') return change.login
  return change.of === 'user' ? change.user : ''
}

/** What a newer node notes, and this one does not know, may concern anybody. */
function changeOf(what: string | null, id: string | null): AccessChange {
  if (id === null) return { of: 'everything' }
  if (what === 'document') return { of: 'document', documentId: id }
  if (what === 'login') return { of: 'login', login: id }
  return what === 'user' ? { of: 'user', user: id } : { of: 'everything' }
}
