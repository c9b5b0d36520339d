import { afterEach, expect, it, vi } from 'vitest'
import { openTcpProxy, type TcpProxy } from '../../e2e/support/tcp-proxy.ts'
import { until } from '../../e2e/support/until.ts'
import { refuse } from '../../protocol/index.ts'
import { openStage, type Peer } from './testing/peers.ts'

const stage = openStage()
const proxies: TcpProxy[] = []
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close()
})

/** All that a status said, but how much was unsaved. */
const states = (peer: Peer) => new Set(peer.statuses.map(({ unsaved: _, ...told }) => JSON.stringify(told)))

/** Types a letter every few milliseconds, until it is told to stop; gives what it has typed. */
function typeOn(peer: Peer): () => string {
  let typed = ''
  const typing = setInterval(() => {
    const letter = 'abcdefghij'.charAt(typed.length % 10)
    peer.type(peer.text.length, letter)
    typed += letter
  }, 5)
  return () => {
    clearInterval(typing)
    return typed
  }
}

const moved = (connections: number) =>
  until(
    () => stage.server.connected >= connections && stage.server.connections === 1,
    `the move to connection ${connections}`,
  )

it('moves to another connection while somebody types, and nobody notices', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const stop = typeOn(ann)
  for (let connections = 2; connections <= 5; connections++) {
    stage.server.handOver(50)
    await moved(connections)
  }
  const typed = stop()
  await ann.provider.whenSaved()
  await stage.converge(typed)
  expect(states(ann).size).toBe(1)
  expect(typed.length).toBeGreaterThan(10)
})

it('opens every document on the new connection before the old one ends', async () => {
  const names = ['first-document', 'second-document', 'third-document']
  const peers = names.map(documentId => stage.peer({ documentId }))
  await Promise.all(peers.map(peer => peer.is('live')))
  const typing = peers.map(typeOn)
  stage.server.handOver(0)
  await moved(2)
  const typed = typing.map(stop => stop())
  await Promise.all(peers.map(({ provider }) => provider.whenSaved()))
  expect(names.map(name => stage.server.text(name))).toEqual(typed)
  for (const peer of peers) expect(states(peer).size).toBe(1)
})

it('costs only what was missed', async () => {
  const ann = stage.peer()
  ann.type(0, 'words')
  await ann.provider.whenSaved()
  stage.server.handOver(0)
  await moved(2)
  const opens = stage.server.heard.filter(({ event }) => event === 'open')
  expect(opens.at(-1)?.message).toMatchObject({ after: 1, epoch: 'first' })
  expect(stage.server.document(stage.documentId).log).toHaveLength(1)
})

it('moves once when it is told twice', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.handOver(30)
  stage.server.handOver(30)
  await moved(2)
  stage.server.handOver(0)
  await moved(3)
  expect(stage.server.connected).toBe(3)
})

it('stays, and tries again, where nobody takes it', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const stop = typeOn(ann)
  stage.server.refusesConnection = refuse('server-too-old', { retryInMs: 10 })
  stage.server.handOver(0)
  await until(() => ann.provider.status.unsaved === 0, 'everything to be saved meanwhile')
  stage.server.refusesConnection = undefined
  stage.server.refusesOpen = refuse('busy')
  await until(() => stage.server.connected > 1, 'another attempt')
  await until(() => stage.server.connections === 1, 'the end of that attempt')
  stage.server.refusesOpen = undefined
  const { connected } = stage.server
  await moved(connected + 1)
  const typed = stop()
  await stage.converge(typed)
  expect(states(ann).size).toBe(1)
})

it('does not go to a node that drains as well, and does not hammer at it', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.drainsInMs = 500
  const startedAt = performance.now()
  stage.server.handOver(0)
  await until(() => stage.server.connected >= 4, 'three attempts')
  expect(performance.now() - startedAt).toBeGreaterThan(300)
  stage.server.drainsInMs = undefined
  const { connected } = stage.server
  await moved(connected + 1)
  expect(states(ann).size).toBe(1)
})

it('goes on without a word when the old connection ends in the middle', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.swallows = session => session === 1
  // Too large to be sent twice without need: it waits for the old connection.
  ann.type(0, 'words '.repeat(20_000))
  stage.server.handOver(0)
  await until(() => stage.server.document(stage.documentId).sessions.size === 2, 'both sessions')
  await ann.provider.roundTripInMs()
  stage.server.cutOldest()
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toBe('words '.repeat(20_000))
  expect(states(ann).size).toBe(1)
  expect(stage.server.connected).toBe(2)
})

it('opens on the new connection alone when the old one ends before', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = () => promise
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  ann.type(0, 'words')
  stage.server.cutOldest()
  await ann.is('connecting')
  resolve()
  await ann.is('live')
  await stage.converge('words')
  expect(stage.server.connected).toBe(2)
})

it('asks again on the new connection when that says no, and the old one is gone', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = () => promise
  stage.server.refusesOpen = refuse('busy', { retryInMs: 10 })
  stage.server.handOver(0)
  const opens = () => stage.server.heard.filter(({ event }) => event === 'open').length
  await until(() => opens() === 2, 'the document to be opened on the new connection')
  stage.server.cutOldest()
  await ann.is('connecting')
  stage.server.refusesOpen = undefined
  resolve()
  await ann.is('live')
  expect(stage.server.connected).toBe(2)
})

it('stays on the old connection when the new one ends in the middle', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const stop = typeOn(ann)
  stage.server.mayAnswerOpen = () => new Promise(() => {})
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  stage.server.cutNewest()
  stage.server.mayAnswerOpen = () => Promise.resolve()
  await moved(3)
  const typed = stop()
  await stage.converge(typed)
  expect(states(ann).size).toBe(1)
})

it('settles on the new connection what the old one never acknowledged', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.swallows = session => session === 1
  ann.type(0, 'swallowed')
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  ann.type(0, 'and ')
  await ann.provider.whenSaved()
  await moved(2)
  await stage.converge('and swallowed')
  expect(states(ann).size).toBe(1)
})

it('goes back to the old connection with what the new one does not take', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.refusesOf = session => (session === 2 ? refuse('resync') : undefined)
  stage.server.swallows = session => session === 1
  ann.type(0, 'words')
  stage.server.handOver(0)
  await ann.provider.whenSaved()
  ann.type(5, ' and more')
  await moved(3)
  await stage.converge('words and more')
  // It opens anew there: to the server, another session has written under its client ID meanwhile.
  expect(new Set(ann.statuses.map(({ state }) => state))).toEqual(new Set(['live', 'connecting']))
})

it('brings a document along that is opened in the middle', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = () => promise
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  const late = stage.peer({ documentId: 'another-document' })
  late.type(0, 'late')
  resolve()
  await Promise.all([late.provider.whenSaved(), moved(2)])
  await late.is('live')
  late.type(4, 'r')
  await late.provider.whenSaved()
  expect(stage.server.text('another-document')).toBe('later')
  expect(stage.server.connected).toBe(2)
})

it('is not disturbed by who asks to connect in the middle', async () => {
  const [ann, bob] = [stage.peer(), stage.peer({ documentId: 'another-document' })]
  await Promise.all([ann.is('live'), bob.is('live')])
  const before = ann.provider.session
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = async documentId => {
    if (documentId === 'another-document') await promise
  }
  stage.server.handOver(0)
  await until(() => ann.provider.session !== before, 'ann to be on the new connection')
  ann.provider.connect()
  resolve()
  await moved(2)
  ann.type(0, 'words')
  await ann.provider.whenSaved()
  expect(states(ann).size).toBe(1)
})

it('leaves no connection behind when it is destroyed in the middle', async () => {
  const [ann, bob] = [stage.peer(), stage.peer({ documentId: 'another-document' })]
  await Promise.all([ann.is('live'), bob.is('live')])
  stage.server.mayAnswerOpen = () => new Promise(() => {})
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  await Promise.all([ann.provider.destroy(), bob.provider.destroy()])
  await until(() => stage.server.connections === 0, 'both connections to end')
})

it('does not wait for a document that is closed in the middle', async () => {
  const [ann, bob] = [stage.peer(), stage.peer({ documentId: 'another-document' })]
  await Promise.all([ann.is('live'), bob.is('live')])
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = () => promise
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2, 'the new connection')
  await bob.provider.destroy()
  resolve()
  await moved(2)
  expect(states(ann).size).toBe(1)
})

it('gives nothing up when the new connection is to another log', async () => {
  const ann = stage.peer()
  await ann.is('live')
  ann.type(0, 'words')
  await ann.provider.whenSaved()
  stage.server.replace(stage.documentId)
  stage.server.handOver(0)
  await moved(2)
  await ann.provider.whenSaved()
  await stage.converge('words')
})

it('is one person to the others, who stays where they were in the list', async () => {
  const profile = (name: string) => ({ name, color: '#336699' })
  const ann = stage.peer({ profile: profile('Ann') })
  await ann.is('live')
  const bob = stage.peer({ profile: profile('Bob') })
  await until(() => bob.provider.participants.length === 2, 'both')
  const seen = new Set<string>()
  for (const { provider } of [ann, bob]) {
    provider.on('participants', people => {
      const names = people.map(({ profile: { name } }) => name).join()
      const isHere = people.some(({ session }) => session === provider.session)
      seen.add(isHere ? names : `${names}, but not oneself`)
    })
  }
  const before = ann.provider.session
  stage.server.handOver(0)
  await until(() => stage.server.connected === 4 && stage.server.connections === 2, 'both to move')
  await until(() => ann.provider.session !== before, 'a new session')
  expect([...seen]).toEqual(['Ann,Bob'])
})

it('says on both connections what one is called now', async () => {
  const profile = (name: string) => ({ name, color: '#336699' })
  const ann = stage.peer({ profile: profile('Ann') })
  await ann.is('live')
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.mayAnswerOpen = () => promise
  stage.server.handOver(0)
  await until(() => stage.server.document(stage.documentId).sessions.size === 2, 'both sessions')
  ann.provider.setProfile(profile('Anna'))
  resolve()
  await moved(2)
  await until(() => ann.provider.participants.map(each => each.profile.name).join() === 'Anna', 'the name')
})

async function throughProxy(): Promise<TcpProxy> {
  const proxy = await openTcpProxy(stage.server)
  proxies.push(proxy)
  return proxy
}

it('goes over to WebSocket when that has become possible', async () => {
  const proxy = await throughProxy()
  proxy.mode = 'refuse-websocket'
  const ann = stage.peer({
    url: proxy.url,
    transports: ['websocket', 'polling'],
    retryWebSocketInMs: 50,
  })
  await ann.is('live')
  expect(ann.provider.status).toMatchObject({ transport: 'polling' })
  const stop = typeOn(ann)
  const { webSocketsAsked } = proxy
  await until(() => proxy.webSocketsAsked >= webSocketsAsked + 2, 'more attempts')
  proxy.mode = 'pass'
  await until(() => stage.server.connections === 1 && transport(ann) === 'websocket', 'WebSocket')
  const typed = stop()
  await stage.converge(typed)
  expect(ann.statuses.every(({ state }) => state === 'connecting' || state === 'live')).toBe(true)
  expect(ann.statuses.findLastIndex(({ state }) => state === 'connecting')).toBeLessThan(1)
})

it('does not miss its time while it waits in vain for WebSocket', async () => {
  const proxy = await throughProxy()
  proxy.mode = 'refuse-websocket'
  const transports = ['websocket', 'polling'] as const
  const ann = stage.peer({ url: proxy.url, transports, retryWebSocketInMs: 50 })
  await ann.is('live')
  proxy.mode = 'swallow-websocket'
  const { webSocketsAsked } = proxy
  await until(() => proxy.webSocketsAsked > webSocketsAsked, 'an attempt')
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2 && stage.server.connections === 1, 'the move', 5_000)
  expect(states(ann).size).toBe(1)
})

it.each([
  ['says that it is online', 'page', 'online'],
  ['is on another network', 'connection', 'change'],
] as const)('tries WebSocket soon when the device %s', async (_what, where, event) => {
  const targets = { page: new EventTarget(), connection: new EventTarget() }
  const { page, connection } = targets
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  vi.stubGlobal('navigator', { onLine: true, connection })
  const proxy = await throughProxy()
  proxy.mode = 'refuse-websocket'
  const ann = stage.peer({
    url: proxy.url,
    transports: ['websocket', 'polling'],
    retryWebSocketInMs: 3_600_000,
  })
  await ann.is('live')
  proxy.mode = 'pass'
  targets[where].dispatchEvent(new Event(event))
  await until(() => transport(ann) === 'websocket', 'WebSocket', 5_000)
  await ann.provider.destroy()
  await until(() => stage.server.connections === 0, 'the connection to end')
  vi.unstubAllGlobals()
})

it('keeps to long-polling where that alone is wanted', async () => {
  const proxy = await throughProxy()
  const ann = stage.peer({ url: proxy.url, transports: ['polling'], retryWebSocketInMs: 1 })
  await ann.is('live')
  const stop = typeOn(ann)
  for (let connections = 2; connections <= 4; connections++) {
    stage.server.handOver(20)
    await moved(connections)
  }
  await stage.converge(stop())
  expect(states(ann).size).toBe(1)
  expect(proxy.webSocketsAsked).toBe(0)
})

function transport({ provider: { status } }: Peer): string | undefined {
  return status.state === 'live' ? status.transport : undefined
}
