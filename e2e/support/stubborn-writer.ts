import { onTestFinished } from 'vitest'
import * as Y from 'yjs'
import type { EndCause, Role } from '../../protocol/index.ts'
import { RawClient } from './raw-client.ts'

export interface StubbornWriterOptions {
  /** Of one node. */
  url: string
  cookie?: string
  documentId: string
  link?: string
  transport?: 'websocket' | 'polling'
}

const intervalInMs = 40
/** Between attempts to come back. */
const knockInMs = 200

/** Somebody who writes all the time, whatever they are told, and comes back whenever they are let in. */
export class StubbornWriter {
  /** What they were told about their rights, and when. */
  readonly told: { at: number; role?: Role; cause?: EndCause | undefined; reason?: string }[] = []
  /** When each letter was typed. */
  readonly typed: number[] = []
  /** All that they have had. */
  readonly sessions = new Set<number>()
  readonly #options: StubbornWriterOptions
  readonly #doc = new Y.Doc()
  #client: RawClient
  #session: number | undefined
  #n = 0
  #isOpening = false
  #knockedAt = 0

  private constructor(options: StubbornWriterOptions) {
    this.#options = options
    this.#client = this.#connect()
    this.#doc.on('update', (update: Uint8Array) => {
      if (this.#session !== undefined) this.#client.send(options.documentId, ++this.#n, update)
    })
    const writing = setInterval(() => this.#write(), intervalInMs)
    onTestFinished(() => {
      clearInterval(writing)
      this.#client.close()
    })
  }

  /** Resolves when they are in. */
  static async begin(options: StubbornWriterOptions): Promise<StubbornWriter> {
    const writer = new StubbornWriter(options)
    await writer.#open()
    if (writer.#session === undefined) throw new Error('a stubborn writer was not let in')
    return writer
  }

  #connect(): RawClient {
    const { url, cookie, transport = 'websocket' } = this.#options
    const headers = cookie === undefined ? {} : { headers: { Cookie: cookie } }
    const client = new RawClient(url, { transport, ...headers })
    client.socket.on('role', ({ role }) => this.told.push({ at: performance.now(), role }))
    client.socket.on('refused', ({ session, reason, cause }) => {
      if (session !== this.#session || client !== this.#client) return
      this.#session = undefined
      this.told.push({ at: performance.now(), reason, cause })
    })
    client.socket.on('disconnect', () => {
      if (client !== this.#client) return
      this.#session = undefined
      this.#client = this.#connect()
    })
    return client
  }

  #write(): void {
    this.typed.push(performance.now())
    this.#doc.getText('t').insert(0, 'x')
    const isOut = this.#session === undefined && !this.#isOpening
    if (isOut && performance.now() - this.#knockedAt > knockInMs) void this.#open()
  }

  async #open(): Promise<void> {
    const { documentId, link } = this.#options
    this.#isOpening = true
    this.#knockedAt = performance.now()
    try {
      const wish = { documentId, after: 0, awarenessId: 1, ...(link !== undefined && { link }) }
      const answer = await this.#client.tryOpen(wish)
      if (!answer.ok) return
      this.sessions.add(answer.session)
      this.#session = answer.session
      this.#n = 0
      const missing = Y.encodeStateAsUpdate(this.#doc, answer.stateVector)
      this.#client.send(documentId, ++this.#n, missing)
    } catch {
      // Cut meanwhile: they try again.
    } finally {
      this.#isOpening = false
    }
  }
}
