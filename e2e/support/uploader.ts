import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, bodyType, type Place, tus } from './uploads.ts'

const pieceBytes = 64 * 1024
/** A good line: 10 MiB/s. The kernel of this machine would take megabytes before anybody has read them. */
const bytesPerMs = 10 * 1024

/** Brings a file over a line that breaks, and goes on each time where the server says. */
export class Uploader {
  /** All that went over the line. */
  sent = 0
  /** Why requests ended otherwise than by the last byte. */
  readonly troubles: string[] = []
  readonly #place: Place
  readonly #path: string
  readonly #bytes: Uint8Array

  constructor(place: Place, path: string, bytes: Uint8Array) {
    this.#place = place
    this.#path = path
    this.#bytes = bytes
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
    const beganAt = performance.now()
    let isOver = false
    let goOn = () => {}
    asked.on('drain', () => goOn())
    const end = () => {
      isOver = true
      goOn()
    }
    // An answer before the end says that no more is wanted.
    asked.once('response', end).once('close', end)
    for (let at = from; at < upTo && !isOver; at += pieceBytes) {
      const piece = this.#bytes.subarray(at, Math.min(at + pieceBytes, upTo))
      this.sent += piece.length
      if (asked.write(piece)) await inTime(beganAt, at - from)
      else {
        await new Promise<void>(resolve => {
          goOn = resolve
        })
      }
    }
    if (upTo === this.#bytes.length && !isOver) asked.end()
  }

  #failed(why: string): undefined {
    this.troubles.push(why)
    return undefined
  }
}

async function inTime(beganAt: number, bytes: number): Promise<void> {
  const early = bytes / bytesPerMs - (performance.now() - beganAt)
  if (early > 1) await delay(early)
  // The answer, or the cut, is heard in between.
  else await new Promise(setImmediate)
}
