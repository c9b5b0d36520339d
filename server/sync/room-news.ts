import {
  type DocumentId,
  encodeHead,
  encodeSaved,
  encodeUpdates,
  type LoggedUpdate,
  type Seq,
} from '../../protocol/index.ts'
import type { UpdateName } from './intake.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import type { Audience, Peer } from './peer.ts'
import { runsOf } from './runs-of.ts'

/** Up to this size an update goes back to its sender inside the frame that is built once for the whole room. */
const maxEchoBytes = 1024
/** Up to this size updates go to other nodes as they are; larger ones these read from the log. */
const maxToldBytes = 64 * 1024

export interface RoomNewsOptions {
  documentId: DocumentId
  audience: Audience
  neighbourhood: Neighbourhood
  /** Undefined when the session is not on this node, or not any more. */
  senderOf: (session: number) => Peer | undefined
}

/** Tells what was committed: everybody on this node, the senders among them, and the document's rooms on other nodes. */
export class RoomNews {
  readonly #options: RoomNewsOptions
  #committed: LoggedUpdate[] = []

  constructor(options: RoomNewsOptions) {
    this.#options = options
  }

  /** By this node. One commit's updates arrive one promise after the other; a microtask later all of them are here. */
  committed(update: LoggedUpdate): void {
    if (this.#committed.push(update) === 1) queueMicrotask(() => this.#fanOut())
  }

  /** By another node, which has sent us this frame of it. */
  heard(frame: Uint8Array): void {
    this.#here().emit('updates', frame)
  }

  /** By other nodes, as the log says. */
  found(updates: readonly LoggedUpdate[]): void {
    // A commit of our own that the log showed before it said so: its fan-out comes by itself.
    const others = updates.filter(({ session }) => this.#options.senderOf(session) === undefined)
    for (const run of runsOf(others, Number.POSITIVE_INFINITY)) this.#here().emit('updates', this.#frame(run))
  }

  acknowledge({ session, n, seq }: UpdateName & { seq: Seq }): void {
    const saved = encodeSaved({ documentId: this.#options.documentId, session, n, seq })
    this.#options.senderOf(session)?.emit('saved', saved)
  }

  head(head: Seq): void {
    this.#here().emit('head', encodeHead(this.#options.documentId, head))
  }

  #fanOut(): void {
    const committed = this.#committed
    this.#committed = []
    for (const run of runsOf(committed, maxEchoBytes)) {
      const [first] = run
      if (first === undefined) continue
      const frame = this.#frame(run)
      if (first.update.length <= maxEchoBytes) this.#here().emit('updates', frame)
      else {
        this.#here(this.#options.senderOf(first.session)).emit('updates', frame)
        this.acknowledge(first)
      }
      this.#tellNodes(run, frame)
    }
  }

  #tellNodes(run: readonly LoggedUpdate[], frame: Uint8Array): void {
    const { neighbourhood } = this.#options
    if (frame.length <= maxToldBytes) neighbourhood.tell({ type: 'updates', frame })
    else neighbourhood.tell({ type: 'head', head: run.at(-1)?.seq ?? 0 })
  }

  #here(except?: Peer) {
    return this.#options.audience.of(this.#options.documentId, except)
  }

  #frame(run: readonly LoggedUpdate[]): Uint8Array {
    return encodeUpdates(this.#options.documentId, run)
  }
}
