import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface Metrics {
  connections: number
  refused: ReadonlyMap<string, number>
  /** Requests by which documents are followed, by manner: held now, and answered or told so often. */
  held: ReadonlyMap<string, number>
  deliveries: ReadonlyMap<string, number>
}

/** In Prometheus' text format, for whoever asks from inside: what they say is nobody else's business. */
export function metricsRoute(
  http: FastifyInstance,
  { read, mayRead }: { read: () => Metrics; mayRead: (request: FastifyRequest) => boolean },
): void {
  http.get('/metrics', { config: { asks: 'nothing' } }, async (request, reply) => {
    if (!mayRead(request)) return reply.callNotFound()
    reply.type('text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store')
    return textOf(read())
  })
}

function textOf({ connections, refused, held, deliveries }: Metrics): string {
  const { rss, heapUsed } = process.memoryUsage()
  const lines = [
    ...metric('quire_connections', 'gauge', 'Clients that have a connection to this node.'),
    `quire_connections ${connections}`,
    ...metric('quire_feeds_held', 'gauge', 'Requests that are held to follow documents, by their manner.'),
    ...[...held].map(([feed, count]) => `quire_feeds_held{feed="${feed}"} ${count}`),
    ...metric('quire_feed_deliveries_total', 'counter', 'Answers and events with news of documents.'),
    ...[...deliveries].map(([feed, count]) => `quire_feed_deliveries_total{feed="${feed}"} ${count}`),
    ...metric('quire_refused_total', 'counter', 'What met a limit, by the limit.'),
    ...[...refused].map(([limit, count]) => `quire_refused_total{limit="${limit}"} ${count}`),
    ...metric('quire_memory_bytes', 'gauge', 'Memory of the process.'),
    `quire_memory_bytes{kind="resident"} ${rss}`,
    `quire_memory_bytes{kind="heap"} ${heapUsed}`,
  ]
  return `${lines.join('\n')}\n`
}

const metric = (name: string, type: 'counter' | 'gauge', help: string) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
]
