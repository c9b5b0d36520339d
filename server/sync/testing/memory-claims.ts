import type { LoggedUpdate } from '../../../protocol/index.ts'
import { anyone, type Claim, type Claims } from '../../log/authors.ts'
import type { Append } from '../../log/log.ts'
import { type Turn, turnsOf } from '../../log/turns.ts'

const documentId = 'the-document'

/** Whose each client ID is, as a database would keep it. */
export class MemoryClaims {
  readonly #claims = new Map<number, Claim & { author: string }>()
  readonly #updates: readonly LoggedUpdate[]

  constructor(updates: readonly LoggedUpdate[]) {
    this.#updates = updates
  }

  get all(): Claims {
    return new Map(this.#claims)
  }

  get authors(): Map<number, string> {
    return new Map([...this.#claims].map(([client, { author }]) => [client, author]))
  }

  /** False when what these say does not hold; otherwise it does from now on. */
  take(appends: readonly Append[]): boolean {
    const entries = appends.map(update => ({ documentId, update }))
    const turns = turnsOf(entries, [{ id: documentId, rows: appends.length }])
    if (!turns.every(turn => this.#holds(turn))) return false
    for (const { client, session, author } of turns) this.#claims.set(client, { session, author })
    return true
  }

  #holds({ client, last, session, names, known }: Turn): boolean {
    const claim = this.#claims.get(client)
    if ((claim?.session ?? 0) !== last) return false
    if (claim === undefined || last === session) return true
    const isOwn = claim.author === anyone || names.includes(claim.author)
    return isOwn && !this.#updates.some(update => update.seq > known && update.session === last)
  }
}
