import type { DocumentId, Open, Opened, Seq } from '../../protocol/index.ts'
import { mergeAwareness } from './awareness-update.ts'
import { DocumentSession } from './document-session.ts'
import type { Passage } from './hand-over.ts'
import type { DocumentListener, Link } from './link.ts'
import type { LogPlace } from './log-reader.ts'
import type { Waiting } from './pulse.ts'
import type { GivenHeaders } from './request-headers.ts'
import type { Ending } from './status.ts'

/** What is heard of the document, on whichever session. */
export interface SessionsListener extends DocumentListener {
  /** The session that is used has opened. `snapshot` is a Yjs v2 update. */
  opened(session: DocumentSession, opened: Opened, snapshot: Uint8Array | undefined): void
  /** One has opened beside it, and hears the same log from now on. */
  openedBeside(session: DocumentSession, opened: Opened, snapshot: Uint8Array | undefined): void
  /** From now on this one is used, in the place of one that may be there still. */
  tookOver(session: DocumentSession, opened: Opened): void
  /** The roster has changed; those with these awareness IDs have left. */
  presence(gone: readonly number[]): void
  /** So much of what it may hold the document holds. */
  size(share: number): void
  /** The session that is used has ended: the server said no (`refusal`), or its link is gone. */
  ended(end: { refusal: Ending | undefined; wasOpen: boolean }): void
  /** The way to another link may have gone further. */
  moved(): void
}

export interface SessionsOptions {
  documentId: DocumentId
  base: URL
  /** The secret of the link by which one came. */
  linkKey: string | undefined
  /** What goes along with every request; in Node alone. */
  headers?: GivenHeaders | undefined
  awarenessId: number
  /** Up to where everything has come in. */
  place: () => LogPlace | undefined
  /** What a session says of the client ID under which it writes, while that one of ours goes on beside it. */
  writing: (openSession: number | undefined) => Pick<Open, 'client' | 'sent' | 'writer'>
  /** The answer is from another log than the one that we know. */
  isAnotherLog: (opened: Opened, after: Seq) => boolean
  /** Why not to go on in it: the server takes us for somebody else than before. */
  objection: (opened: Opened) => Ending | undefined
  /** Updates of a session that wait for their acknowledgement. */
  inFlight: (session: number) => Waiting | undefined
  listener: SessionsListener
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

/** Our sessions about one document: the one that is used, and while the document moves to another link a second one. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #listener: SessionsListener
  #used: DocumentSession | undefined
  #second: Second | undefined
  /** The link on which a session ended that was not to end. */
  #failedOn: Link | undefined
  #restless: ReturnType<typeof setTimeout> | undefined

  constructor(options: SessionsOptions) {
    this.#options = options
    this.#listener = options.listener
  }

  /** The one that is used; it may not be open yet. */
  get used(): DocumentSession | undefined {
    return this.#used
  }

  open(link: Link): void {
    // What a session says of those before it, it says when it begins: one that takes the place of this one must know of it.
    if (this.#second?.isNext) {
      this.#second.session.close()
      this.#second = undefined
    }
    this.#used = this.#begin(link)
  }

  /** Opens a session on another link, too, that takes the place of the one that is used as soon as it can. */
  goOver(link: Link): Passage {
    // Whatever the document waits for, it will be opened on the link that it is told of then.
    if (this.#used === undefined) return 'done'
    if (this.#used.link === link) return this.#used.opened === undefined ? 'under way' : 'done'
    if (this.#failedOn === link) return 'failed'
    if (this.#used.opened !== undefined && this.#second === undefined)
      this.#second = { session: this.#begin(link), isNext: true, awareness: [] }
    return 'under way'
  }

  /** Something has been acknowledged. */
  look(): void {
    this.#takeOverWhenQuiet()
  }

  /** The second session takes the place of one that has ended, or is about to. False: there is none that is open and was not used
   *  before. */
  goOn(): boolean {
    if (!this.#second?.isNext || this.#second.session.opened === undefined) return false
    this.#takeOver(this.#second)
    return true
  }

  /** Ends the session that was left behind. Gives its link, if that is still there: a new session can be opened on it. To go on in the old
   *  one would be to write under our client ID where, to the server, another has taken over. */
  giveUpFormer(): Link | undefined {
    if (this.#second === undefined || this.#second.isNext) return undefined
    const { session } = this.#second
    this.#second = undefined
    session.close()
    return session.link.hasEnded ? undefined : session.link
  }

  /** Ends all of them from our side. */
  close(): void {
    this.closeSecond()
    clearTimeout(this.#restless)
    this.#restless = undefined
    this.#used?.close()
    this.#used = undefined
  }

  closeSecond(): void {
    if (this.#second === undefined) return
    this.#failedOn = this.#second.session.link
    this.#second.session.close()
    this.#second = undefined
  }

  #begin(link: Link): DocumentSession {
    const { documentId, base, linkKey, headers, awarenessId, place, writing, objection, inFlight } =
      this.#options
    const listener = this.#listener
    const session: DocumentSession = new DocumentSession({
      link,
      base,
      documentId,
      awarenessId,
      after: place()?.seq ?? 0,
      epoch: place()?.epoch,
      linkKey,
      headers,
      writing: writing(this.#used?.opened?.session),
      objection,
      owner: {
        opened: (opened, snapshot) => this.#opened(session, opened, snapshot),
        updates: updates => listener.updates(updates),
        saved: saved => listener.saved(saved),
        head: head => listener.head(head),
        awareness: update => this.#heardAwareness(session, update),
        presence: gone => this.#heardPresence(session, gone),
        size: share => listener.size(share),
        ended: end => this.#ended(session, end),
        get inFlight() {
          return session.opened && inFlight(session.opened.session)
        },
      },
    })
    return session
  }

  #opened(session: DocumentSession, opened: Opened, snapshot: Uint8Array | undefined): void {
    if (session === this.#second?.session) {
      if (!this.#options.isAnotherLog(opened, session.after)) {
        this.#heardAwareness(session, opened.awareness)
        this.#listener.openedBeside(session, opened, snapshot)
        this.#takeOverWhenQuiet()
        return
      }
      // What the one before hears is about the other log.
      this.#used?.close()
      this.#used = session
      this.#second = undefined
    }
    this.#listener.opened(session, opened, snapshot)
    this.#listener.moved()
  }

  #takeOverWhenQuiet({ isRestless = false } = {}): void {
    const used = this.#used?.opened
    if (!this.#second?.isNext || this.#second.session.opened === undefined || used === undefined) return
    const inFlight = this.#options.inFlight(used.session)
    if (inFlight === undefined || (isRestless && inFlight.bytes <= sentTwiceAtMostBytes)) {
      this.#takeOver(this.#second)
      return
    }
    this.#restless ??= setTimeout(() => {
      this.#restless = undefined
      this.#takeOverWhenQuiet({ isRestless: true })
    }, restlessInMs)
  }

  /** Goes on in the second session, in the middle of a word: nobody sees a difference. The first one stays, and hears its
   *  acknowledgements, until its link ends or it is needed again. */
  #takeOver({ session, awareness }: Second): void {
    const { opened } = session
    if (opened === undefined) return
    const first = this.#used
    this.#used = session
    this.#second = first && !first.hasEnded ? { session: first, isNext: false, awareness: [] } : undefined
    this.#listener.tookOver(session, opened)
    for (const update of awareness) this.#listener.awareness(update)
    this.#listener.moved()
  }

  #heardAwareness(session: DocumentSession, update: Uint8Array): void {
    const second = this.#second
    if (session === this.#used) this.#listener.awareness(update)
    // No bytes are how a room without carets is told.
    else if (session === second?.session && update.length > 0)
      second.awareness = [mergeAwareness([...second.awareness, update])]
  }

  #heardPresence(session: DocumentSession, gone: readonly number[]): void {
    if (session === this.#used) {
      this.#listener.presence(gone)
      return
    }
    // Two sessions hear it at different times: who has left in both has left.
    const roster = this.#used?.roster
    this.#listener.presence(gone.filter(awarenessId => roster?.has(awarenessId) === false))
  }

  #ended(session: DocumentSession, end: { refusal: Ending | undefined; wasOpen: boolean }): void {
    this.#failedOn = session.link
    if (session === this.#second?.session) this.#second = undefined
    if (session === this.#used) {
      this.#used = undefined
      this.#listener.ended(end)
      // The link is gone: what is being opened on another one is not beside anything any more.
      if (end.refusal === undefined && this.#used === undefined) this.#promote()
    }
    this.#listener.moved()
  }

  #promote(): void {
    if (!this.#second?.isNext || this.#second.session.hasEnded) return
    this.#used = this.#second.session
    this.#second = undefined
  }
}
