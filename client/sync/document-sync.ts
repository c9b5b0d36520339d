import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type DocumentId, type Opened, type Refusal, refuse } from '../../protocol/index.ts'
import type { Answer } from './answer-to-refusal.ts'
import { mergeAwareness } from './awareness-update.ts'
import { DocumentSession } from './document-session.ts'
import type { Passage } from './hand-over.ts'
import { type Arrival, Inbox } from './inbox.ts'
import type { Pending } from './ledger.ts'
import type { Link } from './link.ts'
import { type LogPlace, LogReader } from './log-reader.ts'
import { Outbox } from './outbox.ts'
import type { Pace } from './pace.ts'
import { Presence } from './presence.ts'
import { Standing } from './standing.ts'
import type { TransportName } from './status.ts'

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
  /** The way to another link may have gone further. */
  moved: () => void
  presenceChanged: () => void
  synced: (synced: boolean) => void
  /** The server has these for good. */
  acknowledged: (pendings: readonly Pending[]) => void
  /** Everything up to `place` is in the document. */
  progressed: (place: LogPlace) => void
}

/** A session beside the one that is used: about to take its place, or left behind by it and still there. */
interface Second {
  session: DocumentSession
  isNext: boolean
  /** Carets that were heard on it alone: they are shown once it is used. */
  awareness: Uint8Array[]
}

/** What is on its way in one session should come in before another takes its place: that spares sending it twice. Who types
 *  without a pause gives no such moment. */
const restlessInMs = 250
/** More than this is waited for. */
const sentTwiceAtMostBytes = 64 * 1024

/** Keeps a Y.Doc and its log on the server the same, over one session after the other. */
export class DocumentSync {
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly reader: LogReader
  readonly presence: Presence
  readonly #options: DocumentSyncOptions
  #link: Link | undefined
  #session: DocumentSession | undefined
  #second: Second | undefined
  /** The link on which the document could not be opened, or not kept open. */
  #failedOn: Link | undefined
  #restless: ReturnType<typeof setTimeout> | undefined
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

  /** Of the link on which the document is open. */
  get transport(): TransportName | undefined {
    return this.#number === undefined ? undefined : this.#session?.link.transport
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
    if (this.#session?.link === link) return
    this.#leaveSession()
    this.#link = link
    if (!this.#standing.givenUp) this.#open()
  }

  /** Opens the document on another link, too, and goes over to that session when it can take the place of the first. */
  goOver(link: Link): Passage {
    // Whatever it waits for, it opens on the link that it is told of then.
    if (this.#session === undefined) return 'done'
    if (this.#session.link === link) return this.#number === undefined ? 'under way' : 'done'
    if (this.#failedOn === link) return 'failed'
    if (this.#number !== undefined && this.#second === undefined)
      this.#second = { session: this.#begin(link), isNext: true, awareness: [] }
    return 'under way'
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
    this.#session = this.#begin(this.#link)
  }

  #begin(link: Link): DocumentSession {
    const { documentId, base, awareness } = this.#options
    const { outbox } = this
    const session: DocumentSession = new DocumentSession({
      link,
      base,
      documentId,
      awarenessId: awareness.clientID,
      after: this.reader.place?.seq ?? 0,
      epoch: this.reader.place?.epoch,
      owner: {
        opened: (opened, snapshot) => this.#opened(session, opened, snapshot),
        updates: updates => this.reader.updates(updates),
        saved: saved => this.reader.saved(saved),
        head: head => this.reader.head(head),
        awareness: update => this.#heardAwareness(session, update),
        presence: gone => this.#heardPresence(session, gone),
        ended: refusal => this.#ended(session, refusal),
        get inFlight() {
          return session.opened && outbox.ledger.inFlight(session.opened.session)
        },
      },
    })
    return session
  }

  #opened(session: DocumentSession, opened: Opened, snapshot: Uint8Array | undefined): void {
    const { awareness } = opened
    const isAnother = this.reader.isAnother(opened, session.after)
    if (session === this.#second?.session && !isAnother) {
      this.#second.awareness.push(awareness)
      this.reader.opened(opened, session.after, { snapshot })
      this.#goOverWhenQuiet()
      return
    }
    // What the session before hears is about the other log.
    if (session === this.#second?.session) this.#replaceSession()
    // That log may never have had what the one before told us was saved.
    if (isAnother) this.outbox.ledger.noteWhole()
    this.#use(session, opened)
    this.reader.opened(opened, session.after, { snapshot, awareness })
    this.outbox.begin(session, opened.stateVector)
    this.#standing.opened({ isSaved: this.outbox.ledger.unsaved === 0 })
    if (this.inbox.empty) this.#emptied()
    this.#options.changed()
    this.#options.moved()
  }

  #use(session: DocumentSession, opened: Opened): void {
    this.#number = opened.session
    this.presence.begin({
      session: opened.session,
      roster: session.roster,
      send: update => session.sendAwareness(update),
    })
  }

  /** The second session takes the place of the first, whatever has become of that. */
  #replaceSession(): void {
    this.#session?.close()
    this.#session = this.#second?.session
    this.#second = undefined
    this.#link = this.#session?.link
  }

  #goOverWhenQuiet({ isRestless = false } = {}): void {
    if (!this.#second?.isNext || this.#second.session.opened === undefined || this.#number === undefined)
      return
    const inFlight = this.outbox.ledger.inFlight(this.#number)
    if (inFlight === undefined || (isRestless && inFlight.bytes <= sentTwiceAtMostBytes)) {
      this.#takeOver(this.#second)
      return
    }
    this.#restless ??= setTimeout(() => {
      this.#restless = undefined
      this.#goOverWhenQuiet({ isRestless: true })
    }, restlessInMs)
  }

  /** Goes on in the second session, in the middle of a word: nobody sees a difference. The first one stays, and hears its
   *  acknowledgements, until its link ends or it is needed again. */
  #takeOver({ session, awareness }: Second): void {
    const { opened } = session
    if (opened === undefined) return
    const first = this.#session
    this.#session = session
    this.#link = session.link
    this.#second = first && !first.hasEnded ? { session: first, isNext: false, awareness: [] } : undefined
    this.#use(session, opened)
    for (const update of awareness) this.inbox.put({ awareness: update })
    this.outbox.begin(session, opened.stateVector, { goesOn: true })
    this.reader.goOn()
    this.#standing.opened({ isSaved: this.outbox.ledger.unsaved === 0 })
    this.#options.changed()
    this.#options.moved()
  }

  #heardAwareness(session: DocumentSession, update: Uint8Array): void {
    const second = this.#second
    if (session === this.#session) this.inbox.put({ awareness: update })
    else if (session === second?.session) second.awareness = [mergeAwareness([...second.awareness, update])]
  }

  #heardPresence(session: DocumentSession, gone: readonly number[]): void {
    const roster = this.#session?.roster
    // Two sessions hear it at different times: only who has left in both has left.
    if (session === this.#session) this.presence.heard(gone)
    else this.presence.heard(gone.filter(awarenessId => roster?.has(awarenessId) === false))
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
    this.#goOverWhenQuiet()
  }

  #ended(session: DocumentSession, refusal: Refusal | undefined): void {
    if (session === this.#session) this.#sessionEnded(refusal)
    else if (session === this.#second?.session) this.#second = undefined
    this.#failedOn = session.link
    this.#options.changed()
    this.#options.moved()
  }

  #sessionEnded(refusal: Refusal | undefined): void {
    const what = this.#number === undefined ? 'open' : 'update'
    const answer = refusal && this.#standing.refused(refusal, what)
    const second = this.#second
    // Another session is open: what this one did not take may be taken there.
    if (second?.session.opened !== undefined && canGoOn(answer)) {
      this.#takeOver(second)
      return
    }
    this.#over()
    if (refusal !== undefined) {
      this.#answer(answer)
      return
    }
    this.#standing.cut()
    this.#link = undefined
    if (second !== undefined && !second.session.hasEnded) this.#replaceSession()
  }

  #answer(answer: Answer | undefined): void {
    if (answer === undefined || answer === 'give up') {
      this.#closeSecond()
      return
    }
    if (answer.anew) this.outbox.ledger.noteWhole()
    if (answer.smaller) this.outbox.lowerLimit()
    if (answer.block !== undefined) this.outbox.block(answer.block)
    this.#retry = setTimeout(() => this.#open(), answer.retryInMs)
  }

  #reopen(): void {
    if (this.#number === undefined) return
    this.#leaveSession()
    this.#open()
    this.#options.moved()
  }

  #leaveSession(): void {
    this.#closeSecond()
    this.#session?.close()
    this.#over()
  }

  #closeSecond(): void {
    if (this.#second === undefined) return
    this.#failedOn = this.#second.session.link
    this.#second.session.close()
    this.#second = undefined
  }

  /** No session any more, whoever ended it. */
  #over(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#restless)
    this.#restless = undefined
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

/** An answer that asks for nothing but to open again. */
function canGoOn(answer: Answer | undefined): boolean {
  return answer === undefined || (answer !== 'give up' && !answer.smaller && answer.block === undefined)
}
