import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, bodyType, type Place, tus } from './uploads.ts'

const pieceBytes = 32 * 1024
/** What a line holds that is not at its end yet: 25 Mbit/s over 40 ms. A kernel alone would take megabytes, and lose them with the line. */
const onTheWayBytes = 128 * 1024

/** Brings a file over a line that breaks, and goes on each time where the server says. */
export class Uploader {
  /** All that went over the line. */
  sent = 0
  /** Why requests ended otherwise than by the last byte. */
  readonly troubles: string[] = []
  readonly #place: Place
  readonly #path: string
  readonly #bytes: Uint8Array
  readonly #heard: (() => Promise<number>) | undefined

  /** `heard` counts what servers have heard, where what they say of an upload is less: a bucket has it a piece at a time. */
  constructor(place: Place, path: string, bytes: Uint8Array, heard?: () => Promise<number>) {
    this.#place = place
    this.#path = path
    this.#bytes = bytes
    this.#heard = heard
  }

  /** Where to go on: asks until somebody says. */
  async offset(): Promise<number> {
    for (;;) {
      const answer = await ask(this.#place, 'HEAD', this.#path).catch((error: Error) => error)
      if (!(answer instanceof Error)) {
        if (answer.ok) return Number(answer.headers.get('upload-offset'))
        if (answer.status === 404) throw new Error('the upload is gone')
      }
      this.troubles.push(answer instanceof Error ? answer.message : `HEAD ${answer.status}`)
      await delay(100)
    }
  }

  /** Sends from there on, up to where the line is cut. Gives the last answer's headers where all of it was taken. */
  async send(
    from: number,
    cutAt = Number.POSITIVE_INFINITY,
  ): Promise<IncomingMessage['headers'] | undefined> {
    const { url, by } = this.#place
    const asked = request(url + this.#path, {
      method: 'PATCH',
      agent: false,
      headers: {
        ...tus,
        ...(by && { cookie: by.cookie }),
        'content-type': bodyType,
        'content-length': this.#bytes.length - from,
        'upload-offset': from,
      },
    })
    // The last bytes may find nobody, after the answer.
    asked.on('error', () => undefined)
    const answered = once(asked, 'response').catch((error: Error) => error)
    const end = Math.min(cutAt, this.#bytes.length)
    await this.#pour(asked, from, end)
    if (end < this.#bytes.length) {
      asked.socket?.resetAndDestroy()
      asked.destroy()
      await answered
      return undefined
    }
    const answer = await answered
    if (answer instanceof Error) return this.#failed(answer.message)
    const [response]: IncomingMessage[] = answer
    if (response === undefined) return undefined
    response.resume()
    asked.destroy()
    if (response.statusCode === 204) return response.headers
    return this.#failed(`PATCH ${response.statusCode}`)
  }

  /** Until all of it is there, whatever happens on the way. */
  async finish(from = 0): Promise<IncomingMessage['headers']> {
    let offset = from
    for (;;) {
      const headers = await this.send(offset)
      if (headers?.['x-quire-file'] !== undefined) return headers
      offset = await this.offset()
      if (offset < this.#bytes.length) continue
      const last = await ask(this.#place, 'HEAD', this.#path)
      return Object.fromEntries(last.headers)
    }
  }

  async #pour(asked: ClientRequest, from: number, upTo: number): Promise<void> {
    let isOver = false
    let goOn = () => {}
    const end = () => {
      isOver = true
      goOn()
    }
    // An answer before the end says that no more is wanted.
    asked.once('response', end).once('close', end)
    asked.on('drain', () => goOn())
    let taken = from
    const before = (await this.#heard?.()) ?? 0
    const look = async () => (this.#heard ? from + (await this.#heard()) - before : this.#taken())
    for (let at = from; at < upTo && !isOver; at += pieceBytes) {
      while (at - taken >= onTheWayBytes && !isOver) taken = Math.max(taken, await look())
      if (isOver) break
      const piece = this.#bytes.subarray(at, Math.min(at + pieceBytes, upTo))
      this.sent += piece.length
      if (asked.write(piece)) continue
      await new Promise<void>(resolve => {
        goOn = resolve
        if (isOver) resolve()
      })
    }
    if (upTo === this.#bytes.length && !isOver) asked.end()
  }

  /** What the server has by now; 0 where nobody says. */
  async #taken(): Promise<number> {
    try {
      const answer = await ask(this.#place, 'GET', this.#path)
      const said: unknown = await answer.json()
      return typeof said === 'object' && said !== null && 'offset' in said ? Number(said.offset) : 0
    } catch {
      return 0
    }
  }

  #failed(why: string): undefined {
    this.troubles.push(why)
    return undefined
  }
}
