import { ProtocolError, type Refusal, refuse } from '../../protocol/index.ts'
import { LogAway } from '../log/log.ts'
import type { Journal, Peer } from './peer.ts'
import { refusalOf } from './refusal-of.ts'

/** A peer that keeps sending what is no message is cut off: it does not speak this protocol. */
const maxProtocolErrors = 20

/** Turns whatever goes wrong with one peer's messages into refusals, and counts what was that peer's own fault. */
export class Complaints {
  readonly #peer: Peer
  readonly #journal: Journal
  #protocolErrors = 0

  constructor(peer: Peer, journal: Journal) {
    this.#peer = peer
    this.#journal = journal
  }

  objectTo(what: string, refusal: Refusal): Refusal {
    this.#journal.warn({ peer: this.#peer.id, what, ...refusal }, 'Refused a message.')
    this.#protocolErrors++
    if (this.#protocolErrors > maxProtocolErrors) this.#peer.drop()
    return refusal
  }

  explain(what: string, error: unknown): Refusal {
    if (error instanceof ProtocolError) {
      return this.objectTo(what, refuse('malformed', { detail: error.message }))
    }
    if (error instanceof LogAway)
      this.#journal.warn({ peer: this.#peer.id, what }, 'The database does not answer.')
    else this.#journal.error({ peer: this.#peer.id, what, err: error }, 'A message could not be served.')
    return refusalOf(error)
  }

  /** For messages that are answered. Never rejects. */
  async answer<T>(what: string, answer: () => Promise<T | Refusal>): Promise<T | Refusal> {
    try {
      return await answer()
    } catch (error) {
      return this.explain(what, error)
    }
  }

  /** For messages that are not answered. Never throws. */
  hear(what: string, hear: () => void): void {
    try {
      hear()
    } catch (error) {
      const { reason, detail } = this.explain(what, error)
      this.#peer.emit('refused', { reason, ...(detail !== undefined && { detail }) })
    }
  }
}
