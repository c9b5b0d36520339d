import { IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Headers, RelayedAnswer, RelayedRequest } from './messages.ts'

/** A request that came by Redis, as Engine.IO wants to see one: destroying it stands for the client's hanging up. */
export function standInRequest(
  { method, url, headers, remoteAddress, body, bodyEnd }: RelayedRequest,
  maxBodyBytes: number,
): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
  const request = new IncomingMessage(socket)
  const version = { httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1 }
  Object.assign(request, version, { method, url, headers: Object.fromEntries(headers) })
  if (bodyEnd === 'cut') return request
  // What was too large stayed where it was: Engine.IO's own answer to it depends on nothing but its length.
  const sent = bodyEnd === 'too-large' ? Buffer.alloc(maxBodyBytes + 1) : body
  if (sent.length > 0) request.push(sent)
  request.push(null)
  request.complete = true
  return request
}

/** An answer as it was given, down to the case of its headers' names. */
export type TakenAnswer = Pick<RelayedAnswer, 'status' | 'statusMessage' | 'headers' | 'body'>

/** Takes down what is said to a client, instead of sending it. */
export class StandInResponse extends ServerResponse {
  readonly #pieces: Buffer[] = []
  readonly #whenEnded: (answer: TakenAnswer) => void
  /** As they were written: Node gives them back in lower case. */
  readonly #names = new Map<string, string>()
  #ended = false

  constructor(request: IncomingMessage, whenEnded: (answer: TakenAnswer) => void) {
    super(request)
    this.#whenEnded = whenEnded
  }

  override writeHead(
    status: number,
    ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[]
  ): this {
    for (const given of rest) {
      if (typeof given === 'string') this.statusMessage = given
      else if (Array.isArray(given)) throw new Error('headers in a list are not relayed')
      else this.#setHeaders(given)
    }
    return super.writeHead(status)
  }

  #headers(): Headers {
    return Object.entries(this.getHeaders()).map(([name, value]) => [
      this.#names.get(name) ?? name,
      textOf(value),
    ])
  }

  #setHeaders(headers: OutgoingHttpHeaders = {}): void {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.setHeader(name, value)
    }
  }

  override setHeader(name: string, value: number | string | readonly string[]): this {
    this.#names.set(name.toLowerCase(), name)
    return super.setHeader(name, value)
  }

  override write(...[piece, encoding]: unknown[]): boolean {
    if (piece instanceof Uint8Array) this.#pieces.push(Buffer.from(piece))
    else if (typeof piece === 'string') this.#pieces.push(Buffer.from(piece, encodingOf(encoding)))
    return true
  }

  override end(...[piece, encoding]: unknown[]): this {
    if (this.#ended) return this
    this.#ended = true
    this.write(piece, encoding)
    if (!this.headersSent) super.writeHead(this.statusCode)
    this.#whenEnded({
      status: this.statusCode,
      statusMessage: this.statusMessage,
      headers: this.#headers(),
      body: Buffer.concat(this.#pieces),
    })
    return this
  }
}

const encodingOf = (given: unknown): BufferEncoding =>
  typeof given === 'string' && Buffer.isEncoding(given) ? given : 'utf8'

const textOf = (value: OutgoingHttpHeader | undefined): string | string[] =>
  Array.isArray(value) ? value.map(String) : String(value ?? '')
