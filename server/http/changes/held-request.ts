import type { Refusal } from '../../../protocol/index.ts'
import { unknown } from '../../access/access.ts'
import type { Ending } from '../../sync/feeds/follower.ts'
import type { News } from '../../sync/feeds/news.ts'
import { linkKeyOf, rightOf } from '../doors.ts'
import type { Asked } from './changes.ts'

/** What a held request comes to. */
export type Outcome =
  | { is: 'news'; news: News }
  /** It has lasted as long as it should. */
  | { is: 'over' }
  /** The node is about to end: the next request goes to another one. */
  | { is: 'elsewhere' }
  | { is: 'refused'; refusal: Refusal }
  | { is: 'failed'; error: Error }
  /** Nobody is there any more who would hear of it. */
  | { is: 'left' }

export interface HoldOptions {
  forMs: number
  costInMs: number
  /** It is held from now on. Before that nothing comes. */
  held?: () => void
  /** Gives what it comes to, where it does. */
  take: (news: News) => Outcome | undefined
}

/** Holds a request for as long as its caller may read the document, and is there. */
export async function holdRequest(
  { request, reply, query, place, options: { feeds, permits } }: Asked,
  { forMs, costInMs, held, take }: HoldOptions,
): Promise<Outcome> {
  const { after } = place
  const followed = { documentId: rightOf(request).documentId, as: query.as }
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  reply.raw.once('close', () => resolve({ is: 'left' }))
  // While the door was asked: of that nobody is told any more.
  if (request.raw.socket.destroyed) return { is: 'left' }
  const question = {
    caller: request.caller,
    documentId: followed.documentId,
    linkKey: linkKeyOf(request),
    isThere: true,
  }
  const permit = await permits.open(question, {
    roleChanged: () => {},
    // From outside a document that is closed to somebody looks like one that is not there.
    ended: () => resolve({ is: 'refused', refusal: unknown }),
    unsure: refusal => resolve({ is: 'refused', refusal }),
  })
  if ('reason' in permit) return { is: 'refused', refusal: permit }
  const timer = setTimeout(() => resolve({ is: 'over' }), forMs)
  let leave: (() => void) | undefined
  try {
    leave = await feeds.follow(followed, {
      after: after === 'now' ? Number.POSITIVE_INFINITY : after,
      costInMs,
      take: news => {
        const outcome = take(news)
        if (outcome !== undefined) resolve(outcome)
      },
      end: why => resolve(outcomeOf(why)),
    })
    if (leave === undefined) return { is: 'refused', refusal: unknown }
    held?.()
    return await promise
  } finally {
    clearTimeout(timer)
    leave?.()
    permit.release()
  }
}

function outcomeOf(why: Ending): Outcome {
  if (why === 'elsewhere') return { is: 'elsewhere' }
  return why === 'gone' ? { is: 'refused', refusal: unknown } : { is: 'failed', error: why }
}
