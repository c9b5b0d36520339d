import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type DocumentId, type Opened, type Refusal, refuse } from '../../protocol/index.ts'
import { DocumentSession } from './document-session.ts'
import { type Arrival, Inbox } from './inbox.ts'
import type { Pending } from './ledger.ts'
import type { Link } from './link.ts'
import { type LogPlace, LogReader } from './log-reader.ts'
import { Outbox } from './outbox.ts'
import type { Pace } from './pace.ts'
import { Presence } from './presence.ts'
import { Standing } from './standing.ts'

export interface DocumentSyncOptions {
  doc: Y.Doc
  awareness: Awareness
  documentId: DocumentId
  base: URL
  pace: Pace
  /** The origin of what comes from others. */
  origin: unknown
  /** Something that a status tells may have changed. */
  changed: () => void
  presenceChanged: () => void
  synced: (synced: boolean) => void
  /** The server has these for good. */
  acknowledged: (pendings: readonly Pending[]) => void
  /** Everything up to `place` is in the document. */
  progressed: (place: LogPlace) => void
}

/** Keeps a Y.Doc and its log on the server the same, over one session after the other. */
export class DocumentSync {
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly reader: LogReader
  readonly presence: Presence
  readonly #options: DocumentSyncOptions
  #link: Link | undefined
  #session: DocumentSession | undefined
  /** The server's number of the session, while it is open. */
  #number: number | undefined
  #synced = false
  readonly #standing = new Standing()
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: DocumentSyncOptions) {
    this.#options = options
    const { doc, awareness, origin, pace } = options
    this.outbox = new Outbox({
      doc,
      acknowledged: pendings => this.#acknowledged(pendings),
      unblocked: () => this.#reopen(),
    })
    this.presence = new Presence({ awareness, origin, changed: options.presenceChanged })
    this.inbox = new Inbox({
      doc,
      origin,
      pace,
      applyAwareness: update => this.presence.receive(update),
      emptied: () => this.#emptied(),
    })
    if (doc.store.clients.size > 0) this.outbox.ledger.noteWhole()
    this.reader = new LogReader({
      acknowledge: (session, n) => this.outbox.acknowledge(session, n),
      arrived: arrival => this.#arrived(arrival),
      askMissed: (after, answered) => this.#session?.askMissed(after, answered),
      reopen: () => this.#reopen(),
    })
  }

  get session(): number | undefined {
    return this.#number
  }

  get synced(): boolean {
    return this.#synced
  }

  /** What the person should know about a no of the server's, or ours. */
  get refusal(): Refusal | undefined {
    return this.outbox.blocked === undefined ? this.#standing.refusal : refuse(this.outbox.blocked)
  }

  /** Opens the document on a link: the first, or the one that follows on one that ended. */
  linked(link: Link): void {
    if (link === this.#link && this.#session !== undefined) return
    if (this.#session !== undefined) this.#leaveSession()
    this.#link = link
    if (!this.#standing.givenUp) this.#open()
  }

  /** Somebody asks for it: forgets what was refused. */
  tryAgain(): void {
    this.#standing.tryAgain()
    if (this.outbox.blocked === undefined) return
    this.outbox.unblock()
    this.#reopen()
  }

  /** What an earlier page left came into the document after a session may have begun. */
  adoptLate(left: readonly Pending[]): void {
    this.outbox.adopt(left)
    this.#reopen()
  }

  /** Nobody knows what of the document has been sent. */
  sendWhole(): void {
    this.outbox.ledger.noteWhole()
    this.#reopen()
  }

  leave(): void {
    this.outbox.flush()
    this.#leaveSession()
    this.#link = undefined
  }

  close(): void {
    this.leave()
    this.outbox.close()
    this.inbox.close()
    this.presence.close()
  }

  #open(): void {
    clearTimeout(this.#retry)
    // While we waited the link may have gone; the next one comes by itself.
    if (this.#link === undefined || this.#link.hasEnded) return
    const { documentId, base, awareness } = this.#options
    const { outbox } = this
    const number = () => this.#number
    this.#session = new DocumentSession({
      link: this.#link,
      base,
      documentId,
      awarenessId: awareness.clientID,
      after: this.reader.place?.seq ?? 0,
      epoch: this.reader.place?.epoch,
      owner: {
        opened: (opened, snapshot) => this.#opened(opened, snapshot),
        updates: updates => this.reader.updates(updates),
        saved: saved => this.reader.saved(saved),
        head: head => this.reader.head(head),
        awareness: update => this.inbox.put({ awareness: update }),
        presence: presence => this.presence.hear(presence),
        ended: refusal => this.#ended(refusal),
        get inFlight() {
          const session = number()
          return session === undefined ? undefined : outbox.ledger.inFlight(session)
        },
      },
    })
  }

  #opened(opened: Opened, snapshot: Uint8Array | undefined): void {
    const session = this.#session
    if (session === undefined) return
    this.#number = opened.session
    // The other log may never have had what this one told us was saved.
    if (this.reader.isAnother(opened)) this.outbox.ledger.noteWhole()
    this.presence.begin(opened.session, opened.participants, update => session.sendAwareness(update))
    this.reader.opened(opened, snapshot)
    this.outbox.begin(session, opened.stateVector)
    this.#standing.opened({ isSaved: this.outbox.ledger.unsaved === 0 })
    if (this.inbox.empty) this.#emptied()
    this.#options.changed()
  }

  #arrived(arrival: Arrival): void {
    this.inbox.put(arrival)
    if (this.inbox.empty) this.#progressed()
  }

  #emptied(): void {
    this.#progressed()
    if (this.#synced || this.#number === undefined) return
    this.#synced = true
    this.#options.synced(true)
  }

  #progressed(): void {
    const { place } = this.reader
    if (place !== undefined) this.#options.progressed(place)
  }

  #acknowledged(pendings: readonly Pending[]): void {
    this.#standing.saved()
    this.#options.acknowledged(pendings)
    this.#options.changed()
  }

  #ended(refusal: Refusal | undefined): void {
    const what = this.#number === undefined ? 'open' : 'update'
    this.#over()
    if (refusal === undefined) {
      this.#link = undefined
      this.#standing.cut()
    } else {
      this.#refused(refusal, what)
    }
    this.#options.changed()
  }

  #refused(refusal: Refusal, what: 'open' | 'update'): void {
    const answer = this.#standing.refused(refusal, what)
    if (answer === 'give up') return
    if (answer.anew) this.outbox.ledger.noteWhole()
    if (answer.smaller) this.outbox.lowerLimit()
    if (answer.block !== undefined) this.outbox.block(answer.block)
    this.#retry = setTimeout(() => this.#open(), answer.retryInMs)
  }

  #reopen(): void {
    if (this.#number === undefined) return
    this.#leaveSession()
    this.#open()
  }

  #leaveSession(): void {
    this.#session?.close()
    this.#over()
  }

  /** No session any more, whoever ended it. */
  #over(): void {
    clearTimeout(this.#retry)
    this.#session = undefined
    this.#number = undefined
    this.outbox.end()
    this.reader.end()
    this.presence.end()
    if (!this.#synced) return
    this.#synced = false
    this.#options.synced(false)
  }
}
