import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import {
  type DocumentId,
  type Open,
  type Opened,
  type Refusal,
  type Role,
  refuse,
} from '../../protocol/index.ts'
import { type Answer, forkInMs } from './answer-to-refusal.ts'
import type { Left } from './device-database.ts'
import type { DocumentSession } from './document-session.ts'
import { type Fork, foundFork, type Settled, settleFork } from './fork.ts'
import type { Passage } from './hand-over.ts'
import { type Arrival, Inbox } from './inbox.ts'
import type { Pending } from './ledger.ts'
import type { Link } from './link.ts'
import { type LogPlace, LogReader } from './log-reader.ts'
import { Outbox } from './outbox.ts'
import type { Pace } from './pace.ts'
import { Presence } from './presence.ts'
import { Refusals } from './refusals.ts'
import type { GivenHeaders } from './request-headers.ts'
import { SentClocks } from './sent-clocks.ts'
import { Sessions } from './sessions.ts'
import type { Ending, TransportName } from './status.ts'
import { WhoIAm, type Writer } from './who-i-am.ts'

export interface DocumentSyncOptions {
  doc: Y.Doc
  awareness: Awareness
  documentId: DocumentId
  base: URL
  /** The secret of the link by which one came. */
  linkKey?: string | undefined
  /** Makes the document on the server; gives what speaks against it. */
  create?: (() => Promise<Refusal | undefined>) | undefined
  /** What goes along with every request; in Node alone. */
  headers?: GivenHeaders | undefined
  pace: Pace
  /** The origin of what comes from others. */
  origin: unknown
  /** Something that a status tells may have changed. */
  changed: () => void
  /** The way to another link may have gone further. */
  moved: () => void
  presenceChanged: () => void
  sized?: (share: number) => void
  /** Brings what other tabs keep on the device into the document. Gives what of it is not saved. */
  readDevice?: () => Promise<readonly Pending[] | undefined>
  /** The document goes on in this one, under a client ID of its own. It holds what the server has, and all that is not saved. */
  forked?: (doc: Y.Doc) => void
  synced: (synced: boolean) => void
  /** Whose words those are that are written here from now on. */
  writerChanged?: (writer: Writer | undefined) => void
  /** The server has these for good. */
  acknowledged: (pendings: readonly Pending[]) => void
  /** Everything up to `place` is in the document. */
  progressed: (place: LogPlace) => void
}

/** Where a document is open: for what is spoken of it beside its text. */
export interface OpenAt {
  readonly link: Link
  /** Of the store. */
  readonly epoch: string
  /** The guest who one was before having signed in, where that was found out in this page. */
  readonly formerly: string | undefined
}

/** Keeps a Y.Doc and its log on the server the same, over one session after the other. */
export class DocumentSync {
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly reader: LogReader
  readonly presence: Presence
  readonly #options: DocumentSyncOptions
  readonly #sessions: Sessions
  #link: Link | undefined
  #synced = false
  #formerly: string | undefined
  readonly #refusals = new Refusals()
  readonly #whoIAm = new WhoIAm()
  #fork: Fork = { state: 'none' }
  #creation: 'due' | 'asked' | 'done'
  /** The newest session in which something may have been sent. */
  #writtenIn: number | undefined
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(options: DocumentSyncOptions) {
    this.#options = options
    const { doc, awareness, origin, pace } = options
    this.#creation = options.create === undefined ? 'done' : 'due'
    this.outbox = new Outbox({
      doc,
      acknowledged: pendings => this.#acknowledged(pendings),
      unblocked: () => this.#reopen(),
    })
    this.presence = new Presence({ awareness, origin, changed: () => this.#presenceChanged() })
    this.inbox = new Inbox({
      doc,
      origin,
      pace,
      applyAwareness: update => this.presence.receive(update),
      emptied: () => this.#emptied(),
    })
    if (doc.store.clients.size > 0) this.outbox.ledger.noteWhole()
    SentClocks.of(doc)
    this.reader = new LogReader({
      acknowledge: (session, n) => this.outbox.acknowledge(session, n),
      arrived: arrival => this.#arrived(arrival),
      askMissed: (after, answered) => this.#sessions.used?.askMissed(after, answered),
      reopen: () => this.#reopen(),
    })
    this.#sessions = this.#makeSessions()
  }

  /** The server's number of the session, while it is open. */
  get session(): number | undefined {
    return this.#sessions.used?.opened?.session
  }

  /** Where the document is open. */
  get openAt(): OpenAt | undefined {
    const used = this.#sessions.used
    if (used?.opened === undefined) return undefined
    return { link: used.link, epoch: used.opened.epoch, formerly: this.#formerly }
  }

  /** Of the link on which the document is open. */
  get transport(): TransportName | undefined {
    return this.session === undefined ? undefined : this.#sessions.used?.link.transport
  }

  /** Whose the words are that are not saved, as far as the server has ever told. */
  get writer(): Writer | undefined {
    return this.#whoIAm.writer
  }

  get synced(): boolean {
    return this.#synced
  }

  /** What the person should know about a no of the server's, or ours. */
  get refusal(): Ending | undefined {
    const { blocked } = this.outbox
    return blocked === undefined || this.#refusals.givenUp ? this.#refusals.refusal : refuse(blocked)
  }

  /** Opens the document on a link: the first, or the one that follows on one that ended. */
  linked(link: Link): void {
    const isThere = this.#sessions.used?.link === link
    if (!isThere) this.#leaveSession()
    this.#link = link
    if (!isThere && !this.#refusals.givenUp) this.#open()
  }

  /** Goes over to another link, without a moment in which the document is not open. */
  goOver(link: Link): Passage {
    return this.#sessions.goOver(link)
  }

  /** Forgets what was refused. Unless the person asks for it, what is not saved is still theirs alone whom we were taken for. */
  tryAgain({ isAsked }: { isAsked: boolean } = { isAsked: true }): void {
    if (isAsked || this.outbox.ledger.unsaved === 0) this.#whoIAm.forget()
    this.#unblock()
  }

  #unblock(): void {
    this.#refusals.tryAgain()
    if (this.outbox.blocked === undefined) return
    this.outbox.unblock()
    this.#reopen()
  }

  /** In the middle of a session. What was held back, because only who may write can send it, goes out. */
  roleChanged(role: Role): void {
    if (mayWrite(role) && this.outbox.blocked === 'forbidden') this.#unblock()
  }

  /** What an earlier page left, whoever wrote it. */
  adopt({ pendings, writer }: Pick<Left, 'pendings' | 'writer'>): void {
    this.outbox.adopt(pendings)
    if (pendings.length > 0 || this.#whoIAm.writer === undefined) this.#whoIAm.wasLeft(writer)
  }

  /** It came into the document after a session may have begun. */
  adoptLate(left: Pick<Left, 'pendings' | 'writer'>): void {
    this.adopt(left)
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

  #makeSessions(): Sessions {
    const { documentId, base, linkKey, headers, awareness, sized } = this.#options
    return new Sessions({
      documentId,
      base,
      linkKey,
      headers,
      awarenessId: awareness.clientID,
      place: () => (this.#fork.state === 'found' ? undefined : this.reader.place),
      writing: openSession => this.#writing(openSession),
      objection: opened => this.#objectionTo(opened),
      isAnotherLog: (opened, after) => this.reader.isAnother(opened, after),
      inFlight: session => this.outbox.ledger.inFlight(session),
      listener: {
        opened: (session, opened, snapshot) => this.#opened(session, opened, snapshot),
        openedBeside: ({ after }, opened, snapshot) => this.reader.opened(opened, after, { snapshot }),
        tookOver: (session, opened) => this.#tookOver(session, opened),
        updates: updates => this.reader.updates(updates),
        saved: saved => this.reader.saved(saved),
        head: head => this.reader.head(head),
        awareness: update => this.inbox.put({ awareness: update }),
        presence: gone => this.presence.heard(gone),
        size: share => sized?.(share),
        ended: ({ refusal, wasOpen }) => this.#ended(refusal, wasOpen ? 'update' : 'open'),
        moved: () => this.#options.moved(),
      },
    })
  }

  #writing(openSession: number | undefined): Pick<Open, 'client' | 'sent' | 'writer'> {
    const { doc } = this.#options
    const user = this.#whoIAm.writer?.user
    const sent = SentClocks.of(doc).list(openSession)
    return { client: doc.clientID, sent, ...(user !== undefined && { writer: user }) }
  }

  #objectionTo(opened: Opened): Ending | undefined {
    const hasUnsaved = this.outbox.ledger.unsaved > 0
    const before = this.#whoIAm.writer
    if (!this.#whoIAm.isStill(opened, { hasUnsaved }))
      return { ...refuse('forbidden'), cause: hasUnsaved ? 'written-by-another' : 'signed-out' }
    if (opened.isWriter === true) this.#formerly = before?.user
    this.#tellWriter(before)
    return undefined
  }

  #presenceChanged(): void {
    const before = this.#whoIAm.writer
    const me = this.presence.participants.find(({ session }) => session === this.session)
    if (me !== undefined) this.#whoIAm.isCalled(me.profile.name)
    this.#tellWriter(before)
    this.#options.presenceChanged()
  }

  #tellWriter(before: Writer | undefined): void {
    const { writer } = this.#whoIAm
    if (writer?.user !== before?.user || writer?.name !== before?.name) this.#options.writerChanged?.(writer)
  }

  #open(): void {
    clearTimeout(this.#retry)
    // While we waited the link may have gone; the next one comes by itself.
    if (this.#link === undefined || this.#link.hasEnded) return
    if (this.#creation === 'done') this.#sessions.open(this.#link)
    else if (this.#creation === 'due') void this.#create()
  }

  /** What is not there yet cannot be opened. */
  async #create(): Promise<void> {
    this.#creation = 'asked'
    const refusal = await this.#options.create?.()
    this.#creation = refusal === undefined ? 'done' : 'due'
    // One that has come meanwhile does as well.
    if (this.#link === undefined || this.#link.hasEnded) return
    if (refusal === undefined) this.#open()
    else this.#ended(refusal, 'open')
  }

  #opened(session: DocumentSession, opened: Opened, snapshot: Uint8Array | undefined): void {
    if (this.#fork.state === 'found') {
      void this.#settleFork(session, opened, snapshot)
      return
    }
    this.#letWrite(opened)
    // The other log may never have had what this one told us was saved.
    if (this.reader.isAnother(opened, session.after)) this.outbox.ledger.noteWhole()
    this.#attend(session, opened)
    if (opened.size !== undefined) this.#options.sized?.(opened.size)
    this.reader.opened(opened, session.after, { snapshot, awareness: opened.awareness })
    this.outbox.begin(session, opened.stateVector)
    this.#isOpen()
    if (this.inbox.empty) this.#emptied()
  }

  /** The session has shown all that the log has. */
  async #settleFork(
    session: DocumentSession,
    opened: Opened,
    snapshot: Uint8Array | undefined,
  ): Promise<void> {
    const { doc, forked, readDevice } = this.#options
    // As late as can be: what another tab keeps there goes on in the document, too.
    const kept = await readDevice?.()
    if (this.#sessions.used !== session) return
    if (kept !== undefined) this.outbox.adopt(kept)
    const isOnDevice = kept !== undefined
    const fork = this.#fork
    if (fork.state !== 'found') return
    this.#fork = { state: 'settled' }
    let settled: Settled | undefined
    try {
      settled = settleFork(
        { doc, outbox: this.outbox, session: this.#writtenIn, isOnDevice, fork },
        opened,
        snapshot,
      )
    } catch {
      // A log that cannot be put together: what was written stays here, unsaved and on the device, and that is told.
    }
    this.#leaveSession()
    if (settled === undefined) {
      this.#refusals.giveUp('fork')
      this.#options.changed()
    } else if (settled === 'as it is') this.#open()
    else if ('awaited' in settled) {
      this.#fork = { ...fork, awaited: settled.awaited }
      this.#retry = setTimeout(() => this.#open(), forkInMs)
    } else {
      this.#refusals.giveUp('fork')
      this.#options.changed()
      forked?.(settled.next)
    }
  }

  #tookOver(session: DocumentSession, opened: Opened): void {
    this.#letWrite(opened)
    this.#attend(session, opened)
    this.outbox.begin(session, opened.stateVector, { goesOn: true })
    this.reader.goOn()
    this.#isOpen()
  }

  /** What was held back goes out with all that this session sends first. */
  #letWrite({ role }: Opened): void {
    if (mayWrite(role) && this.outbox.blocked === 'forbidden') this.outbox.unblock()
  }

  #attend(session: DocumentSession, opened: Opened): void {
    this.#link = session.link
    this.#writtenIn = opened.session
    this.presence.begin({
      session: opened.session,
      roster: session.roster,
      send: update => session.sendAwareness(update),
    })
  }

  #isOpen(): void {
    this.#refusals.opened({ isSaved: this.outbox.ledger.unsaved === 0 })
    this.#options.changed()
  }

  #arrived(arrival: Arrival): void {
    this.inbox.put(arrival)
    if (this.inbox.empty) this.#progressed()
  }

  #emptied(): void {
    this.#progressed()
    if (this.#synced || this.session === undefined) return
    this.#synced = true
    this.#options.synced(true)
  }

  #progressed(): void {
    const { place } = this.reader
    if (place !== undefined) this.#options.progressed(place)
  }

  #acknowledged(pendings: readonly Pending[]): void {
    this.#refusals.saved()
    if (this.#fork.state === 'settled') this.#fork = { state: 'none' }
    this.#options.acknowledged(pendings)
    this.#options.changed()
    this.#sessions.look()
  }

  #ended(refusal: Ending | undefined, what: 'open' | 'update'): void {
    const answer = refusal && this.#refusals.refused(refusal, what)
    // What this one did not take may be taken in another one that is open.
    if (canGoOn(answer) && (this.#sessions.goOn() || this.#goBack())) return
    this.#over()
    if (answer === undefined) {
      this.#link = undefined
      this.#refusals.cut()
    } else if (answer === 'give up') {
      // One is not there, and does not hear who is.
      this.presence.forget()
      this.#sessions.closeSecond()
    } else {
      if (answer.anew) this.outbox.ledger.noteWhole()
      if (answer.smaller) this.outbox.lowerLimit()
      if (answer.block !== undefined) this.outbox.block(answer.block)
      if (answer.fork) this.#forked()
      this.#retry = setTimeout(() => this.#open(), answer.retryInMs)
    }
    this.#options.changed()
  }

  /** To the link that one came from, in a session of its own. */
  #goBack(): boolean {
    const link = this.#sessions.giveUpFormer()
    if (link === undefined) return false
    this.#over()
    this.#link = link
    this.#open()
    this.#options.changed()
    return true
  }

  /** What is written in a session beside it would be refused as well. */
  #forked(): void {
    this.#sessions.closeSecond()
    this.#fork = foundFork(this.#fork)
  }

  #reopen(): void {
    if (this.session === undefined) return
    this.#leaveSession()
    this.#open()
    this.#options.moved()
  }

  #leaveSession(): void {
    clearTimeout(this.#retry)
    const { used } = this.#sessions
    this.#sessions.close()
    if (used !== undefined) this.#over()
  }

  /** No session any more, whoever ended it. */
  #over(): void {
    this.outbox.end()
    this.reader.end()
    this.presence.end()
    if (!this.#synced) return
    this.#synced = false
    this.#options.synced(false)
  }
}

function mayWrite(role: Role): boolean {
  return role === 'owner' || role === 'editor'
}

/** An answer that asks for nothing but to open again. */
function canGoOn(answer: Answer | undefined): boolean {
  if (answer === undefined || answer === 'give up') return answer === undefined
  return !answer.smaller && !answer.fork && answer.block === undefined
}
