import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Rendering } from '../../log/renditions/renditions.ts'
import type { Rooms } from '../rooms.ts'
import { BlocksSource } from './blocks-source.ts'
import { Feed } from './feed.ts'
import type { Follower } from './follower.ts'
import type { News } from './news.ts'
import { RenditionSource } from './rendition-source.ts'
import type { FollowedLog, Source } from './source.ts'
import { readNews, UpdatesSource } from './updates-source.ts'

/** In which form somebody follows a document. */
export type Form = 'updates' | Rendering

/** What somebody follows. */
export interface Followed {
  documentId: DocumentId
  as: Form
}

export interface FeedsOptions {
  log: FollowedLog
  rooms: () => Pick<Rooms, 'enter'>
}

/** Documents that are kept as they were written last, for who asks again. */
const maxRenditions = 32
/** Who comes to a node that is about to end is not held for long. */
const heldWhileDrainingMs = 1_000

/** Who follows documents from this node, without having them open. */
export class Feeds {
  readonly #log: FollowedLog
  readonly #rooms: FeedsOptions['rooms']
  readonly #open = new Map<string, Feed>()
  readonly #opening = new Map<string, Promise<Feed | undefined>>()
  readonly #renditions = new Map<string, Source>()
  #isDraining = false
  #isClosed = false

  constructor({ log, rooms }: FeedsOptions) {
    this.#log = log
    this.#rooms = rooms
  }

  /** The next request had better go to another node. */
  get isDraining(): boolean {
    return this.#isDraining
  }

  /** How many are held. */
  get size(): number {
    let size = 0
    for (const feed of this.#open.values()) size += feed.followers.size
    return size
  }

  /** Names the numbers that seqs are. */
  get epoch(): string {
    return this.#log.epoch
  }

  head(documentId: DocumentId): Promise<Seq | undefined> {
    return this.#log.heads([documentId]).then(heads => heads.get(documentId))
  }

  /** What is there now after `after`, without waiting. Undefined: there is no such document. */
  async newsNow({ documentId, as }: Followed, after: Seq): Promise<News | undefined> {
    if (as === 'updates') return readNews(this.#log, documentId, after)
    const head = await this.head(documentId)
    return head === undefined ? undefined : this.#sourceOf({ documentId, as }, head).newsAfter(after, head)
  }

  /** Undefined: there is no such document. Otherwise what is to be called when the follower has gone by itself. */
  async follow(followed: Followed, follower: Follower): Promise<(() => void) | undefined> {
    for (;;) {
      const feed = await this.#enter(followed)
      if (feed === undefined) return undefined
      // It may have come to its end in this very moment.
      if (feed.isClosed) continue
      const leave = feed.follow(follower)
      if (this.#isClosed) feed.dismiss(follower, 'elsewhere')
      else if (this.#isDraining) this.#dismissWithin(feed, follower, heldWhileDrainingMs)
      return leave
    }
  }

  /** Lets all go, within so long: all at once would come to the other nodes at once. */
  drain(withinMs: number): void {
    this.#isDraining = true
    for (const feed of this.#open.values())
      for (const follower of feed.followers) this.#dismissWithin(feed, follower, withinMs)
  }

  close(): void {
    this.#isDraining = true
    this.#isClosed = true
    for (const feed of [...this.#open.values()]) feed.close()
  }

  #dismissWithin(feed: Feed, follower: Follower, withinMs: number): void {
    setTimeout(() => feed.dismiss(follower, 'elsewhere'), Math.random() * withinMs).unref()
  }

  #enter(followed: Followed): Promise<Feed | undefined> {
    const name = nameOf(followed)
    const open = this.#open.get(name)
    if (open !== undefined) return Promise.resolve(open)
    const known = this.#opening.get(name)
    if (known !== undefined) return known
    const opening = this.#openFeed(name, followed).finally(() => this.#opening.delete(name))
    this.#opening.set(name, opening)
    return opening
  }

  async #openFeed(name: string, followed: Followed): Promise<Feed | undefined> {
    const room = await this.#rooms().enter(followed.documentId)
    if (room === undefined) return undefined
    const feed: Feed = new Feed({
      room,
      source: this.#sourceOf(followed, room.head),
      closed: () => {
        if (this.#open.get(name) === feed) this.#open.delete(name)
      },
    })
    this.#open.set(name, feed)
    return feed
  }

  #sourceOf(followed: Followed, head: Seq): Source {
    const { documentId, as } = followed
    if (as === 'updates') return new UpdatesSource(this.#log, documentId, head)
    const name = nameOf(followed)
    const source = this.#renditions.get(name) ?? this.#newSource(documentId, as)
    // The newest last.
    this.#renditions.delete(name)
    this.#renditions.set(name, source)
    for (const oldest of this.#renditions.keys()) {
      if (this.#renditions.size <= maxRenditions) break
      this.#renditions.delete(oldest)
    }
    return source
  }

  #newSource(documentId: DocumentId, as: Rendering): Source {
    return as === 'blocks'
      ? new BlocksSource(this.#log, documentId)
      : new RenditionSource(this.#log, documentId, as)
  }
}

const nameOf = ({ documentId, as }: Followed) => `${documentId} ${as}`
