import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFailed, onTestFinished } from 'vitest'
import type { TransportName } from '../client/sync/index.ts'
import { type ClusterNode, startCluster } from './support/cluster.ts'
import { createDocument } from './support/raw-client.ts'
import { type ServerOptions, startServer } from './support/start-server.ts'
import { openTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { compare, openTraveller, type Traveller, watchEachOther } from './support/traveller.ts'
import { until } from './support/until.ts'

/** No edit waits longer than that for its acknowledgement, more than usual. */
const mostMoreInMs = 100
/** To the server and back takes twice that: over no distance at all, not even a new connection would take long. */
const latencyInMs = 50
/** What is to be seen even while the machine has everybody wait. */
const longLatencyInMs = 120

const each = ['websocket', 'polling'] as const

async function openLine(to: { port: number }): Promise<TcpProxy> {
  const line = await openTcpProxy(to)
  onTestFinished(() => line.close())
  line.shape({ latencyInMs })
  return line
}

async function serverOnLine(options: ServerOptions = {}): Promise<Place & { line: TcpProxy }> {
  const server = await startServer(options)
  onTestFinished(() => server.stop())
  const line = await openLine(server)
  return { documentId: await createDocument(server.url), url: line.url, line }
}

interface Place {
  url: string
  documentId: string
}

async function join(
  place: Place,
  kind: TransportName,
  transports: readonly TransportName[] = [kind],
): Promise<Traveller> {
  const traveller = await openTraveller({ ...place, kind, transports, retryWebSocketInMs: 2_000 })
  onTestFinished(() => traveller.provider.destroy())
  return traveller
}

/** Ends the typing. Everything that was typed is there, for all. */
async function settle(all: readonly Traveller[]): Promise<void> {
  await Promise.all(all.map(one => one.stop()))
  const typed = all.reduce((sum, one) => sum + one.typed, 0)
  const isThere = ({ provider }: Traveller) => provider.doc.getText('text').length === typed
  await until(() => all.every(isThere), 'everybody to have every letter')
}

/** How much longer the slowest letter took of those that were typed during a move. */
function slowdownInMs(what: string, kind: TransportName, all: readonly Traveller[]): number {
  const { moves, letters, slowestInMs } = compare(all.filter(one => one.kind === kind))
  const [moving, usually] = [slowestInMs.moving.toFixed(), slowestInMs.usually.toFixed()]
  console.log(
    `${what}, ${kind}: ${moves} moves, ${letters} letters; slowest ${moving} ms, usually ${usually} ms`,
  )
  expect(moves).toBeGreaterThan(0)
  return slowestInMs.moving - slowestInMs.usually
}

it('has nobody wait, nobody vanish and no status flicker when connections grow old', async () => {
  const ageInS = 4
  const { line: _, ...place } = await serverOnLine({ env: { CONNECTION_MAX_AGE: `${ageInS}s` } })
  const all: Traveller[] = []
  for (let turn = 0; turn < 2; turn++) {
    // When the one moves, the other does not.
    if (turn > 0) await delay((ageInS / 2) * 1000)
    all.push(...(await Promise.all(each.map(kind => join(place, kind)))))
  }
  const absences = await watchEachOther(all)
  await until(() => all.every(({ moves }) => moves.length >= 2), 'two moves of each', 20_000)
  await settle(all)
  for (const kind of each) expect(slowdownInMs('Old age', kind, all)).toBeLessThan(mostMoreInMs)
  expect(absences).toEqual([])
  for (const { statuses } of all) expect([...statuses]).toHaveLength(1)
}, 60_000)

it('has nobody wait, nobody vanish and no status flicker when a node is left for another', async () => {
  const cluster = await startCluster({ nodes: 2 })
  onTestFinished(() => cluster.stop())
  onTestFailed(() => console.log(cluster.journal().join('\n')))
  const documentId = await cluster.newDocument()
  const [leaving, staying] = cluster.nodes
  if (!leaving || !staying) throw new Error('unreachable')
  const { balancer } = cluster
  const place = { documentId, url: (await openLine(balancer)).url }
  const all: Traveller[] = []
  const joinAnyBut = async (other: ClusterNode, size: number) => {
    await balancer.disable(other.server.port)
    const kinds = each.flatMap(kind => Array.from({ length: size }, () => kind))
    all.push(...(await Promise.all(kinds.map(kind => join(place, kind)))))
    await balancer.add(other.server.port)
  }
  await joinAnyBut(leaving, 1)
  await joinAnyBut(staying, 3)
  const absences = await watchEachOther(all)
  expect(await leaving.server.kill('SIGTERM')).toBe(0)
  await settle(all)
  for (const kind of each) expect(slowdownInMs('Another node', kind, all)).toBeLessThan(mostMoreInMs)
  expect(absences).toEqual([])
  for (const { statuses } of all) expect([...statuses]).toHaveLength(1)
}, 60_000)

it('has nobody wait, nobody vanish and no status flicker when long-polling gives way to WebSocket', async () => {
  const { line, ...place } = await serverOnLine()
  line.mode = 'refuse-websocket'
  const stayer = await join(place, 'polling')
  const movers = await Promise.all([1, 2, 3].map(() => join(place, 'polling', each)))
  const all = [stayer, ...movers]
  const absences = await watchEachOther(all)
  line.mode = 'pass'
  await until(() => movers.every(({ moves }) => moves.length > 0), 'everybody to have a WebSocket', 20_000)
  await settle(all)
  expect(slowdownInMs('To WebSocket', 'polling', all)).toBeLessThan(mostMoreInMs)
  expect(absences).toEqual([])
  for (const { statuses } of movers) {
    const told = [...statuses].map(status => JSON.parse(status))
    expect(told.map(({ state, transport }) => [state, transport])).toEqual([
      ['live', 'polling'],
      ['live', 'websocket'],
    ])
  }
}, 60_000)

it.each(each)(
  'would notice people who leave one connection by %s before they have the next',
  async kind => {
    const { line, ...place } = await serverOnLine()
    line.shape({ latencyInMs: longLatencyInMs })
    const [stayer, mover] = [await join(place, kind), await join(place, kind)]
    const all = [stayer, mover]
    const absences = await watchEachOther(all)
    for (let moves = 0; moves < 2; moves++) {
      mover.provider.disconnect()
      mover.provider.connect()
      await until(() => mover.moves.length > moves, 'them to be back')
    }
    await settle(all)
    expect(slowdownInMs('Break before make', kind, all)).toBeGreaterThan(mostMoreInMs)
    expect(absences).not.toEqual([])
    expect([...mover.statuses].length).toBeGreaterThan(1)
  },
  60_000,
)
