import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { type Refusal, refuse } from '../../../protocol/index.ts'
import type { Form } from '../../sync/feeds/feeds.ts'
import type { News } from '../../sync/feeds/news.ts'
import { sendRefusal } from '../doors.ts'
import { tagOf } from './changes-query.ts'

const types: Record<Form, string> = {
  updates: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  blocks: 'application/json; charset=utf-8',
}

/** What somebody wrote is no page of ours: were it opened as one, nothing in it could run, or reach anything of ours. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"

/** Shorter ones are not worth it. */
const packedFrom = 4_000

interface Asked {
  as: Form
  epoch: string
  /** What was asked. */
  headers: IncomingHttpHeaders
}

/** As one answer, which a cache may keep and must ask about. What a live view begins with is packed, once for everybody who opens it. */
export async function sendNews(reply: FastifyReply, news: News, { as, epoch, headers }: Asked) {
  if (as === 'html') reply.header('content-security-policy', policy)
  reply
    .code(200)
    .headers({ etag: tagOf(news.seq, epoch), 'x-quire-seq': news.seq, 'content-type': types[as] })
  if (as !== 'blocks') return reply.send(news.answer())
  reply.header('vary', 'origin, accept-encoding')
  const isPacked = news.size > packedFrom && /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
  return isPacked
    ? reply.header('content-encoding', 'gzip').send(await news.packed())
    : reply.send(news.answer())
}

/** Nothing new: to a cache, that what it has is good; to everybody else, that the wait is over. */
export function sendNothing(reply: FastifyReply, { isCached }: { isCached: boolean }) {
  return reply.code(isCached ? 304 : 204).send()
}

const unreadable = refuse('busy', { retryInMs: 5_000, detail: 'the document cannot be written so' })

export const sendUnreadable = (reply: FastifyReply) => sendNotNow(reply, unreadable)

/** What was held is refused: for good, or for now. */
export function sendNo(reply: FastifyReply, refusal: Refusal) {
  return refusal.retryInMs === undefined ? sendRefusal(reply, refusal) : sendNotNow(reply, refusal)
}

function sendNotNow(reply: FastifyReply, refusal: Refusal) {
  const { retryInMs = 1_000 } = refusal
  return reply
    .code(503)
    .headers({ 'retry-after': Math.ceil(retryInMs / 1000), 'cache-control': 'no-store' })
    .send(refusal)
}
