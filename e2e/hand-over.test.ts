import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPeer, type Peer } from '../client/sync/testing/peers.ts'
import { type Cluster, startCluster } from './support/cluster.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { openTcpProxy, type TcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'

const peers: Peer[] = []
const proxies: TcpProxy[] = []
/** Whom everybody joins. */
let url: string

afterEach(async () => {
  await Promise.all(peers.splice(0).map(({ provider }) => provider.destroy()))
  await Promise.all(proxies.splice(0).map(proxy => proxy.close()))
})

type Options = Partial<Parameters<typeof openPeer>[0]> & { documentId: string }

function join(options: Options): Peer {
  const peer = openPeer({ url, ...options })
  peers.push(peer)
  return peer
}

/** All that a status said, but how much was unsaved. */
const told = ({ statuses }: Peer) =>
  new Set(statuses.map(({ unsaved: _, ...status }) => JSON.stringify(status)))

interface Typist {
  /** Milliseconds from each letter to its acknowledgement; `moving`: the session changed in between, or just before. */
  readonly latencies: { inMs: number; isMoving: boolean }[]
  readonly sessions: ReadonlySet<number>
  /** Stops; gives everything that was typed. */
  stop(): string
}

/** Types without a pause, shows a caret, and notes how long each letter takes to be saved. */
function typist(peer: Peer): Typist {
  const { provider, text } = peer
  const latencies: Typist['latencies'] = []
  const sessions = new Set<number>()
  let typed = ''
  let movedAt = Number.NEGATIVE_INFINITY
  const type = () => {
    const letter = 'abcdefghijklmnopqrstuvwxyz'.charAt(typed.length % 26)
    typed += letter
    const at = performance.now()
    peer.type(text.length, letter)
    provider.awareness.setLocalState({ caret: typed.length })
    if (provider.session !== undefined && !sessions.has(provider.session)) {
      sessions.add(provider.session)
      movedAt = performance.now()
    }
    const { session } = provider
    provider.whenSaved().then(
      () => {
        const isMoving = at - movedAt < 200 || session !== provider.session
        latencies.push({ inMs: performance.now() - at, isMoving })
      },
      () => {
        // It is stopped in the middle of a letter.
      },
    )
  }
  const typing = setInterval(type, 20)
  return {
    latencies,
    sessions,
    stop: () => {
      clearInterval(typing)
      return typed
    },
  }
}

const ages = (latencies: Typist['latencies'], isMoving: boolean) => {
  const sorted = latencies.filter(each => each.isMoving === isMoving).map(({ inMs }) => inMs)
  sorted.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(1)
  return `${sorted.length} letters, median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`
}

/** What somebody in the room sees of somebody else, every time that it changes. */
function watch(watcher: Peer, watched: Peer): { missing: string[] } {
  const seen = { missing: [] as string[] }
  const { awareness } = watcher.provider
  const id = watched.provider.awareness.clientID
  awareness.on('change', () => {
    if (!awareness.getStates().has(id)) seen.missing.push('the caret')
  })
  watcher.provider.on('participants', people => {
    const times = people.filter(({ awarenessId }) => awarenessId === id).length
    if (times !== 1) seen.missing.push(`in the list ${times} times`)
  })
  return seen
}

describe('on a server that lets nobody stay longer than three seconds', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ env: { CONNECTION_MAX_AGE: '3s' } })
    url = server.url
  })
  afterAll(() => server.stop())

  it.each(['websocket', 'polling'] as const)(
    'somebody types through several hand-overs by %s, and nobody notices',
    async transport => {
      const documentId = await createDocument(server.url)
      const [ann, bob] = [
        join({ documentId, transports: [transport] }),
        join({ documentId, transports: [transport] }),
      ]
      await Promise.all([ann.is('live'), bob.is('live')])
      ann.provider.awareness.setLocalState({ caret: 0 })
      await until(
        () => bob.provider.awareness.getStates().has(ann.provider.awareness.clientID),
        'the caret to be there',
      )
      await until(() => bob.provider.participants.length === 2, 'both to be there')
      const seen = watch(bob, ann)
      const typing = typist(ann)
      await until(() => typing.sessions.size >= 3, 'two hand-overs', 15_000)
      const typed = typing.stop()
      await ann.provider.whenSaved()
      await bob.reads(typed)
      expect(told(ann).size).toBe(1)
      expect(told(bob).size).toBe(1)
      expect(seen.missing).toEqual([])
      console.log(`${transport}, usually:   ${ages(typing.latencies, false)}`)
      console.log(`${transport}, handing over: ${ages(typing.latencies, true)}`)
      // `cluster-hand-over.test.ts` holds how much more than usual it may be; this one runs beside others.
      const moving = typing.latencies.filter(({ isMoving }) => isMoving).map(({ inMs }) => inMs)
      expect(Math.max(...moving)).toBeLessThan(1_000)
      const late = join({ documentId })
      await late.reads(typed)
    },
    30_000,
  )

  it('all documents of a connection move together', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => createDocument(server.url)))
    const all = ids.map(documentId => join({ documentId }))
    await Promise.all(all.map(peer => peer.is('live')))
    const typing = all.map(typist)
    await until(() => typing.every(({ sessions }) => sessions.size >= 3), 'two hand-overs of each', 15_000)
    for (const [i, { stop }] of typing.entries()) {
      const typed = stop()
      await all[i]?.provider.whenSaved()
      await join({ documentId: ids[i] ?? '' }).reads(typed)
    }
    for (const peer of all) expect(told(peer).size).toBe(1)
  }, 30_000)

  it('what was typed offline arrives, though the connection changes meanwhile', async () => {
    const documentId = await createDocument(server.url)
    const proxy = await openTcpProxy(server)
    proxies.push(proxy)
    const ann = join({ documentId, url: proxy.url })
    await ann.is('live')
    proxy.shape({ bytesPerSecond: 60_000 })
    ann.provider.disconnect()
    ann.type(0, 'offline '.repeat(30_000))
    ann.provider.connect()
    const typing = typist(ann)
    await until(() => typing.sessions.size >= 2, 'a hand-over', 20_000)
    typing.stop()
    await ann.provider.whenSaved()
    const bob = join({ documentId })
    await bob.reads(ann.text.toString())
    expect(ann.text.toString()).toHaveLength(240_000 + typing.stop().length)
  }, 30_000)

  it('goes on when every connection is cut in the middle of everything', async () => {
    const documentId = await createDocument(server.url)
    const proxy = await openTcpProxy(server)
    proxies.push(proxy)
    const [ann, bob] = [join({ documentId, url: proxy.url }), join({ documentId, url: proxy.url })]
    await Promise.all([ann.is('live'), bob.is('live')])
    const typing = [ann, bob].map(typist)
    for (let cuts = 1; cuts <= 5; cuts++) {
      await until(() => ann.provider.status.state === 'live', 'to be back')
      const { size } = typing[0]?.sessions ?? { size: 0 }
      await until(() => (typing[0]?.sessions.size ?? 0) > size, 'another session')
      proxy.cut()
    }
    const typed = typing.map(({ stop }) => stop().length)
    await Promise.all([ann.provider.whenSaved(), bob.provider.whenSaved()])
    await until(() => ann.text.length === typed.reduce((a, b) => a + b), 'every letter once')
    await bob.reads(ann.text.toString())
  }, 60_000)
})

describe('between nodes that let nobody stay longer than three seconds', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 3, env: { CONNECTION_MAX_AGE: '3s' } })
    url = cluster.url
  }, 60_000)
  afterAll(() => cluster.stop())

  it('two people type through several hand-overs, and neither sees the other go', async () => {
    const documentId = await cluster.newDocument()
    const [ann, bob] = [join({ documentId }), join({ documentId, transports: ['polling'] })]
    await Promise.all([ann.is('live'), bob.is('live')])
    const both = [ann, bob] as const
    for (const { provider } of both) provider.awareness.setLocalState({ caret: 0 })
    const isThere = ({ provider }: Peer, other: Peer) =>
      provider.participants.length === 2 &&
      provider.awareness.getStates().has(other.provider.awareness.clientID)
    await until(() => isThere(ann, bob) && isThere(bob, ann), 'each to see the other')
    const seen = [watch(ann, bob), watch(bob, ann)]
    const typing = both.map(typist)
    await until(() => typing.every(({ sessions }) => sessions.size >= 3), 'two hand-overs of each', 20_000)
    const typed = typing.map(({ stop }) => stop().length)
    await Promise.all(both.map(({ provider }) => provider.whenSaved()))
    await until(() => ann.text.length === typed.reduce((a, b) => a + b), 'every letter once')
    await bob.reads(ann.text.toString())
    for (const [i, peer] of both.entries()) {
      console.log(
        `${i === 0 ? 'websocket' : 'polling'}, usually:   ${ages(typing[i]?.latencies ?? [], false)}`,
      )
      console.log(
        `${i === 0 ? 'websocket' : 'polling'}, handing over: ${ages(typing[i]?.latencies ?? [], true)}`,
      )
      expect(told(peer).size).toBe(1)
    }
    expect(seen.map(({ missing }) => missing)).toEqual([[], []])
  }, 40_000)

  it('somebody types on a line so long that there is never nothing on its way', async () => {
    const documentId = await cluster.newDocument()
    const proxy = await openTcpProxy({ port: Number(new URL(url).port) })
    proxies.push(proxy)
    proxy.shape({ latencyInMs: 60 })
    const [ann, bob] = [join({ documentId, url: proxy.url }), join({ documentId })]
    await Promise.all([ann.is('live'), bob.is('live')])
    const typing = typist(ann)
    await until(() => typing.sessions.size >= 3, 'two hand-overs', 20_000)
    const typed = typing.stop()
    await ann.provider.whenSaved()
    await bob.reads(typed)
    console.log(`long line, usually:   ${ages(typing.latencies, false)}`)
    console.log(`long line, handing over: ${ages(typing.latencies, true)}`)
    expect(told(ann).size).toBe(1)
  }, 40_000)
})
