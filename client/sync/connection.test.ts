import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTcpProxy, type TcpProxy } from '../../e2e/support/tcp-proxy.ts'
import { until } from '../../e2e/support/until.ts'
import { openStage, type Peer } from './testing/peers.ts'

const stage = openStage()
let proxy: TcpProxy
beforeEach(async () => {
  proxy = await openTcpProxy(stage.server)
})
afterEach(() => proxy.close())

const throughProxy = (): Peer => stage.peer({ url: proxy.url, transports: ['websocket', 'polling'] })

it('goes by WebSocket where that passes', async () => {
  const ann = throughProxy()
  await ann.is('live')
  expect(ann.provider.status).toMatchObject({ transport: 'websocket' })
  expect(await ann.provider.roundTripInMs()).toBeLessThan(1_000)
})

it('goes by long-polling at once where WebSocket is refused', async () => {
  proxy.mode = 'refuse-websocket'
  const startedAt = performance.now()
  const ann = throughProxy()
  await ann.is('live')
  // Before a WebSocket that hangs would be given up.
  expect(performance.now() - startedAt).toBeLessThan(1_500)
  expect(ann.provider.status).toMatchObject({ transport: 'polling' })
  ann.type(0, 'words')
  await ann.provider.whenSaved()
  await stage.converge('words')
})

it('goes by long-polling where WebSocket is swallowed, and remembers it', async () => {
  proxy.mode = 'swallow-websocket'
  const ann = throughProxy()
  await until(() => ann.provider.status.state === 'live', 'to be live', 3_000)
  expect(ann.provider.status).toMatchObject({ transport: 'polling' })
  ann.type(0, 'one')
  await ann.provider.whenSaved()
  stage.server.cut()
  await ann.is('connecting')
  const cutAt = performance.now()
  await ann.is('live')
  expect(performance.now() - cutAt).toBeLessThan(1_500)
  ann.type(3, ' two')
  await stage.converge('one two')
})

it('uses long-polling alone where that is wanted', async () => {
  const [ann, bob] = [stage.peer({ transports: ['polling'] }), stage.peer({ transports: ['polling'] })]
  await Promise.all([ann.is('live'), bob.is('live')])
  ann.type(0, 'words')
  await stage.converge('words')
  expect(ann.provider.status).toMatchObject({ transport: 'polling' })
})

it('notices a connection that is dead, and says so', async () => {
  const ann = throughProxy()
  await ann.is('live')
  proxy.mode = 'freeze'
  ann.type(0, 'words')
  await until(() => ann.provider.status.state !== 'live', 'to notice', 12_000)
  expect(ann.provider.status).toMatchObject({ state: 'connecting', unsaved: 1 })
  proxy.mode = 'pass'
  proxy.cut()
  await ann.provider.whenSaved()
  await stage.converge('words')
})

it('does not take a server that is slow for one that is dead', async () => {
  const ann = throughProxy()
  await ann.is('live')
  stage.server.isStuck = true
  ann.type(0, 'words')
  await until(
    () => stage.server.heard.some(({ event }) => event === 'echo'),
    'to be asked for a sign of life',
  )
  await ann.provider.roundTripInMs()
  expect(ann.provider.status).toMatchObject({ state: 'live', unsaved: 1 })
})

it('knows no round trip without a connection', async () => {
  const ann = stage.peer({ connect: false })
  expect(await ann.provider.roundTripInMs()).toBeUndefined()
  expect(ann.provider.status.state).toBe('closed')
})

describe('one connection', () => {
  it('carries all documents of one person', async () => {
    const [ann, also] = [stage.peer(), stage.peer({ documentId: 'another-document' })]
    await Promise.all([ann.is('live'), also.is('live')])
    expect(stage.server.connections).toBe(1)
    ann.type(0, 'one')
    also.type(0, 'two')
    await Promise.all([ann.provider.whenSaved(), also.provider.whenSaved()])
    expect(stage.server.text('another-document')).toBe('two')
    await ann.provider.destroy()
    also.type(3, '!')
    await also.provider.whenSaved()
    expect(stage.server.connections).toBe(1)
  })

  it('is taken along to the next document, and ends after the last', async () => {
    const ann = stage.peer()
    await ann.is('live')
    void ann.provider.destroy()
    const next = stage.peer({ documentId: 'another-document' })
    await next.is('live')
    expect(stage.server.connections).toBe(1)
    expect(stage.server.heard.map(({ event }) => event)).toEqual(['open', 'close', 'open'])
    await next.provider.destroy()
    await until(() => stage.server.connections === 0, 'the connection to end')
  })

  it('is not enough for two who have the same document open, nor for two people', async () => {
    const profile = { name: 'Bob', color: '#336699' }
    const peers = [stage.peer(), stage.peer(), stage.peer({ documentId: 'another-document', profile })]
    await Promise.all(peers.map(peer => peer.is('live')))
    expect(stage.server.connections).toBe(3)
  })
})
