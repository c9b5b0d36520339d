import type { ServerResponse } from 'node:http'
import type { RelayedAnswer } from './messages.ts'

/** An answer that comes in parts, as far as it is here. */
export class GatheredAnswer {
  readonly #head: RelayedAnswer
  readonly #parts: Uint8Array[] = []
  #length = 0

  constructor(head: RelayedAnswer) {
    this.#head = head
  }

  get missingBytes(): number {
    return this.#head.size - this.#length
  }

  add(part: Uint8Array): void {
    this.#parts.push(part)
    this.#length += part.length
  }

  writeTo(response: ServerResponse): void {
    const { status, statusMessage, headers } = this.#head
    response.writeHead(status, statusMessage, Object.fromEntries(headers))
    if (this.#length === 0) response.end()
    else response.end(Buffer.concat(this.#parts))
  }
}
