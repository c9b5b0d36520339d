import * as Y from 'yjs'
import { maxSentSessions } from '../../protocol/index.ts'

/** A session that is open may send more yet. */
const anyClock = 2 ** 31

const byDoc = new WeakMap<Y.Doc, SentClocks>()

/** Up to which clock of its own client ID a document has been sent, in each session. A copy of this client (a cloned machine, a restored
 *  tab), which writes under the same ID, has not: by that the server tells them apart. */
export class SentClocks {
  readonly #doc: Y.Doc
  #client: number
  /** The newest last. */
  readonly #clocks = new Map<number, number>()

  private constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#client = doc.clientID
  }

  /** The document's, whoever sends it. */
  static of(doc: Y.Doc): SentClocks {
    const known = byDoc.get(doc) ?? new SentClocks(doc)
    byDoc.set(doc, known)
    return known
  }

  note(session: number, update: Uint8Array): void {
    this.#look()
    const clock = Y.parseUpdateMeta(update).to.get(this.#client)
    if (clock === undefined) return
    const before = this.#clocks.get(session) ?? 0
    this.#clocks.delete(session)
    this.#clocks.set(session, Math.max(clock, before))
  }

  /** `openSession`: one that goes on beside the one that begins. */
  list(openSession: number | undefined): { session: number; clock: number }[] {
    this.#look()
    const all = new Map(this.#clocks)
    if (openSession !== undefined) all.delete(openSession)
    if (openSession !== undefined) all.set(openSession, anyClock)
    return [...all].slice(-maxSentSessions).map(([session, clock]) => ({ session, clock }))
  }

  /** Below this, what was written may have been saved: it was sent in another session than this one. */
  sentBeside(session: number | undefined): number {
    this.#look()
    return Math.max(0, ...[...this.#clocks].filter(([each]) => each !== session).map(([, clock]) => clock))
  }

  /** Under a new ID nothing has been sent. */
  #look(): void {
    if (this.#client === this.#doc.clientID) return
    this.#client = this.#doc.clientID
    this.#clocks.clear()
  }
}

/** As Yjs draws them. */
export function newClientId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
