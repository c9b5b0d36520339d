import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { Connection } from '../../../client/sync/connection.ts'
import type { dial } from '../../../client/sync/dial.ts'
import { DocumentSync } from '../../../client/sync/document-sync.ts'
import type { Pending } from '../../../client/sync/ledger.ts'
import type { LogPlace } from '../../../client/sync/log-reader.ts'
import { atOnce } from '../../../client/sync/pace.ts'
import { watchLocalUpdates } from '../../../client/sync/watch-local-updates.ts'
import { documentId } from '../../../server/sync/testing/stage.ts'

/** What a device keeps of a document, as of one moment. */
export interface Kept {
  state: Uint8Array
  pendings: readonly Pending[]
  place: LogPlace | undefined
}

interface TabOptions {
  name: string
  clientId: number
  dial: typeof dial
  /** Something about the status may have changed. */
  changed: (tab: Tab) => void
  kept?: Kept
}

const base = new URL('http://quire.test/')

/** A document in a tab: everything of the provider's but the sockets and the device's database, joined as it joins them. */
export class Tab {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly sync: DocumentSync
  readonly #awareness: Awareness
  readonly #connection: Connection
  readonly #changed: () => void
  readonly #unwatch: () => void
  #stopUsing: (() => void) | undefined
  #place: LogPlace | undefined

  constructor({ name, clientId, dial, changed, kept }: TabOptions) {
    this.name = name
    this.doc.clientID = clientId
    this.#awareness = new Awareness(this.doc)
    this.#changed = () => changed(this)
    this.#connection = new Connection({
      base,
      transports: ['websocket', 'polling'],
      profile: { name, color: '#336699' },
      dial,
    })
    if (kept !== undefined) Y.applyUpdate(this.doc, kept.state, this)
    this.sync = this.#openSync()
    this.#place = kept?.place
    if (kept?.place !== undefined) this.sync.reader.startAt(kept.place)
    if (kept !== undefined) this.sync.outbox.adopt(kept.pendings)
    this.#unwatch = watchLocalUpdates(
      this.doc,
      origin => origin === this,
      update => {
        this.sync.outbox.add(update)
        this.#changed()
      },
    )
    this.connect()
  }

  get text(): Y.Text {
    return this.doc.getText('t')
  }

  get words(): string[] {
    return this.text.toString().split(';').slice(0, -1)
  }

  get unsaved(): number {
    return this.sync.outbox.ledger.unsaved
  }

  get isOpen(): boolean {
    return this.sync.session !== undefined
  }

  write(word: string, at: number): void {
    // Between words, so that each stays whole.
    const place = this.text.toString().indexOf(';', Math.floor(at * this.text.length)) + 1
    this.text.insert(place, `${word};`)
  }

  erase(word: string): void {
    const place = `;${this.text.toString()}`.indexOf(`;${word};`)
    this.text.delete(place, word.length + 1)
  }

  point(at: number): void {
    this.#awareness.setLocalState({ at })
  }

  connect(): void {
    this.sync.tryAgain()
    this.#stopUsing ??= this.#connection.use({
      linked: link => this.sync.linked(link),
      goOver: link => this.sync.goOver(link),
      changed: () => this.#changed(),
    })
    const { link } = this.#connection
    if (this.sync.session === undefined && link !== undefined) this.sync.linked(link)
  }

  disconnect(): void {
    if (this.#stopUsing === undefined) return
    this.sync.leave()
    this.#stopUsing()
    this.#stopUsing = undefined
  }

  /** What the device has of it by now. */
  keep(): Kept {
    const { pendings } = this.sync.outbox.ledger
    return { state: Y.encodeStateAsUpdate(this.doc), pendings, place: this.#place }
  }

  /** The tab is closed without a word. */
  close(): void {
    this.disconnect()
    this.#unwatch()
    this.sync.close()
    this.#awareness.destroy()
  }

  #openSync(): DocumentSync {
    return new DocumentSync({
      doc: this.doc,
      awareness: this.#awareness,
      documentId,
      base,
      pace: atOnce,
      origin: this,
      changed: () => this.#changed(),
      moved: () => this.#connection.look(),
      presenceChanged: () => {},
      synced: () => {},
      acknowledged: () => this.#changed(),
      progressed: place => {
        this.#place = place
      },
    })
  }
}
