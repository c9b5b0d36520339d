import { type Kept, readKept, type Write, write } from './device-database.ts'
import type { LogPlace } from './log-reader.ts'

export interface DeviceWriterOptions {
  open: () => Promise<IDBDatabase>
  /** All that should be on the device, for one that may lack any of it. */
  everything: () => Write[]
  /** `keepsAll` may have changed. */
  changed: () => void
  /** So many updates were added to the document's. */
  added: (updates: number) => void
}

type State =
  /** What comes waits for the database. */
  | { state: 'waiting' }
  | { state: 'writing'; database: IDBDatabase }
  /** Storage refused: tried again with everything. */
  | { state: 'failed'; retry: ReturnType<typeof setTimeout> }
  | { state: 'closed' }

/** Our place in the log is written with the next update, and after this long without one. */
const placeInMs = 1_000
const firstRetryInMs = 10_000
const longestRetryInMs = 5 * 60_000

/** Writes to the device in order, everything that has come together in one transaction, and knows whether it succeeded. */
export class DeviceWriter {
  readonly #options: DeviceWriterOptions
  #state: State = { state: 'waiting' }
  #queue: Write[] = []
  #place: LogPlace | undefined
  #placeTimer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> | undefined
  #retryInMs = firstRetryInMs

  constructor(options: DeviceWriterOptions) {
    this.#options = options
  }

  /** Everything that it was given is written. */
  get keepsAll(): boolean {
    return this.#state.state === 'writing' && this.#queue.length === 0 && this.#running === undefined
  }

  /** What the device has by now, of other tabs, too; undefined where it cannot be read. */
  async read(): Promise<Kept | undefined> {
    if (this.#state.state !== 'writing') return undefined
    try {
      return await readKept(this.#state.database)
    } catch {
      // Whatever is there stays there: told by `keepsAll` when it cannot be written, either.
      return undefined
    }
  }

  begin(database: IDBDatabase): void {
    // Too late: it was closed, or failed, meanwhile.
    if (this.#state.state !== 'waiting') {
      database.close()
      return
    }
    this.#state = { state: 'writing', database }
    this.#run()
  }

  write(...writes: Write[]): void {
    if (this.#state.state === 'closed') return
    // What failed will be written whole: only what must go has to be remembered.
    for (const each of writes)
      if (this.#state.state !== 'failed' || each.what === 'forget') this.#queue.push(each)
    this.#run()
  }

  /** Everything up to `place` has been given to us before. */
  keepPlace(place: LogPlace): void {
    if (this.#state.state === 'closed') return
    this.#place = place
    this.#placeTimer ??= setTimeout(() => this.flush(), placeInMs)
  }

  /** Begins at once with what waits. */
  flush(): void {
    clearTimeout(this.#placeTimer)
    this.#placeTimer = undefined
    if (this.#place !== undefined) this.#run()
  }

  fail(): void {
    if (this.#state.state === 'closed' || this.#state.state === 'failed') return
    if (this.#state.state === 'writing') this.#state.database.close()
    this.#queue = this.#queue.filter(({ what }) => what === 'forget')
    const retry = setTimeout(() => void this.#retry(), this.#retryInMs)
    this.#retryInMs = Math.min(longestRetryInMs, this.#retryInMs * 2)
    this.#state = { state: 'failed', retry }
    this.#options.changed()
  }

  /** Waits for what can be written. */
  async close(): Promise<void> {
    this.flush()
    await this.#running
    clearTimeout(this.#placeTimer)
    if (this.#state.state === 'failed') clearTimeout(this.#state.retry)
    if (this.#state.state === 'writing') this.#state.database.close()
    this.#state = { state: 'closed' }
  }

  #run(): void {
    if (this.#state.state !== 'writing' || this.#running !== undefined) return
    // A microtask later, so that a change and the note that it is not saved yet travel together.
    this.#running = Promise.resolve().then(() => this.#writeAll())
  }

  async #writeAll(): Promise<void> {
    while (this.#state.state === 'writing' && (this.#queue.length > 0 || this.#place !== undefined)) {
      const batch = this.#queue
      this.#queue = []
      if (this.#place !== undefined) batch.push({ what: 'place', place: this.#place })
      this.#place = undefined
      try {
        await write(this.#state.database, batch)
      } catch {
        // A full disk, or a database that was deleted: told by `keepsAll`, and tried again.
        this.#queue = [...batch, ...this.#queue]
        this.fail()
        break
      }
      this.#retryInMs = firstRetryInMs
      this.#options.added(batch.filter(({ what }) => what === 'update').length)
    }
    this.#running = undefined
    this.#options.changed()
  }

  async #retry(): Promise<void> {
    this.#state = { state: 'waiting' }
    try {
      const database = await this.#options.open()
      this.#queue = [...this.#options.everything(), ...this.#queue.filter(({ what }) => what === 'forget')]
      this.begin(database)
    } catch {
      // Still refused.
      this.fail()
    }
  }
}
