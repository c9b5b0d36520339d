import * as v from 'valibot'
import { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import {
  type DocumentId,
  documentIdSchema,
  maxUpdateBytes,
  type Participant,
  type Profile,
  type Role,
} from '../../protocol/index.ts'
import { type Lease, leaseConnection } from './connections.ts'
import { deriveStatus, sameStatus } from './derive-status.ts'
import { Device } from './device.ts'
import { databasePrefix } from './device-database.ts'
import { DocumentSync, type OpenAt } from './document-sync.ts'
import { Emitter } from './emitter.ts'
import type { Arriving } from './inbox.ts'
import { mendTransactions } from './mend-transactions.ts'
import { atOnce, framePace, type Pace } from './pace.ts'
import { baseOf, type QuireProviderEvents, type QuireProviderOptions } from './provider-options.ts'
import type { GivenHeaders } from './request-headers.ts'
import { splitUpdate } from './split-update.ts'
import type { Status, TransportName } from './status.ts'
import { isOnline, watchSurroundings } from './surroundings.ts'
import { watchLocalUpdates } from './watch-local-updates.ts'

export type { OpenAt }

/**
 * Keeps a Y.Doc and a document on a Quire server the same, in browsers and in Node.
 * What comes from others has the provider as its transaction's origin.
 */
export class QuireProvider extends Emitter<QuireProviderEvents> {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly documentId: DocumentId
  /** The device's copy is in the document; resolves at once where there is none. */
  readonly whenLoaded: Promise<void>
  /** Everything that the server had when the document was first opened is in it. */
  readonly whenSynced: Promise<void>
  readonly #base: URL
  readonly #transports: readonly TransportName[]
  readonly #retryWebSocketInMs: number | undefined
  readonly #headers: GivenHeaders | undefined
  readonly #sync: DocumentSync
  readonly #device: Device | undefined
  readonly #ownsAwareness: boolean
  readonly #pace: Pace = typeof requestAnimationFrame === 'function' ? framePace() : atOnce
  readonly #unwatch: () => void
  readonly #unwatchDoc: () => void
  #profile: Profile | undefined
  #lease: Lease | undefined
  #loaded = false
  #status: Status
  #role: Role | undefined
  #session: number | undefined
  #participants: readonly Participant[] = []
  #destroyed: Promise<void> | undefined

  /** @throws {TypeError} when the url or the document's id is none, or a browser is given headers */
  constructor(options: QuireProviderOptions) {
    super()
    const { url, documentId, doc, awareness, transports = ['websocket', 'polling'] } = options
    if (!v.is(documentIdSchema, documentId)) throw new TypeError(`not a document id: ${documentId}`)
    if (options.headers !== undefined && typeof document !== 'undefined')
      throw new TypeError('browsers send no headers of a page’s own with a WebSocket')
    this.doc = doc
    this.documentId = documentId
    this.awareness = awareness ?? new Awareness(doc)
    this.#ownsAwareness = awareness === undefined
    this.#base = baseOf(url)
    this.#transports = transports
    this.#retryWebSocketInMs = options.retryWebSocketInMs
    this.#headers = options.headers
    this.#profile = options.profile
    this.#device = this.#openDevice(options.offline ?? true)
    this.#sync = this.#openSync(options)
    this.#status = this.#deriveStatus()
    const isOthers = (origin: unknown) => origin === this || (this.#device?.isOrigin(origin) ?? false)
    const unwatch = watchLocalUpdates(doc, isOthers, update => this.#updated(update))
    const unmend = mendTransactions(doc, untold =>
      this.#mended({ isOurs: untold.some(({ origin }) => !isOthers(origin)) }),
    )
    this.#unwatchDoc = () => {
      unwatch()
      unmend()
    }
    doc.on('destroy', this.#docDestroyed)
    this.#unwatch = watchSurroundings({ leaving: () => this.#leaving() })
    this.whenSynced = new Promise(resolve => this.once('synced', () => resolve()))
    this.whenLoaded = this.#load()
    if (options.connect ?? true) this.connect()
  }

  get status(): Status {
    return this.#status
  }

  /** The document holds everything that the server had when it was last opened. */
  get synced(): boolean {
    return this.#sync.synced
  }

  /** What I may do, as the server says; undefined before it has said it. */
  get role(): Role | undefined {
    return this.#role
  }

  /** Everybody who has the document open, oneself included. */
  get participants(): readonly Participant[] {
    return this.#participants
  }

  /** The server's number of this conversation; among `participants` it is one's own. */
  get session(): number | undefined {
    return this.#sync.session
  }

  /** Where the document is open at this moment, for what is spoken of it beside its text. */
  get openAt(): OpenAt | undefined {
    return this.#sync.openAt
  }

  /** Names the person who is here, as the server last said; undefined where it has not. */
  get user(): string | undefined {
    return this.#sync.writer?.user
  }

  /** What was changed here and is not saved, as Yjs v1 updates. One without content stands for whatever the server lacks. */
  get unsavedUpdates(): Uint8Array[] {
    return this.#sync.outbox.ledger.pendings.map(({ update }) => update)
  }

  /**
   * While a transaction of the provider's runs: what it brings in, in the log's order, a snapshot (Yjs v2) before the updates (v1) behind it.
   * `saved` among them are changes of one's own that the log has at that place: whatever comes behind them was logged later. Those that
   * are not among them, and not in `unsavedUpdates`, were logged before everything here.
   */
  get arriving(): Arriving | undefined {
    return this.#sync.inbox.arriving
  }

  /** What the one is called who wrote what is not saved: empty for a guest without a name; undefined where the server has not said who it
   *  is. After a reload that may be somebody else than who is there: the document is refused then, as `written-by-another`, until
   *  `connect()` is called (it goes on as theirs), or `discard()`. */
  get unsavedBy(): string | undefined {
    return this.#sync.writer?.name
  }

  /** Resolves when everything local so far is saved: on the server, for good. Rejects when the provider is destroyed before;
   *  what the device keeps is sent when the document is opened there again. */
  async whenSaved(): Promise<void> {
    await this.whenLoaded
    await this.#sync.outbox.ledger.whenSaved()
  }

  /** How long a message to the server and back takes now; undefined without a connection. */
  async roundTripInMs(): Promise<number | undefined> {
    return this.#lease?.connection.link?.echo()
  }

  /** Applies at once what has come in and waits for a better moment: for whoever must know of it before the provider is destroyed. */
  applyArrived(): void {
    this.#sync.inbox.applyNow()
  }

  /** Who I am, to the others, from now on. */
  setProfile(profile: Profile): void {
    this.#profile = profile
    this.#lease?.connection.setProfile(profile)
  }

  /** What comes from others waits until the returned function is called. Holds add up. */
  hold(): () => void {
    return this.#sync.inbox.hold()
  }

  /** Connects, and stays connected. Called again, it tries anew what was refused: as whoever is signed in by now. */
  connect(): void {
    this.#connect({ isAsked: true })
  }

  /** On a new connection, without anybody's asking: what is not saved is not sent in the name of somebody else. */
  reconnect(): void {
    this.disconnect()
    this.#connect({ isAsked: false })
  }

  #connect(by: { isAsked: boolean }): void {
    if (this.#destroyed !== undefined) return
    this.#sync.tryAgain(by)
    this.#lease ??= leaseConnection(
      {
        base: this.#base,
        transports: this.#transports,
        documentId: this.documentId,
        profile: this.#profile,
        retryWebSocketInMs: this.#retryWebSocketInMs,
        headers: this.#headers,
      },
      {
        linked: () => this.#linked(),
        goOver: link => (this.#loaded ? this.#sync.goOver(link) : 'done'),
        changed: () => this.#refresh(),
      },
    )
    // One that is open may be on its way to another link.
    if (this.#sync.session === undefined) this.#linked()
    this.#refresh()
  }

  disconnect(): void {
    const lease = this.#lease
    if (lease === undefined) return
    this.#sync.leave()
    this.#lease = undefined
    lease.release()
    this.#refresh()
  }

  /** Disconnects, and leaves nothing behind. Resolves when what was typed is written on the device. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy()
    return this.#destroyed
  }

  /** Gives up what is not saved, here and on the device, for good. The provider is at its end then: to go on, make another one with a
   *  document of its own. */
  async discard(): Promise<void> {
    this.disconnect()
    this.#unwatchDoc()
    const discarded = this.#device?.discard()
    this.#sync.outbox.ledger.discard()
    this.#refresh()
    await discarded
    await this.destroy()
  }

  async #destroy(): Promise<void> {
    this.disconnect()
    this.#unwatchDoc()
    this.doc.off('destroy', this.#docDestroyed)
    this.#unwatch()
    this.#sync.close()
    if (this.#ownsAwareness) this.awareness.destroy()
    await this.#device?.close()
    this.removeAllListeners()
  }

  #openDevice(offline: boolean): Device | undefined {
    if (!offline || typeof indexedDB === 'undefined') return undefined
    return new Device({
      name: databasePrefix + this.documentId,
      doc: this.doc,
      pendings: () => this.#sync.outbox.ledger.pendings,
      changed: () => this.#refresh(),
      writer: () => this.#sync.writer,
      late: left => {
        this.#sync.adoptLate(left)
        this.#refresh()
      },
    })
  }

  #openSync({ link: linkKey, create }: QuireProviderOptions): DocumentSync {
    return new DocumentSync({
      doc: this.doc,
      awareness: this.awareness,
      documentId: this.documentId,
      base: this.#base,
      linkKey,
      create,
      headers: this.#headers,
      pace: this.#pace,
      origin: this,
      changed: () => this.#refresh(),
      moved: () => this.#lease?.connection.look(),
      presenceChanged: () => this.#presenceChanged(),
      sized: share => this.emit('size', share),
      synced: synced => this.emit('synced', synced),
      writerChanged: writer => this.#device?.keepWriter(writer),
      acknowledged: pendings => {
        this.#device?.forget(pendings)
        this.#refresh()
        if (this.#sync.outbox.ledger.unsaved === 0) this.emit('saved')
      },
      progressed: place => this.#device?.keepPlace(place),
      readDevice: async () => this.#device?.readAgain(),
      forked: doc => this.#forked(doc),
    })
  }

  async #load(): Promise<void> {
    const left = await this.#device?.load()
    if (this.#destroyed !== undefined) return
    if (left?.place !== undefined) this.#sync.reader.startAt(left.place)
    if (left !== undefined) this.#sync.adopt(left)
    this.#loaded = true
    this.#linked()
    this.#refresh()
  }

  /** The document is opened as soon as there is a link, and it is known what the device has. */
  #linked(): void {
    const link = this.#lease?.connection.link
    if (link !== undefined && this.#loaded) this.#sync.linked(link)
  }

  #updated(update: Uint8Array): void {
    this.#pace.wrote()
    for (const part of splitUpdate(update, maxUpdateBytes)) {
      const pending = this.#sync.outbox.add(part)
      this.#device?.keep(pending)
    }
    this.#refresh()
  }

  /** Of some changes nobody has been told. */
  #mended({ isOurs }: { isOurs: boolean }): void {
    this.#device?.keepWhole()
    if (isOurs) this.#sync.sendWhole()
    this.#refresh()
  }

  /** Where nobody goes on with it, what was written stays as it is, unsaved and kept on the device, and that is told. */
  #forked(doc: Y.Doc): void {
    if (!this.listens('forked')) return
    this.#unwatchDoc()
    this.#device?.keepInstead(doc)
    this.emit('forked', doc)
  }

  readonly #docDestroyed = (): void => {
    void this.destroy()
  }

  #leaving(): void {
    this.#sync.outbox.flush()
    this.#device?.flush()
  }

  #presenceChanged(): void {
    const { participants, role } = this.#sync.presence
    this.#participants = participants
    this.emit('participants', participants)
    if (role === undefined || role === this.#role) return
    this.#role = role
    this.emit('role', role)
    this.#sync.roleChanged(role)
  }

  #deriveStatus(): Status {
    const connection = this.#lease?.connection
    return deriveStatus({
      unsaved: this.#sync.outbox.ledger.unsaved,
      keptOnDevice: this.#device?.keepsAll ?? false,
      isWanted: this.#lease !== undefined,
      refusal: connection?.refusal ?? this.#sync.refusal,
      transport: this.#sync.transport,
      isOnline: isOnline(),
      isUnreachable: connection?.unreachable ?? false,
    })
  }

  #refresh(): void {
    const { session } = this.#sync
    if (session !== this.#session) {
      this.#session = session
      this.emit('session', session)
    }
    const status = this.#deriveStatus()
    if (sameStatus(status, this.#status)) return
    this.#status = status
    this.emit('status', status)
  }
}
