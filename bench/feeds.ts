// npm run bench:feeds [-- audience]: what it costs the server that programs, and an audience, follow a document by HTTP.
import { setTimeout as delay } from 'node:timers/promises'
import { createDocument } from '../e2e/support/raw-client.ts'
import { until } from '../e2e/support/until.ts'
import { openWriter, type Writer } from '../e2e/support/writer.ts'
import { buildForBench } from './build.ts'
import { FeedClient, type Manner } from './feed-client.ts'
import { type MeasuredServer, startMeasuredServer } from './measured-server.ts'
import { median } from './statistics.ts'
import { digits, table } from './table.ts'

const held = 10_000
const followers = 1_000
const writingForMs = 10_000
const changesPerSecond = 20
const viewers = 2_000
const paragraphs = 300
const typedPerSecond = 5

await buildForBench('server', 'provider')
if (process.argv[2] !== 'audience') await programs()
await audience()
process.exit()

async function programs(): Promise<void> {
  const holding = []
  for (const manner of ['longpoll', 'sse'] as const)
    holding.push(await withServer(server => hold(server, manner)))
  console.log(`\n${held} held requests, nobody writes`)
  console.log(table([['', 'KiB each', 'of that JavaScript', 'CPU while held, %'], ...holding]))
  const delivering = []
  for (const manner of ['poll', 'longpoll', 'sse'] as const)
    delivering.push(await withServer(server => deliver(server, manner)))
  console.log(
    `\n${followers} followers of one document, ${changesPerSecond} changes a second; polls once a second`,
  )
  console.log(
    table([['', 'CPU s per 100,000 deliveries', 'deliveries', 'changes in one answer'], ...delivering]),
  )
}

async function audience(): Promise<void> {
  const watching = []
  for (const as of ['html', 'blocks'] as const) watching.push(await withServer(server => watch(server, as)))
  console.log(
    `\n${viewers} who watch one document of ${paragraphs} paragraphs by streams, in which ${typedPerSecond} letters a second are typed`,
  )
  console.log(
    table([
      ['', 'KiB each, idle', 'KiB each, told', 'CPU, %', 'news each a second', 'bytes of one', 'behind, ms'],
      ...watching,
    ]),
  )
}

async function withServer(measure: (server: MeasuredServer) => Promise<string[]>): Promise<string[]> {
  const server = await startMeasuredServer()
  try {
    return await measure(server)
  } finally {
    await server.stop()
  }
}

async function hold(server: MeasuredServer, manner: Manner): Promise<string[]> {
  const { documentId, writer, head } = await prepare(server)
  // What every program does once is not theirs.
  await closeAll(await follow(server, { documentId, manner, after: head, count: 50 }))
  const before = await server.ask('memory')
  const clients = await follow(server, { documentId, manner, after: head, count: held })
  await areHeld(server, held)
  const after = await server.ask('memory')
  const cpuBefore = server.cpuSeconds()
  const idleMs = 5_000
  await delay(idleMs)
  const cpu = ((server.cpuSeconds() - cpuBefore) / idleMs) * 1000 * 100
  await closeAll(clients)
  await writer.leave()
  const each = (bytes: number) => digits(bytes / held / 1024)
  return [manner, each(after.resident - before.resident), each(after.held - before.held), digits(cpu)]
}

async function deliver(server: MeasuredServer, manner: Manner): Promise<string[]> {
  const { documentId, writer, head } = await prepare(server)
  const clients = await follow(server, { documentId, manner, after: head, count: followers })
  // V8 compiles what runs often.
  await write(writer, 3_000)
  await all(clients, writer)
  const [from, answered, cpuBefore] = [clients[0]?.after ?? 0, answersOf(clients), server.cpuSeconds()]
  await write(writer, writingForMs)
  await all(clients, writer)
  const cpu = server.cpuSeconds() - cpuBefore
  const changes = (clients[0]?.after ?? 0) - from
  const deliveries = changes * followers
  const answers = answersOf(clients) - answered
  await closeAll(clients)
  await writer.leave()
  return [manner, digits((cpu / deliveries) * 100_000), String(deliveries), digits(deliveries / answers)]
}

/** An audience of a document in which somebody types. */
async function watch(server: MeasuredServer, as: 'html' | 'blocks'): Promise<string[]> {
  const { documentId, writer } = await prepare(server)
  const line = 'It is a truth universally acknowledged that whoever watches is in want of news. '
  writer.append(...Array.from({ length: paragraphs }, () => ({ text: line.repeat(3) })))
  await writer.provider.whenSaved()
  // Each has it all already: a page fetches it by one poll.
  const answer = await fetch(`${server.url}/api/documents/${documentId}/changes?as=${as}`)
  const after = Number(answer.headers.get('x-quire-seq'))
  await answer.arrayBuffer()
  await closeAll(await follow(server, { documentId, manner: 'sse', as, after, count: 50 }))
  const before = await server.ask('memory')
  const clients = await follow(server, { documentId, manner: 'sse', as, after, count: viewers })
  await areHeld(server, viewers)
  const held = await server.ask('memory')
  const [cpuBefore, startedAt] = [server.cpuSeconds(), performance.now()]
  const bytesBefore = clients.reduce((sum, { bytes }) => sum + bytes, 0)
  const behind: number[] = []
  while (performance.now() < startedAt + writingForMs) {
    writer.text(paragraphs >> 1).insert(0, 'x')
    const typedAt = performance.now()
    await writer.provider.whenSaved()
    const head = Math.max(...clients.map(client => client.after))
    await until(() => clients.every(client => client.after > head), 'everybody to see it', 30_000)
    behind.push(performance.now() - typedAt)
    await delay(Math.max(0, typedAt + 1000 / typedPerSecond - performance.now()))
  }
  const seconds = (performance.now() - startedAt) / 1000
  const cpu = ((server.cpuSeconds() - cpuBefore) / seconds) * 100
  const answers = behind.length * viewers
  const bytes = clients.reduce((sum, client) => sum + client.bytes, 0) - bytesBefore
  const told = await server.ask('memory')
  await closeAll(clients)
  await writer.leave()
  const each = (total: number) => digits(total / viewers / 1024)
  return [
    as,
    each(held.resident - before.resident),
    each(told.resident - before.resident),
    digits(cpu),
    digits(answers / viewers / seconds),
    digits(bytes / answers),
    digits(median(behind)),
  ]
}

async function prepare(server: MeasuredServer) {
  const documentId = await createDocument(server.url)
  const writer = await openWriter({ url: server.url, documentId })
  writer.append({ text: 'It begins' })
  await writer.provider.whenSaved()
  const answer = await fetch(`${server.url}/api/documents/${documentId}/changes?after=now`)
  return { documentId, writer, head: Number(answer.headers.get('x-quire-seq')) }
}

async function follow(
  { port }: MeasuredServer,
  { count, ...options }: { documentId: string; manner: Manner; after: number; as?: string; count: number },
): Promise<FeedClient[]> {
  const clients: FeedClient[] = []
  while (clients.length < count) {
    const some = Math.min(100, count - clients.length)
    clients.push(
      ...(await Promise.all(Array.from({ length: some }, () => FeedClient.open({ port, ...options })))),
    )
  }
  return clients
}

async function areHeld({ url }: MeasuredServer, count: number): Promise<void> {
  const held = async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    return [...metrics.matchAll(/^quire_feeds_held\{.*\} (\d+)$/gm)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    )
  }
  await until(
    async () => (await held()) === count || Promise.reject(new Error(`${await held()} are`)),
    `${count} held requests`,
    60_000,
  )
}

async function write(writer: Writer, forMs: number): Promise<void> {
  const end = performance.now() + forMs
  while (performance.now() < end) {
    writer.append({ text: 'one more line of some length' })
    await delay(1000 / changesPerSecond)
  }
  await writer.provider.whenSaved()
}

/** Everybody has what was written. */
async function all(clients: readonly FeedClient[], writer: Writer): Promise<void> {
  await writer.provider.whenSaved()
  let newest = 0
  const isThere = () => {
    newest = Math.max(newest, ...clients.map(({ after }) => after))
    return clients.every(({ after }) => after === newest)
  }
  // The last change may be on its way to all of them.
  await delay(2_000)
  await until(isThere, 'everybody to have it all', 60_000)
}

function answersOf(clients: readonly FeedClient[]): number {
  return clients.reduce((sum, { answers }) => sum + answers, 0)
}

async function closeAll(clients: readonly FeedClient[]): Promise<void> {
  for (const client of clients) client.close()
}
