import type { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { type Left, openDatabase, readLeft, type Write } from './device-database.ts'
import { DeviceWriter } from './device-writer.ts'
import type { Pending } from './ledger.ts'
import type { LogPlace } from './log-reader.ts'
import type { Writer } from './who-i-am.ts'

export interface DeviceOptions {
  /** The database's name. */
  name: string
  doc: Y.Doc
  /** Everything that is not saved, for a device that may lack any of it. */
  pendings: () => readonly Pending[]
  /** Whose these are. */
  writer?: () => Writer | undefined
  /** `keepsAll` may have changed. */
  changed: () => void
  /** After `load` had given up, the device's copy has come into the document all the same. */
  late: (left: Left) => void
  loadWithinMs?: number
}

/** Rather without the device's copy than waiting for a database that does not answer. */
const defaultLoadWithinMs = 5_000
/** So many updates are folded into one, once nothing has been written for a moment. */
const foldFrom = 500
const foldInMs = 1_000

/** Documents that go on in the place of others, which are still being written. */
const heirs = new WeakMap<Y.Doc, Promise<void>>()

/**
 * The document on the device, in y-indexeddb's database: y-indexeddb loads and folds it, we write it. Its own writer does not
 * tell of a write that failed, nor can it write a change together with the note that it is not saved: a reload could
 * forget a deletion, and nobody could say truthfully what is kept.
 */
export class Device {
  readonly #options: DeviceOptions
  readonly #writer: DeviceWriter
  #persistence: IndexeddbPersistence | undefined
  #added = 0
  #fold: ReturnType<typeof setTimeout> | undefined
  #loading: Promise<Left> | undefined
  readonly #closing = Promise.withResolvers<void>()
  #closed = false

  constructor(options: DeviceOptions) {
    this.#options = options
    this.#writer = new DeviceWriter({
      open: () => openDatabase(options.name),
      everything: () => this.#everything(),
      changed: options.changed,
      added: updates => this.#foldLater(updates),
    })
    options.doc.on('update', this.#updated)
  }

  /** Everything that is in the document, and what of it is not saved, is written. */
  get keepsAll(): boolean {
    return this.#writer.keepsAll
  }

  /** Whether a transaction comes from the device's copy: no change of anybody's. */
  isOrigin(origin: unknown): boolean {
    return origin !== undefined && origin !== null && origin === this.#persistence
  }

  /** Brings the device's copy into the document. Where there is no storage for us nothing is left, and nothing kept. */
  load(): Promise<Left> {
    this.#loading ??= this.#loadInTime()
    return this.#loading
  }

  async #loadInTime(): Promise<Left> {
    const { late, loadWithinMs = defaultLoadWithinMs } = this.#options
    let timer: ReturnType<typeof setTimeout> | undefined
    const timeout = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), loadWithinMs)
    })
    const loading = this.#load()
    const left = await Promise.race([loading, timeout])
    clearTimeout(timer)
    if (left !== undefined) return left
    this.#writer.fail()
    void loading.then(left => left !== undefined && !this.#closed && late(left))
    return { place: undefined, writer: undefined, pendings: [] }
  }

  /** What of the document has been written is not known any more. */
  keepWhole(): void {
    this.#writer.write({ what: 'update', update: Y.encodeStateAsUpdate(this.#options.doc) })
  }

  /** Brings into the document what other tabs have written since it was loaded. Gives what is not saved, of this one, too. */
  async readAgain(): Promise<readonly Pending[]> {
    const kept = await this.#writer.read()
    if (kept === undefined || this.#closed || this.#persistence === undefined) return []
    const { doc } = this.#options
    doc.transact(() => {
      for (const update of kept.updates) Y.applyUpdate(doc, update, this.#persistence)
    }, this.#persistence)
    return kept.pendings
  }

  /** Another document is kept from now on, in place of this one and of what was not saved of it. Whoever opens that one waits until it is:
   *  what was there before would come into it otherwise. */
  keepInstead(next: Y.Doc): void {
    const { doc, pendings } = this.#options
    doc.off('update', this.#updated)
    this.#writer.write({
      what: 'instead',
      update: Y.encodeStateAsUpdate(next),
      before: Y.encodeStateVector(doc),
      pendings: new Set(pendings().map(({ key }) => key)),
    })
    heirs.set(next, this.close())
  }

  /** What was not saved is not wanted, and nobody knows the rest without it: the document is fetched anew by whoever opens it next.
   *  Resolves when nothing of it is there. What another tab has written meanwhile stays. */
  discard(): Promise<void> {
    const { doc, pendings } = this.#options
    doc.off('update', this.#updated)
    this.#writer.write({
      what: 'nothing',
      before: Y.encodeStateVector(doc),
      pendings: new Set(pendings().map(({ key }) => key)),
    })
    return this.close()
  }

  /** Whose the words are that are kept from now on. */
  keepWriter(writer: Writer | undefined): void {
    this.#writer.write({ what: 'writer', writer })
  }

  keep({ key, update }: Pending): void {
    this.#writer.write({ what: 'pending', key, update })
  }

  forget(pendings: readonly Pick<Pending, 'key'>[]): void {
    this.#writer.write(...pendings.map(({ key }): Write => ({ what: 'forget', key })))
  }

  /** Everything up to `place` is in the document. */
  keepPlace(place: LogPlace): void {
    this.#writer.keepPlace(place)
  }

  flush(): void {
    this.#writer.flush()
  }

  /** Waits for what is being written, and for the database where that is yet to come. */
  async close(): Promise<void> {
    this.#closed = true
    this.#closing.resolve()
    clearTimeout(this.#fold)
    this.#options.doc.off('update', this.#updated)
    await this.#loading
    await this.#writer.close()
    await this.#persistence?.destroy()
  }

  readonly #updated = (update: Uint8Array, origin: unknown): void => {
    if (!this.isOrigin(origin)) this.#writer.write({ what: 'update', update })
  }

  /** Undefined where there is no storage for us. */
  async #load(): Promise<Left | undefined> {
    const { name, doc } = this.#options
    try {
      await heirs.get(doc)
      const database = await openDatabase(name)
      // Read before the document, so that our place is never ahead of it.
      const left = await readLeft(database)
      const { IndexeddbPersistence } = await import('y-indexeddb')
      if (!this.#closed) {
        this.#persistence = new IndexeddbPersistence(name, doc)
        doc.off('update', this.#persistence._storeUpdate)
        await Promise.race([this.#persistence.whenSynced, this.#closing.promise])
      }
      this.#writer.begin(database)
      return left
    } catch {
      // A private window, or a full disk: the person is told by `keepsAll`.
      return undefined
    }
  }

  #everything(): Write[] {
    const { doc, pendings, writer } = this.#options
    const updates: Write[] = [
      { what: 'update', update: Y.encodeStateAsUpdate(doc) },
      { what: 'writer', writer: writer?.() },
    ]
    return updates.concat(pendings().map(({ key, update }) => ({ what: 'pending', key, update })))
  }

  #foldLater(updates: number): void {
    this.#added += updates
    if (this.#added < foldFrom || this.#closed) return
    clearTimeout(this.#fold)
    this.#fold = setTimeout(() => void this.#foldNow(), foldInMs)
  }

  /** Reads, on its way, what other tabs have written: that comes into the document as from the device. */
  async #foldNow(): Promise<void> {
    if (this.#persistence === undefined) return
    this.#added = 0
    const { storeState } = await import('y-indexeddb')
    if (!this.#closed) await storeState(this.#persistence, false)
  }
}
