import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse, type Seq } from '../../../protocol/index.ts'
import type { Access } from '../../access/access.ts'
import type { Limits } from '../../access/limits.ts'
import type { Permits } from '../../access/permits.ts'
import type { Feeds } from '../../sync/feeds/feeds.ts'
import { Unreadable } from '../../sync/feeds/source.ts'
import { linkKeyOf, rightOf, sendRefusal, sendTooMuch } from '../doors.ts'
import { matches } from '../entity-tags.ts'
import {
  type ChangesQuery,
  type Place,
  placeOf,
  readChangesQuery,
  tagOf,
  whatMayBeAsked,
} from './changes-query.ts'
import { EventStreams } from './event-streams.ts'
import type { FeedCounts } from './feed-counts.ts'
import { holdRequest, type Outcome } from './held-request.ts'
import { sendNews, sendNo, sendNothing, sendUnreadable } from './write-news.ts'

export interface ChangesRouteOptions {
  feeds: Feeds
  permits: Permits
  access: Pick<Access, 'may'>
  limits: Pick<Limits, 'hold'>
  counts: FeedCounts
  addressOf: (request: IncomingMessage) => string
  connectionMaxAgeInMs: number
}

/** A request that is answered comes again, by way of every door. */
const costOfAnswerInMs = 2
/** A right that ended while it was read gives nothing any more. */
const askAgainAfterMs = 1_000

/** What follows in a document's log, for programs and pages that follow it: at once, when there is something, or as a stream. */
export function changesRoute(http: FastifyInstance, options: ChangesRouteOptions): void {
  const { feeds, limits, addressOf } = options
  const streams = new EventStreams(options)
  http.addHook('onClose', async () => streams.close())
  http.get('/api/documents/:id/changes', { config: { asks: 'read' } }, async (request, reply) => {
    const query = readChangesQuery(request.query)
    if (query === undefined) return sendRefusal(reply, refuse('malformed', { detail: whatMayBeAsked }))
    const place = placeOf(query, request.headers, feeds.epoch)
    reply.header('cache-control', 'private, no-cache')
    // A connection that is kept would bring the next request here, too.
    if (feeds.isDraining) reply.header('connection', 'close')
    const asked = { request, reply, query, place, options }
    if (query.feed === 'poll' || request.method === 'HEAD') return poll(asked)
    const release = limits.hold(addressOf(request.raw), request.caller.user)
    if (typeof release !== 'function') return sendTooMuch(reply, release)
    try {
      return await (query.feed === 'sse' ? streams.serve(asked) : longPoll(asked))
    } finally {
      release()
    }
  })
}

/** One request, as it was understood. */
export interface Asked {
  request: FastifyRequest
  reply: FastifyReply
  query: ChangesQuery
  place: Place
  options: ChangesRouteOptions
}

async function poll({ request, reply, query: { as }, place, options }: Asked) {
  const { feeds, access, counts } = options
  const { documentId } = rightOf(request)
  const beganAt = performance.now()
  const tag = request.headers['if-none-match']
  let head: Seq | undefined
  if (tag !== undefined || place.after === 'now') head = await feeds.head(documentId)
  if (head !== undefined && matches(tag, tagOf(head, feeds.epoch)))
    return sendNothing(reply, { isCached: true })
  // What is in a cache is the answer to an address that names no place: all of it.
  const after = place.isCached ? 0 : place.after === 'now' ? (head ?? 0) : place.after
  try {
    const news = await feeds.newsNow({ documentId, as }, after)
    const { caller } = request
    const question = { caller, documentId, linkKey: linkKeyOf(request), isThere: true }
    const isLate = performance.now() - beganAt > askAgainAfterMs
    const still = isLate ? await access.may('read', question) : 'viewer'
    if (typeof still !== 'string') return sendRefusal(reply, still)
    if (news === undefined) return sendRefusal(reply, refuse('unknown-document'))
    counts.delivered('poll')
    return await sendNews(reply, news, { as, epoch: feeds.epoch, headers: request.headers })
  } catch (error) {
    if (error instanceof Unreadable) return sendUnreadable(reply)
    throw error
  }
}

async function longPoll(asked: Asked) {
  const { request, reply, query, place, options } = asked
  const { feeds, counts } = options
  const outcome = await counts.whileHeld('longpoll', () =>
    holdRequest(asked, {
      forMs: query.waitMs,
      costInMs: costOfAnswerInMs,
      take: (news): Outcome => ({ is: 'news', news }),
    }),
  )
  // It may have begun to drain meanwhile.
  if (feeds.isDraining) reply.header('connection', 'close')
  switch (outcome.is) {
    case 'news':
      counts.delivered('longpoll')
      return sendNews(reply, outcome.news, {
        as: query.as,
        epoch: feeds.epoch,
        headers: request.headers,
      })
    case 'refused':
      return sendNo(reply, outcome.refusal)
    case 'failed':
      if (outcome.error instanceof Unreadable) return sendUnreadable(reply)
      throw outcome.error
    default:
      return sendNothing(reply, place)
  }
}
