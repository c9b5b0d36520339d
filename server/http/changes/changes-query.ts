import type { IncomingHttpHeaders } from 'node:http'
import * as v from 'valibot'
import type { Seq } from '../../../protocol/index.ts'
import { renderings } from '../../log/renditions/renditions.ts'
import type { Form } from '../../sync/feeds/feeds.ts'

/** How somebody follows. */
export type Manner = 'poll' | 'longpoll' | 'sse'

export interface ChangesQuery {
  feed: Manner
  as: Form
  /** Behind which seq; `now`: behind all that there is. Undefined: it does not say. */
  after: Seq | 'now' | undefined
  /** The log in which `after` counts, where it says so. */
  epoch: string | undefined
  waitMs: number
}

/** Below what balancers allow an answer, a minute for most. */
const maxWaitInS = 55
const defaultWaitInS = 25

const wholeNumber = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))

const query = v.object({
  feed: v.optional(v.picklist(['poll', 'longpoll', 'sse']), 'poll'),
  as: v.optional(v.picklist(['updates', ...renderings]), 'updates'),
  after: v.optional(v.union([v.literal('now'), wholeNumber])),
  epoch: v.optional(v.pipe(v.string(), v.maxLength(64))),
  wait: v.optional(v.pipe(wholeNumber, v.minValue(1))),
})

export const whatMayBeAsked = `feed: poll, longpoll, sse; after: a seq, or now; as: updates, ${renderings.join(', ')}; wait: seconds, ${maxWaitInS} at most`

/** Undefined: it cannot be understood. */
export function readChangesQuery(raw: unknown): ChangesQuery | undefined {
  const read = v.safeParse(query, raw)
  if (!read.success) return undefined
  const { wait = defaultWaitInS, feed, as, after, epoch } = read.output
  return { feed, as, after, epoch, waitMs: Math.min(wait, maxWaitInS) * 1000 }
}

/** Where somebody stands, as they say it. */
export interface Place {
  after: Seq | 'now'
  /** They said it by what they have in their cache, and know what 304 means. */
  isCached: boolean
}

/** `Last-Event-ID` goes first: a browser that comes back asks for the address with which it began. So does what it has in its cache. */
export function placeOf(
  { feed, after, epoch: named }: ChangesQuery,
  headers: IncomingHttpHeaders,
  epoch: string,
): Place {
  // In another log a seq means something else.
  const isOurs = named === undefined || named === epoch
  const lastEvent = headers['last-event-id']
  if (feed === 'sse' && isOurs && typeof lastEvent === 'string' && /^\d{1,15}$/.test(lastEvent))
    return { after: Number(lastEvent), isCached: false }
  const cached = feed === 'sse' ? undefined : seqOfTag(headers['if-none-match'], epoch)
  if (cached !== undefined && typeof after !== 'number') return { after: cached, isCached: true }
  return { after: isOurs ? (after ?? 0) : 0, isCached: false }
}

/** What is there at `seq`. Weak: the same may be told by updates, or by a snapshot and updates. */
export const tagOf = (seq: Seq, epoch: string) => `W/"${epoch}-${seq}"`

export function seqOfTag(tag: string | undefined, epoch: string): Seq | undefined {
  const [, named, seq] = /^(?:W\/)?"([^"]*)-(\d{1,15})"$/.exec(tag ?? '') ?? []
  return named === epoch && seq !== undefined ? Number(seq) : undefined
}
