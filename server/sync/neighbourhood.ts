import type { Channel, NodeId } from './neighbours.ts'
import { encodeRoomMessage, type RoomMessage } from './room-messages.ts'

/** The rooms of one document on other nodes. Most documents are open on one node alone: then nothing is said. */
export class Neighbourhood {
  readonly #channel: Channel
  /** How many others there are, as far as it is known. */
  #others: number | undefined
  #asked = 0
  #answers = new Set<NodeId>()
  #met: PromiseWithResolvers<void> | undefined

  constructor(channel: Channel) {
    this.#channel = channel
  }

  /** Whether anybody else may want to know. Who comes asks first, and so is not overlooked. */
  get isAlone(): boolean {
    return this.#others === 0
  }

  /** Tells the others, if there are any. */
  tell(message: RoomMessage): void {
    if (!this.isAlone) void this.tellAnyway(message)
  }

  /** Tells the others, and so learns whether there are any. */
  async tellAnyway(message: RoomMessage): Promise<number | undefined> {
    const asked = this.#asked
    const others = await this.#channel.tell(encodeRoomMessage(message))
    // Who asked meanwhile may not have been counted.
    if (asked === this.#asked) this.#others = others
    return others
  }

  /** Asks the others who is there. Resolves when all have answered, or nobody can. */
  async meet(): Promise<void> {
    this.#answers = new Set()
    const met = Promise.withResolvers<void>()
    this.#met = met
    const others = await this.tellAnyway({ type: 'ask' })
    if (this.#met !== met) return
    if (this.#answers.size >= (others ?? 0)) met.resolve()
    await met.promise
  }

  answer(node: NodeId, message: RoomMessage): void {
    this.#channel.answer(node, encodeRoomMessage(message))
  }

  /** A node asked: it is there from now on. */
  asked(): void {
    this.#asked++
    this.#others = undefined
  }

  /** A node has said who is there. */
  answered(node: NodeId): void {
    this.#answers.add(node)
    if (this.#others !== undefined && this.#answers.size >= this.#others) this.#met?.resolve()
  }

  leave(): void {
    this.#met?.resolve()
    this.#channel.leave()
  }
}
