import * as Y from 'yjs'
import { maxSentSessions } from '../../protocol/index.ts'

/** A session that is open may send more yet. */
const anyClock = 2 ** 31

const byDoc = new WeakMap<Y.Doc, SentClocks>()

const maxReadBytes = 64 * 1024
/** Of the IDs under which one wrote before, as few are kept in mind. */
const maxClients = 16

/** Up to which clock of its own client ID a document has been sent, in each session. A copy of this client (a cloned machine, a restored
 *  tab), which writes under the same ID, has not: by that the server tells them apart. */
export class SentClocks {
  readonly #doc: Y.Doc
  /** By client ID, for Yjs may take another one at any time, then by session, the newest last. */
  readonly #clocks = new Map<number, Map<number, number>>()

  private constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** The document's, whoever sends it. */
  static of(doc: Y.Doc): SentClocks {
    const known = byDoc.get(doc) ?? new SentClocks(doc)
    byDoc.set(doc, known)
    known.#own()
    return known
  }

  note(session: number, update: Uint8Array): void {
    // To read a large one would take long, and it holds all that there is.
    const read = update.length <= maxReadBytes ? Y.parseUpdateMeta(update).to : undefined
    for (const [client, clocks] of this.#clocks) {
      const clock = read === undefined ? Y.getState(this.#doc.store, client) : read.get(client)
      if (clock === undefined) continue
      const before = clocks.get(session) ?? 0
      clocks.delete(session)
      clocks.set(session, Math.max(clock, before))
    }
  }

  /** `openSession`: one that goes on beside the one that begins. */
  list(openSession: number | undefined): { session: number; clock: number }[] {
    const all = new Map(this.#own())
    if (openSession !== undefined) all.delete(openSession)
    if (openSession !== undefined) all.set(openSession, anyClock)
    return [...all].slice(-maxSentSessions).map(([session, clock]) => ({ session, clock }))
  }

  /** What was written here under a client ID, at this clock or beyond, cannot have been saved: it was sent in no other session than this
   *  one. Of an ID under which something else wrote nobody knows. */
  unsentFrom(client: number, session: number | undefined): number {
    const clocks = this.#clocks.get(client)
    if (clocks === undefined) return Number.POSITIVE_INFINITY
    return Math.max(0, ...[...clocks].filter(([each]) => each !== session).map(([, clock]) => clock))
  }

  #own(): Map<number, number> {
    const { clientID } = this.#doc
    const own = this.#clocks.get(clientID) ?? new Map<number, number>()
    this.#clocks.set(clientID, own)
    const [oldest] = this.#clocks.keys()
    if (this.#clocks.size > maxClients && oldest !== undefined) this.#clocks.delete(oldest)
    return own
  }
}

/** As Yjs draws them. */
export function newClientId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
