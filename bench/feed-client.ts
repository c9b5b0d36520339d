import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Manner = 'poll' | 'longpoll' | 'sse'

export interface FeedClientOptions {
  port: number
  documentId: string
  manner: Manner
  after: number
  /** In which form; updates, unless named. */
  as?: string
  /** Between two polls. */
  everyMs?: number
}

/** Follows a document over one connection, with as little work as can be: what is measured is the server. */
export class FeedClient {
  after: number
  /** Answers, or pieces of the stream. */
  answers = 0
  bytes = 0
  readonly #options: FeedClientOptions
  readonly #socket: Socket
  #text = ''
  #isClosed = false

  private constructor(options: FeedClientOptions, socket: Socket) {
    this.#options = options
    this.#socket = socket
    this.after = options.after
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => this.#hear(piece))
    socket.on('error', () => socket.destroy())
  }

  /** Resolves when it has asked. */
  static async open(options: FeedClientOptions): Promise<FeedClient> {
    const socket = connect(options.port, '127.0.0.1')
    await once(socket, 'connect')
    const client = new FeedClient(options, socket)
    client.#ask()
    return client
  }

  close(): void {
    this.#isClosed = true
    this.#socket.destroy()
  }

  #ask(): void {
    if (this.#isClosed) return
    const { documentId, manner, as = 'updates' } = this.#options
    const query = `as=${as}&feed=${manner}&after=${this.after}&wait=55`
    this.#socket.write(
      `GET /api/documents/${documentId}/changes?${query} HTTP/1.1\r\nhost: localhost\r\nconnection: keep-alive\r\n\r\n`,
    )
  }

  #hear(piece: string): void {
    this.bytes += piece.length
    this.#text += piece
    if (this.#options.manner === 'sse') this.#readEvents()
    else this.#readAnswer()
  }

  #readEvents(): void {
    const end = this.#text.lastIndexOf('\n\n')
    if (end < 0) return
    const last = /(?:^|\n)id: (\d+)\n(?![\s\S]*\nid: )/.exec(this.#text.slice(0, end))
    if (last !== null) this.after = Number(last[1])
    this.#text = this.#text.slice(end + 2)
    this.answers++
  }

  #readAnswer(): void {
    const head = this.#text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1] ?? 0)
    if (this.#text.length < head + 4 + length) return
    const seq = /x-quire-seq: (\d+)/i.exec(this.#text)?.[1]
    if (seq !== undefined) this.after = Number(seq)
    this.#text = ''
    this.answers++
    const { manner, everyMs = 1_000 } = this.#options
    if (manner === 'poll') setTimeout(() => this.#ask(), everyMs)
    else this.#ask()
  }
}
