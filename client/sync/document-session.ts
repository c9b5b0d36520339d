import {
  type DocumentId,
  inTrashDetail,
  type LoggedUpdate,
  type MissedAnswer,
  type Open,
  type Opened,
  type Presence,
  type Refusal,
  type Refused,
  type RoleChange,
  refuse,
  type SavedFrame,
  type Seq,
  type Size,
} from '../../protocol/index.ts'
import type { DocumentListener, Link, LinkListener } from './link.ts'
import type { Waiting } from './pulse.ts'
import type { GivenHeaders } from './request-headers.ts'
import { Roster } from './roster.ts'
import { readSnapshot } from './snapshot.ts'
import type { Ending } from './status.ts'

/** What a session brings to its document. */
export interface SessionOwner extends DocumentListener {
  /** The first that comes. `snapshot` is a Yjs v2 update. */
  opened(opened: Opened, snapshot: Uint8Array | undefined): void
  /** The roster has changed; those with these awareness IDs have left. */
  presence(gone: readonly number[]): void
  /** So much of what it may hold the document holds. */
  size(share: number): void
  /** The last that comes: the server said no (`refusal`), or the link is gone. Not called after `close`. */
  ended(end: { refusal: Ending | undefined; wasOpen: boolean }): void
  /** Updates of this session that wait for their acknowledgement. */
  readonly inFlight: Waiting | undefined
}

export interface SessionOptions {
  link: Link
  base: URL
  documentId: DocumentId
  awarenessId: number
  after: Seq
  epoch: string | undefined
  /** The secret of the link by which one came. */
  linkKey: string | undefined
  /** What goes along with every request; in Node alone. */
  headers?: GivenHeaders | undefined
  /** Who writes in it, under which Yjs client ID, and what it has sent under that before. */
  writing: Pick<Open, 'client' | 'sent' | 'writer'>
  /** Why not to go on in it: the server takes us for somebody else than before. */
  objection: (opened: Opened) => Ending | undefined
  owner: SessionOwner
}

/** Since this version the server says whom it takes one for. */
const namesUsersSince = 2

type State =
  /** The room may be heard before the answer: what it says waits in `early`. With the answer comes the session's number,
   *  and then its snapshot is fetched. */
  | {
      state: 'opening'
      session: number | undefined
      since: number
      early: (() => void)[]
      abort: AbortController
    }
  | { state: 'open'; opened: Opened; sent: number; missedSince: number | undefined }
  | { state: 'ended' }

/** A snapshot that could not be fetched is asked for again after this long. */
const fetchRetryInMs = 2_000

/** Only its owner is told. */
const isInTrash = ({ reason, detail }: Refusal): boolean => reason === 'forbidden' && detail === inTrashDetail

/** One conversation about one document on one link, from `open` until one side ends it. */
export class DocumentSession implements LinkListener {
  readonly link: Link
  /** Up to where the client had everything when it asked. */
  readonly after: Seq
  /** Who is here, as this session hears it. */
  readonly roster = new Roster()
  readonly #documentId: DocumentId
  readonly #base: URL
  readonly #linkKey: string | undefined
  readonly #headers: GivenHeaders | undefined
  readonly #owner: SessionOwner
  readonly #leave: () => void
  #state: State

  constructor(options: SessionOptions) {
    const { link, base, documentId, awarenessId, after, epoch, linkKey, headers, writing, objection, owner } =
      options
    this.link = link
    this.after = after
    this.#base = base
    this.#linkKey = linkKey
    this.#headers = headers
    this.#documentId = documentId
    this.#owner = owner
    this.#state = {
      state: 'opening',
      session: undefined,
      since: performance.now(),
      early: [],
      abort: new AbortController(),
    }
    this.#leave = link.enter(documentId, this)
    const asked = {
      documentId,
      after,
      awarenessId,
      ...writing,
      ...(epoch !== undefined && { epoch }),
      ...(linkKey !== undefined && { link: linkKey }),
    }
    link.open(asked, answer => {
      if (this.#state.state !== 'opening') return
      if (!answer.ok) return this.#end(isInTrash(answer) ? { ...answer, cause: 'trashed' } : answer)
      const objected = link.version < namesUsersSince ? undefined : objection(answer)
      if (objected === undefined) return void this.#load(answer)
      link.close(documentId)
      this.#end(objected)
    })
  }

  /** What the server said; undefined while the session is not open. */
  get opened(): Opened | undefined {
    return this.#state.state === 'open' ? this.#state.opened : undefined
  }

  get hasEnded(): boolean {
    return this.#state.state === 'ended'
  }

  get waiting(): Waiting | undefined {
    if (this.#state.state === 'opening') return { since: this.#state.since, bytes: 0 }
    if (this.#state.state === 'ended') return undefined
    const { inFlight } = this.#owner
    const { missedSince } = this.#state
    return missedSince === undefined ? inFlight : { since: missedSince, bytes: inFlight?.bytes ?? 0 }
  }

  /** Sends an update as the session's next; gives the name under which it comes back. */
  send(update: Uint8Array): { session: number; n: number } {
    if (this.#state.state !== 'open') throw new Error(`an update was sent while ${this.#state.state}`)
    const { session } = this.#state.opened
    const n = ++this.#state.sent
    this.link.update({ documentId: this.#documentId, n, update })
    return { session, n }
  }

  sendAwareness(update: Uint8Array): void {
    if (this.#state.state === 'open') this.link.awareness(this.#documentId, update)
  }

  /** Asks for what follows on `after`, once at a time. */
  askMissed(after: Seq, answered: (answer: MissedAnswer) => void): void {
    const state = this.#state
    if (state.state !== 'open' || state.missedSince !== undefined) return
    state.missedSince = performance.now()
    this.link.missed({ documentId: this.#documentId, after }, answer => {
      if (this.#state !== state) return
      state.missedSince = undefined
      answered(answer)
    })
  }

  /** Ends it from our side. */
  close(): void {
    if (this.#state.state === 'ended') return
    this.link.close(this.#documentId)
    this.#stop()
  }

  updates(updates: readonly LoggedUpdate[]): void {
    this.#pass(() => this.#owner.updates(updates))
  }

  saved(saved: SavedFrame): void {
    this.#pass(() => this.#owner.saved(saved))
  }

  head(head: Seq): void {
    this.#pass(() => this.#owner.head(head))
  }

  awareness(update: Uint8Array): void {
    this.#pass(() => this.#owner.awareness(update))
  }

  presence(presence: Presence): void {
    this.#pass(() => this.#owner.presence(this.roster.hear(presence)))
  }

  role({ session, role }: RoleChange): void {
    this.#pass(() => {
      this.roster.changeRole(session, role)
      this.#owner.presence([])
    })
  }

  size({ share }: Size): void {
    this.#pass(() => this.#owner.size(share))
  }

  refused({ session, reason, retryInMs, detail, cause }: Refused): void {
    // Before the answer to `open` it can only be about an earlier session.
    const own = this.#state.state === 'opening' ? this.#state.session : this.opened?.session
    if (own === undefined || (session ?? own) !== own) return
    this.#end({
      ok: false,
      reason,
      ...(retryInMs !== undefined && { retryInMs }),
      ...(detail !== undefined && { detail }),
      ...(cause !== undefined && { cause }),
    })
  }

  ended(): void {
    this.#end()
  }

  async #load(opened: Opened): Promise<void> {
    const opening = this.#state
    if (opening.state !== 'opening') return
    opening.session = opened.session
    let snapshot: Uint8Array | undefined
    if (opened.snapshot !== undefined) {
      try {
        snapshot = await readSnapshot(opened.snapshot, {
          base: this.#base,
          linkKey: this.#linkKey,
          headers: this.#headers,
          signal: opening.abort.signal,
        })
      } catch (error) {
        if (this.#state !== opening) return
        this.link.close(this.#documentId)
        this.#end(refuse('busy', { retryInMs: fetchRetryInMs, detail: String(error) }))
        return
      }
    }
    if (this.#state !== opening) return
    this.#state = { state: 'open', opened, sent: 0, missedSince: undefined }
    this.roster.begin(opened.participants)
    this.#owner.opened(opened, snapshot)
    for (const passOn of opening.early) passOn()
  }

  #pass(passOn: () => void): void {
    if (this.#state.state === 'opening') this.#state.early.push(passOn)
    else if (this.#state.state === 'open') passOn()
  }

  #end(refusal?: Ending): void {
    if (this.#state.state === 'ended') return
    const wasOpen = this.#state.state === 'open'
    this.#stop()
    this.#owner.ended({ refusal, wasOpen })
  }

  #stop(): void {
    if (this.#state.state === 'opening') this.#state.abort.abort()
    this.#state = { state: 'ended' }
    this.#leave()
  }
}
