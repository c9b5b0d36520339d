import * as v from 'valibot'
import { documentIdSchema } from '../../protocol/index.ts'
import type { AccessChange } from '../access/access.ts'
import type { Nodes } from './nodes.ts'
import type { Redis } from './redis.ts'

/** Where what changes is told, and heard. */
export interface AccessAnnouncements {
  announce: (change: AccessChange) => void
  heard(change: AccessChange): void
}

const channel = 'quire:access'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128))
const newsSchema = v.pipe(
  v.string(),
  v.maxLength(1_000),
  v.parseJson(),
  v.object({
    from: id,
    change: v.variant('of', [
      v.object({ of: v.literal('document'), documentId: documentIdSchema }),
      v.object({ of: v.literal('login'), login: id }),
      v.object({ of: v.literal('user'), user: id }),
      v.object({ of: v.literal('everything') }),
    ]),
  }),
)

/**
 * Has every node hear at once who may do more or less on another one. It is a hint: what is lost, and what a newer version says that
 * this one does not know, is found in the store half a second later. Returns what ends it.
 */
export function shareAccessNews(
  { redis, nodes }: { redis: Redis; nodes: Pick<Nodes, 'self'> },
  announcements: AccessAnnouncements,
): () => void {
  const subscription = redis.subscribe(channel, message => {
    const news = v.safeParse(newsSchema, message.toString())
    if (news.success && news.output.from !== nodes.self) announcements.heard(news.output.change)
  })
  announcements.announce = change => {
    const news = JSON.stringify({ from: nodes.self, change })
    // Lost with Redis, which has said so itself.
    redis.publish(channel, Buffer.from(news)).catch(() => undefined)
  }
  return () => {
    announcements.announce = () => {}
    subscription.close()
  }
}
