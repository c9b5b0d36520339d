import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import { LogAway, LogClosed } from '../../log/log.ts'
import { Unreadable } from '../../sync/feeds/source.ts'
import type { Asked, ChangesRouteOptions } from './changes.ts'
import { Heartbeat } from './heartbeat.ts'
import { holdRequest } from './held-request.ts'
import { sendNo } from './write-news.ts'

/** To write one event to one connection. */
const costOfEventInMs = 0.05
/** Who reads so slowly is cut, and goes on later where they were. */
const maxUnreadBytes = 1024 * 1024
/** Those who were let go at once shall not come back at once. */
const retryMs = () => 500 + Math.round(Math.random() * 1_000)

/** Whoever follows by server-sent events. */
export class EventStreams {
  readonly #options: Pick<ChangesRouteOptions, 'connectionMaxAgeInMs'>
  readonly #heartbeat = new Heartbeat()

  constructor(options: Pick<ChangesRouteOptions, 'connectionMaxAgeInMs'>) {
    this.#options = options
  }

  close(): void {
    this.#heartbeat.close()
  }

  async serve(asked: Asked): Promise<FastifyReply> {
    const { request, reply } = asked
    const { counts } = asked.options
    const response = reply.raw
    const write = (text: string) => {
      if (response.writableLength > maxUnreadBytes) response.destroy()
      else response.write(text)
    }
    let stopBeating: (() => void) | undefined
    // The platform cuts what is older; those who come back at the same moment would come at once.
    const forMs = this.#options.connectionMaxAgeInMs * (0.9 + 0.1 * Math.random())
    try {
      const outcome = await counts.whileHeld('sse', () =>
        holdRequest(asked, {
          forMs,
          costInMs: costOfEventInMs,
          held: () => {
            begin(reply)
            write(`retry: ${retryMs()}\n\n`)
            stopBeating = this.#heartbeat.add(beatOf(response))
          },
          take: news => {
            counts.delivered('sse')
            write(news.events())
            return undefined
          },
        }),
      )
      if (stopBeating === undefined) {
        if (outcome.is === 'refused') return sendNo(reply, outcome.refusal)
        return reply.code(204).send()
      }
      if (outcome.is === 'failed' && !isExpected(outcome.error)) {
        request.log.error({ path: request.url.split('?')[0], err: outcome.error }, 'A feed could not go on.')
      }
      // For good: whoever shows the document need not ask again to know it.
      if (outcome.is === 'refused' && outcome.refusal.retryInMs === undefined)
        write(`event: gone\ndata: ${outcome.refusal.reason}\n\n`)
      response.end()
      return reply
    } finally {
      stopBeating?.()
    }
  }
}

/** A comment, where nothing else is on its way. Who has not read anything of it since the last time is cut. */
function beatOf(response: ServerResponse): () => void {
  let unreadBefore = 0
  return () => {
    const unread = response.writableLength
    if (unread === 0) response.write(':\n\n')
    else if (unread === unreadBefore) response.destroy()
    unreadBefore = unread
  }
}

const isExpected = (error: Error) =>
  error instanceof LogAway || error instanceof LogClosed || error instanceof Unreadable

/** From here on the stream is ours; what was to be said of the answer before is said. */
function begin(reply: FastifyReply): void {
  const headers = Object.entries(reply.getHeaders()).filter(
    (header): header is [string, NonNullable<(typeof header)[1]>] => header[1] !== undefined,
  )
  reply.hijack()
  const response: ServerResponse = reply.raw
  for (const [name, value] of headers) response.setHeader(name, value)
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // Proxies that wait for the end of an answer would wait for ever.
    'cache-control': 'private, no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
}
