import * as Y from 'yjs'
import {
  decodeUpdates,
  encodeUpdate,
  type LoggedUpdate,
  type Opened,
  type ServerToClient,
  unpackUpdates,
} from '../../../protocol/index.ts'
import type { Conversation } from '../conversation.ts'
import { documentId, type TestNode } from './stage.ts'

interface Place {
  readonly node: TestNode
  readonly conversation: Conversation
  session: number
  sent: number
}

/** A client that keeps the protocol's manners: after a refusal or a cut it opens again, and sends what the server lacks. */
export class Traveller {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly written: string[] = []
  readonly roster = new Map<number, string>()
  /** What the log has, as far as it was told. */
  readonly #seen = new Set<number>()
  readonly #refuge: () => TestNode
  #after = 0
  #place: Place | undefined
  #isGoing = false

  /** `refuge`: where it goes when it is thrown out. */
  constructor(name: string, refuge: () => TestNode) {
    this.name = name
    this.#refuge = refuge
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.#place !== undefined) this.#send(this.#place, update)
    })
  }

  get node(): TestNode | undefined {
    return this.#place?.node
  }

  /** Everything up to here has come in. */
  get after(): number {
    while (this.#seen.has(this.#after + 1)) this.#after++
    return this.#after
  }

  get text(): string {
    return this.doc.getText('t').toString()
  }

  write(at: number): void {
    const word = `${this.name}${this.written.length};`
    this.written.push(word)
    const text = this.doc.getText('t')
    // Between words, so that each stays whole.
    const place = text.toString().indexOf(';', Math.floor(at * text.length)) + 1
    text.insert(place, word)
  }

  erase(at: number): void {
    const text = this.doc.getText('t')
    const words = text.toString().split(';')
    const word = words[Math.floor(at * (words.length - 1))]
    if (word?.startsWith(this.name)) text.delete(text.toString().indexOf(`${word};`), word.length + 1)
  }

  /** Opens on another node before it leaves the one where it is. */
  async move(node: TestNode): Promise<void> {
    if (this.#isGoing) return
    const before = this.#place
    await this.#go(node)
    before?.conversation.end()
  }

  /** Its connection is lost. */
  async cut(): Promise<void> {
    const before = this.#place
    this.#place = undefined
    before?.conversation.end()
    await this.#go(this.#refuge())
  }

  /** Asks for what it has missed. */
  async catchUp(): Promise<void> {
    const place = this.#place
    const answer = await place?.conversation.missed({ documentId, after: this.after })
    if (answer?.ok) this.#see(unpackUpdates(answer.updates))
  }

  async #go(node: TestNode): Promise<void> {
    if (this.#isGoing) return
    this.#isGoing = true
    for (let to = node; ; to = this.#refuge()) {
      const place = this.#connect(to)
      const answer = await place.conversation.open({
        documentId,
        after: this.after,
        awarenessId: this.doc.clientID,
      })
      if (answer.ok && !to.hasCrashed) {
        this.#isGoing = false
        this.#begin(place, answer)
        return
      }
      place.conversation.end()
      await new Promise(over => setTimeout(over, 50))
    }
  }

  #connect(node: TestNode): Place {
    const emit = <E extends keyof ServerToClient>(event: E, ...[message]: Parameters<ServerToClient[E]>) => {
      if (!node.hasCrashed) this.#hear(place, event, message)
    }
    const place: Place = { node, conversation: node.connect({ id: this.name, emit }), session: 0, sent: 0 }
    return place
  }

  #begin(place: Place, opened: Opened): void {
    place.session = opened.session
    this.#place = place
    this.roster.clear()
    for (const { session, profile } of opened.participants) this.roster.set(session, profile.name)
    this.#see(unpackUpdates(opened.updates))
    this.#send(place, Y.encodeStateAsUpdate(this.doc, opened.stateVector))
  }

  #send(place: Place, update: Uint8Array): void {
    if (!place.node.hasCrashed)
      place.conversation.update(encodeUpdate({ documentId, n: ++place.sent, update }))
  }

  #hear(place: Place, event: keyof ServerToClient, message: unknown): void {
    if (event === 'updates') this.#see(decodeUpdates(message).updates)
    if (place !== this.#place) return
    if (event === 'presence') {
      const { joined, left } = message as Parameters<ServerToClient['presence']>[0]
      for (const session of left) this.roster.delete(session)
      for (const { session, profile } of joined) this.roster.set(session, profile.name)
    }
    if (event === 'refused') {
      this.#place = undefined
      place.conversation.end()
      void this.#go(place.node)
    }
  }

  #see(updates: readonly LoggedUpdate[]): void {
    for (const { seq, update } of updates) {
      this.#seen.add(seq)
      Y.applyUpdate(this.doc, update, this)
    }
  }
}
