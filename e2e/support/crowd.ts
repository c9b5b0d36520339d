import * as Y from 'yjs'
import type { QuireProvider, Status, TransportName } from '../../client/sync/index.ts'
import type { Cluster } from './cluster.ts'
import { openPeer, type Peer } from './peer.ts'
import { holesIn, readStored, type StoredDocument } from './postgres-document.ts'
import { until } from './until.ts'
import { type Witness, witness } from './witness.ts'

/** One of many who write in one document. */
export interface Member extends Witness {
  readonly peer: Peer
  /** What the status showed since the document was open, other than that all is well. */
  readonly troubles: string[]
  /** Those that it has had: a hand-over begins a new one, and so does coming back. */
  readonly sessions: ReadonlySet<number | undefined>
}

export interface CrowdOptions {
  /** How many people there are. */
  size: number
  documentId: string
  /** By which transports each of them may connect; `any` of them, unless said otherwise. */
  by?: (nth: number) => 'websocket' | 'polling' | 'any'
  /** What their names begin with, where several crowds are in one document. */
  called?: string
  /** Another version's. */
  Provider?: typeof QuireProvider
}

/** Many who write in one document of a cluster, each with a connection of their own. */
export class Crowd {
  readonly members: readonly Member[]
  readonly #cluster: Cluster
  readonly #documentId: string
  #writing: NodeJS.Timeout[] = []

  private constructor(cluster: Cluster, documentId: string, peers: readonly Peer[]) {
    this.#cluster = cluster
    this.#documentId = documentId
    this.members = peers.map(memberOf)
  }

  static async open(cluster: Cluster, options: CrowdOptions): Promise<Crowd> {
    const { size, documentId, by = () => 'any', called = 'w', Provider } = options
    const opening = Array.from({ length: size }, (_, i) => {
      const way = by(i)
      const transports: { transports?: TransportName[] } = way === 'any' ? {} : { transports: [way] }
      const version = Provider && { Provider }
      return openPeer({ url: cluster.url, documentId, name: `${called}${i}`, ...transports, ...version })
    })
    return new Crowd(cluster, documentId, await Promise.all(opening))
  }

  /** From now on the first `writers` of them write a word so many times a second, until `stop`. */
  write({ writers = this.members.length, perSecond }: { writers?: number; perSecond: number }): void {
    const intervalInMs = 1000 / perSecond
    for (const [i, member] of this.members.slice(0, writers).entries()) {
      // Evenly, and not all of them in the same moment.
      const begin = setTimeout(
        () => {
          member.write()
          this.#writing.push(setInterval(() => member.write(), intervalInMs))
        },
        (intervalInMs * i) / writers,
      )
      this.#writing.push(begin)
    }
  }

  stop(): void {
    for (const timer of this.#writing) clearInterval(timer)
    this.#writing = []
  }

  get written(): string[] {
    return this.members.flatMap(({ written }) => written)
  }

  /** Words that somebody was told are saved. */
  get claimed(): string[] {
    return this.members.flatMap(({ saved }) => [...saved])
  }

  get troubles(): string[] {
    return this.members.flatMap(({ troubles, peer }) => troubles.map(trouble => `${peer.name} ${trouble}`))
  }

  /** How long each acknowledgement took, of words written from then on: milliseconds, the slowest last. */
  waitsInMs(since = 0): number[] {
    const all = this.members.flatMap(({ acknowledgements }) => acknowledgements)
    const after = all.filter(({ writtenAt }) => writtenAt >= since)
    return after.map(({ writtenAt, savedAt }) => savedAt - writtenAt).sort((a, b) => a - b)
  }

  /** How long after `moment` each of the first so many had a word acknowledged that was written after it. */
  backAfterMs(moment: number, writers = this.members.length): number[] {
    return this.members.slice(0, writers).map(({ acknowledgements }) => {
      const after = acknowledgements.filter(({ writtenAt }) => writtenAt > moment)
      return Math.min(...after.map(({ savedAt }) => savedAt - moment))
    })
  }

  /** Those of `words` that are not in the database. */
  async missing(words: readonly string[]): Promise<string[]> {
    const there = new Set(textIn(await this.#stored()).split(' '))
    return words.filter(word => !there.has(word))
  }

  /** Stops writing, and waits until everything is saved and everybody has the same. Gives what is then wrong with it. */
  async settle({ withinInMs = 20_000 } = {}): Promise<Verdict> {
    this.stop()
    const unsaved = () => this.members.filter(({ peer }) => peer.provider.status.unsaved > 0)
    const isSaved = () => unsaved().length === 0 || fail(`not saved: ${names(unsaved())}`)
    await until(isSaved, 'everything to be saved', withinInMs)
    const unlike = () => this.members.filter(({ peer }) => !isSame(this.members[0]?.peer ?? peer, peer))
    const isAgreed = () => unlike().length === 0 || fail(`another text: ${names(unlike())}`)
    await until(isAgreed, 'everybody to have the same', withinInMs)
    const stored = await this.#stored()
    const text = this.members[0]?.peer.read() ?? ''
    const words = text.split(' ').filter(word => word !== '')
    const there = new Set(words)
    const seen = new Set<string>()
    return {
      missing: this.written.filter(word => !there.has(word)),
      double: words.filter(word => seen.has(word) || !seen.add(word)),
      unlikeDatabase: textIn(stored) !== text,
      holes: holesIn(stored),
    }
  }

  async leave(): Promise<void> {
    this.stop()
    await Promise.all(this.members.map(({ peer }) => peer.leave()))
  }

  #stored(): Promise<StoredDocument> {
    return readStored(this.#cluster.databaseUrl, this.#documentId)
  }
}

function textIn({ doc }: StoredDocument): string {
  return doc.getText('text').toString()
}

export interface Verdict {
  /** Words that were written and are not there. */
  missing: string[]
  /** Words that are there more than once. */
  double: string[]
  /** The database has another text than everybody. */
  unlikeDatabase: boolean
  /** Numbers of the log that are nowhere in the database. */
  holes: number[]
}

/** Everything is there, once. */
export const whole: Verdict = { missing: [], double: [], unlikeDatabase: false, holes: [] }

/** To the last deletion, which the texts alone would not show. */
function isSame(one: Peer, other: Peer): boolean {
  return one.read() === other.read() && Y.equalSnapshots(Y.snapshot(one.doc), Y.snapshot(other.doc))
}

function names(members: readonly Member[]): string {
  return members.map(({ peer }) => `${peer.name} (${peer.provider.status.state})`).join(', ')
}

function fail(words: string): never {
  throw new Error(words)
}

function memberOf(peer: Peer): Member {
  const troubles: string[] = []
  const sessions = new Set([peer.provider.session])
  let last: Status['state'] = 'live'
  peer.provider.on('participants', () => {
    if (peer.provider.session !== undefined) sessions.add(peer.provider.session)
  })
  peer.provider.on('status', status => {
    const { state } = status
    const why = state === 'refused' ? ` ${status.reason}` : ''
    if (state !== last && state !== 'live' && state !== 'closed') troubles.push(`${state}${why} ${now()}`)
    last = state
  })
  return { ...witness(peer), peer, troubles, sessions }
}

const now = () => new Date().toISOString().slice(14, 23)
