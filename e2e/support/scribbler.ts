import * as Y from 'yjs'
import type { HttpPerson } from './http-people.ts'
import { RawClient } from './raw-client.ts'
import { until } from './until.ts'

export interface ScribblerOptions {
  url: string
  person: HttpPerson
  /** Of all that write in one document: has a text of its own there. */
  nth: number
  documentId: string
  transport: 'websocket' | 'polling'
}

const wordEveryMs = 250

/** Somebody who writes on whatever they are told, in an ended session, too, and never sends a word twice. */
export class Scribbler {
  readonly person: HttpPerson
  /** When they were last told that they may less, since `enter`. */
  toldAt: number | undefined
  toldWhat = ''
  /** How often the connection was lost. */
  cuts = 0
  /** When each word was sent. */
  readonly sentAt: number[] = []
  readonly #options: ScribblerOptions
  readonly #writing: NodeJS.Timeout
  #client: RawClient
  #doc = new Y.Doc()
  #n = 0
  #session: number | undefined
  #isEntering = false
  #link: string | undefined
  #isClosed = false

  constructor(options: ScribblerOptions) {
    this.#options = options
    this.person = options.person
    this.#client = this.#connect()
    this.#writing = setInterval(() => this.#write(), wordEveryMs)
  }

  /** The link's key is shown, where there is one. Resolves when they write. */
  async enter(link?: string): Promise<void> {
    const { documentId, nth } = this.#options
    const wish = { documentId, after: 0, awarenessId: 1 + nth, ...(link !== undefined && { link }) }
    this.#link = link
    this.#session = undefined
    // What is sent before the answer is here would be taken for the new session's, which it does not follow on.
    this.#isEntering = true
    const isIn = async () => {
      const answer = await this.#client.tryOpen(wish)
      if (!answer.ok || answer.role !== 'editor') return false
      this.#doc = new Y.Doc()
      this.#n = 0
      this.#session = answer.session
      this.toldAt = undefined
      return true
    }
    await until(isIn, `${this.#options.transport} ${nth} to be let in`, 20_000).finally(() => {
      this.#isEntering = false
    })
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#writing)
    this.#client.close()
  }

  /** The word's place in `sentAt`, of each word of theirs in the document. */
  wordsIn(doc: Y.Doc): number[] {
    const text = doc.getText(`by ${this.#options.nth}`).toString()
    return text.split(' ').filter(Boolean).map(Number)
  }

  #connect(): RawClient {
    const { url, transport } = this.#options
    const client = new RawClient(url, { transport, headers: { Cookie: this.person.cookie } })
    client.socket.on('role', ({ role }) => this.#told(`role ${role}`))
    client.socket.on('refused', ({ session, reason, cause }) => {
      // What they wrote while the word of it was on its way.
      if (session === this.#session) this.#told(cause ?? reason)
    })
    client.socket.on('disconnect', () => {
      if (client !== this.#client || this.#isClosed) return
      this.#client = this.#connect()
      // A cut is nobody's word about rights: they come back as who they were.
      if (this.#session !== undefined && this.toldAt === undefined) void this.#comeBack()
    })
    client.socket.on('connect_error', () => {
      if (client === this.#client && !this.#isClosed) setTimeout(() => this.#reconnect(client), 100)
    })
    return client
  }

  async #comeBack(): Promise<void> {
    this.cuts++
    await this.enter(this.#link).catch(() => this.#told('gone'))
  }

  #reconnect(client: RawClient): void {
    if (client === this.#client && !this.#isClosed) this.#client = this.#connect()
  }

  #told(what: string): void {
    if (this.toldAt !== undefined || what === 'role editor') return
    this.toldAt = performance.now()
    this.toldWhat = what
  }

  #write(): void {
    if (!this.#client.socket.connected || this.#isEntering) return
    const { documentId, nth } = this.#options
    const before = Y.encodeStateVector(this.#doc)
    const text = this.#doc.getText(`by ${nth}`)
    text.insert(text.length, `${this.sentAt.length} `)
    this.sentAt.push(performance.now())
    this.#client.send(documentId, ++this.#n, Y.encodeStateAsUpdate(this.#doc, before))
  }
}
