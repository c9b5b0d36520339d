import { BlockList, isIP } from 'node:net'
import { type DocumentId, type Refusal, refuse } from '../../protocol/index.ts'
import type { UserId } from './caller.ts'
import { type Rate, TokenBucket, TokenBuckets } from './token-bucket.ts'

/** Far above what 50 people in one office do, all of whom come back in the same second; far below what would harm others. */
const rates = {
  /** Of one address: */
  connections: { burst: 1_000, perSecond: 20 },
  creations: { burst: 200, perSecond: 1 },
  requests: { burst: 2_000, perSecond: 100 },
  /** Of one connection: */
  opens: { burst: 256, perSecond: 8 },
  updates: { burst: 1_000, perSecond: 100 },
  bytes: { burst: 32 * 1024 * 1024, perSecond: 1024 * 1024 },
  awareness: { burst: 500, perSecond: 50 },
  chats: { burst: 200, perSecond: 5 },
  /** Of one person, by all connections and requests together: */
  personOpens: { burst: 1_024, perSecond: 32 },
  personUpdates: { burst: 4_000, perSecond: 400 },
  personBytes: { burst: 128 * 1024 * 1024, perSecond: 4 * 1024 * 1024 },
  personAwareness: { burst: 2_000, perSecond: 200 },
  /** Messages, and reactions to them. What was said without a network comes at once. */
  personChats: { burst: 400, perSecond: 10 },
  personRequests: { burst: 4_000, perSecond: 200 },
  /** As one types, they come three a second. */
  personSearches: { burst: 60, perSecond: 4 },
  personCopies: { burst: 30, perSecond: 0.5 },
  /** Of one document on this node, whoever sends: */
  documentUpdates: { burst: 10_000, perSecond: 1_500 },
  documentBytes: { burst: 128 * 1024 * 1024, perSecond: 8 * 1024 * 1024 },
} satisfies Record<string, Rate>

/** Open at one time, of one address. */
const maxConnections = 1_000
/** For somebody to go, of whom there are too many. */
const fullRetryInMs = 15_000

type Limit = keyof typeof rates | 'openConnections'
type PersonLimit = Extract<keyof typeof rates, `person${string}`>
type AddressLimit = 'connections' | 'creations' | 'requests'

/** What one connection may do. */
export interface ConnectionLimits {
  open(): Refusal | undefined
  update(documentId: DocumentId, bytes: number): Refusal | undefined
  awareness(): Refusal | undefined
  chat(): Refusal | undefined
}

export const unlimited: ConnectionLimits = {
  open: () => undefined,
  update: () => undefined,
  awareness: () => undefined,
  chat: () => undefined,
}

/** Told at most once a minute of each limit. */
type Notice = (limit: Limit, of: string) => void

const noticeIntervalInMs = 60_000

/**
 * How much anybody may do. An address inside (this machine, a private network) is never held up: it may be a proxy that the operator
 * has not named, behind which everybody is. A person is, wherever they come from.
 */
export class Limits {
  readonly #notice: Notice
  readonly #now: () => number
  readonly #byAddress = {
    connections: new TokenBuckets(rates.connections),
    creations: new TokenBuckets(rates.creations),
    requests: new TokenBuckets(rates.requests),
  }
  readonly #byPerson = {
    personOpens: new TokenBuckets(rates.personOpens),
    personUpdates: new TokenBuckets(rates.personUpdates),
    personBytes: new TokenBuckets(rates.personBytes),
    personAwareness: new TokenBuckets(rates.personAwareness),
    personChats: new TokenBuckets(rates.personChats),
    personRequests: new TokenBuckets(rates.personRequests),
    personSearches: new TokenBuckets(rates.personSearches),
    personCopies: new TokenBuckets(rates.personCopies),
  }
  readonly #byDocument = {
    documentUpdates: new TokenBuckets(rates.documentUpdates),
    documentBytes: new TokenBuckets(rates.documentBytes),
  }
  readonly #open = new Map<string, number>()
  /** From the beginning, for whoever watches how they grow. */
  readonly #refused = new Map<string, number>(
    [...Object.keys(rates), 'openConnections'].map(limit => [limit, 0]),
  )
  readonly #noticedAt = new Map<Limit, number>()

  constructor(notice: Notice, now = () => performance.now()) {
    this.#notice = notice
    this.#now = now
  }

  /** How often each limit was met. */
  get refused(): ReadonlyMap<string, number> {
    return this.#refused
  }

  /** One more of these, from that address. */
  admit(limit: AddressLimit, address: string): Refusal | undefined {
    if (isInside(address)) return undefined
    const network = networkOf(address)
    if (limit === 'connections' && (this.#open.get(network) ?? 0) >= maxConnections) {
      return this.#refuse('openConnections', network, fullRetryInMs)
    }
    return this.#refuse(limit, network, this.#byAddress[limit].take(network, 1, this.#now()))
  }

  /** A connection begins. Returns what is to be called at its end. */
  connected(address: string): () => void {
    const network = networkOf(address)
    this.#open.set(network, (this.#open.get(network) ?? 0) + 1)
    return () => {
      const left = (this.#open.get(network) ?? 1) - 1
      if (left > 0) this.#open.set(network, left)
      else this.#open.delete(network)
    }
  }

  /** One more request of this person. */
  admitPerson(user: UserId): Refusal | undefined {
    return this.#takeOfPerson('personRequests', user, 1)
  }

  /** One more of what costs more than other requests. */
  admitCostly(limit: 'personSearches' | 'personCopies', user: UserId): Refusal | undefined {
    return this.#takeOfPerson(limit, user, 1)
  }

  /** For one connection, for as long as it lasts, of somebody who is known, or of nobody. */
  of(address: string, user: UserId | undefined): ConnectionLimits {
    const ofConnection = isInside(address) ? unlimited : this.#ofConnection(address)
    if (user === undefined) return ofConnection
    const take = (limit: PersonLimit, amount: number) => this.#takeOfPerson(limit, user, amount)
    return {
      open: () => ofConnection.open() ?? take('personOpens', 1),
      awareness: () => ofConnection.awareness() ?? take('personAwareness', 1),
      chat: () => ofConnection.chat() ?? take('personChats', 1),
      update: (documentId, length) =>
        ofConnection.update(documentId, length) ?? take('personUpdates', 1) ?? take('personBytes', length),
    }
  }

  #ofConnection(address: string): ConnectionLimits {
    const take = (limit: 'opens' | 'updates' | 'bytes' | 'awareness' | 'chats') => {
      const bucket = new TokenBucket(rates[limit], this.#now())
      return (amount: number) => this.#refuse(limit, address, bucket.take(amount, this.#now()))
    }
    const [opens, updates, bytes, awareness, chats] = [
      take('opens'),
      take('updates'),
      take('bytes'),
      take('awareness'),
      take('chats'),
    ]
    return {
      open: () => opens(1),
      awareness: () => awareness(1),
      chat: () => chats(1),
      update: (documentId, length) =>
        updates(1) ??
        bytes(length) ??
        this.#takeOf('documentUpdates', documentId, 1) ??
        this.#takeOf('documentBytes', documentId, length),
    }
  }

  #takeOfPerson(limit: PersonLimit, user: UserId, amount: number): Refusal | undefined {
    return this.#refuse(limit, user, this.#byPerson[limit].take(user, amount, this.#now()))
  }

  #takeOf(limit: 'documentUpdates' | 'documentBytes', documentId: DocumentId, amount: number) {
    return this.#refuse(limit, documentId, this.#byDocument[limit].take(documentId, amount, this.#now()))
  }

  #refuse(limit: Limit, of: string, retryInMs: number): Refusal | undefined {
    if (retryInMs === 0) return undefined
    this.#refused.set(limit, (this.#refused.get(limit) ?? 0) + 1)
    const now = this.#now()
    if (now - (this.#noticedAt.get(limit) ?? Number.NEGATIVE_INFINITY) >= noticeIntervalInMs) {
      this.#noticedAt.set(limit, now)
      this.#notice(limit, of)
    }
    return refuse('busy', { retryInMs, detail: `too many: ${limit}` })
  }
}

const inside = new BlockList()
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  inside.addSubnet(network, bits, 'ipv4')
}
inside.addAddress('::1', 'ipv6')
inside.addSubnet('fc00::', 7, 'ipv6')
inside.addSubnet('fe80::', 10, 'ipv6')

/** Also where the address is not known: the connection is gone already. */
export function isInside(address: string): boolean {
  const family = isIP(address)
  return family === 0 || inside.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whoever has one IPv6 address has 2⁶⁴ of them. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - after.length }, () => '0')
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
