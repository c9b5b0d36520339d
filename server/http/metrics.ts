import type { FastifyInstance, FastifyRequest } from 'fastify'

export interface Metrics {
  connections: number
  refused: ReadonlyMap<string, number>
  /** Requests by which documents are followed, by manner: held now, and answered or told so often. */
  held: ReadonlyMap<string, number>
  deliveries: ReadonlyMap<string, number>
  /** Requests that bring bytes of files now; and from the beginning, bytes, and files that are whole. */
  uploads: { open: number; bytes: number; begun: number; finished: number }
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

function textOf({ connections, refused, held, deliveries, uploads }: Metrics): string {
  const { rss, heapUsed } = process.memoryUsage()
  const lines = [
    ...metric('quire_connections', 'gauge', 'Clients that have a connection to this node.'),
    `quire_connections ${connections}`,
    ...metric('quire_feeds_held', 'gauge', 'Requests that are held to follow documents, by their manner.'),
    ...[...held].map(([feed, count]) => `quire_feeds_held{feed="${feed}"} ${count}`),
    ...metric('quire_feed_deliveries_total', 'counter', 'Answers and events with news of documents.'),
    ...[...deliveries].map(([feed, count]) => `quire_feed_deliveries_total{feed="${feed}"} ${count}`),
    ...metric('quire_uploads_open', 'gauge', 'Requests that bring bytes of files to this node.'),
    `quire_uploads_open ${uploads.open}`,
    ...metric('quire_upload_bytes_total', 'counter', 'Bytes of files that were brought.'),
    `quire_upload_bytes_total ${uploads.bytes}`,
    ...metric('quire_uploads_total', 'counter', 'Uploads that were begun, and those that became files.'),
    `quire_uploads_total{state="begun"} ${uploads.begun}`,
    `quire_uploads_total{state="finished"} ${uploads.finished}`,
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
