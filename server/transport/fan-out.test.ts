import { expect, it, onTestFinished, vi } from 'vitest'
import { startRedis } from '../../e2e/support/redis.ts'
import { openTcpProxy } from '../../e2e/support/tcp-proxy.ts'
import { until } from '../../e2e/support/until.ts'
import { openFanOut } from './fan-out.ts'
import { openNodes } from './nodes.ts'
import { openRedis } from './redis.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (message: Uint8Array) => new TextDecoder().decode(message)

async function stage() {
  const server = await startRedis()
  onTestFinished(() => server.stop())
  const node = async (url = server.url) => {
    const redis = openRedis(url, { info: vi.fn(), warn: vi.fn(), error: vi.fn() })
    const nodes = openNodes(redis)
    const fanOut = openFanOut({ redis, nodes })
    onTestFinished(async () => {
      fanOut.close()
      await nodes.close()
      redis.close()
    })
    const heard: string[] = []
    const enter = (documentId: string) =>
      fanOut.enter(documentId, message => void heard.push(`${documentId} ${text(message)}`))
    await until(() => redis.isConnected, 'Redis')
    return { self: nodes.self, redis, fanOut, heard, enter }
  }
  return { server, node }
}

it('lets a node hear about the documents that it has open, of others, and nothing else', async () => {
  const { server, node } = await stage()
  const [ann, bob] = [await node(), await node()]
  const [first, second] = [ann.enter('document-1'), ann.enter('document-2')]
  const entered = bob.enter('document-1')
  await Promise.all([first.active, second.active, entered.active])
  const received = async () =>
    Number(/cmdstat_spublish:calls=(\d+)/.exec(await server.ask('INFO commandstats'))?.[1])
  expect(await first.tell(bytes('for two'))).toBe(1)
  for (let i = 0; i < 50; i++) expect(await second.tell(bytes(`alone ${i}`))).toBe(0)
  expect(await entered.tell(bytes('back'))).toBe(1)
  await until(() => ann.heard.length > 0 && bob.heard.length > 0, 'both to hear')
  expect(await received()).toBe(52)
  expect(ann.heard).toEqual(['document-1 back'])
  expect(bob.heard).toEqual(['document-1 for two'])
  entered.leave()
  await until(async () => (await first.tell(bytes('nobody there'))) === 0, 'bob to have left')
  expect(bob.heard.filter(message => message.includes('nobody'))).toEqual([])
})

it('answers one node alone', async () => {
  const { node } = await stage()
  const [ann, bob, eve] = [await node(), await node(), await node()]
  const channels = [ann, bob, eve].map(({ enter }) => enter('document-1'))
  await Promise.all(channels.map(({ active }) => active))
  channels[0]?.answer(bob.self, bytes('psst'))
  expect(await channels[0]?.tell(bytes('all'))).toBe(2)
  await until(() => eve.heard.length > 0 && bob.heard.length > 1, 'all to hear')
  expect(bob.heard).toEqual(['document-1 psst', 'document-1 all'])
  expect(eve.heard).toEqual(['document-1 all'])
})

it('goes on where it was when Redis comes back, also with what was entered and left meanwhile', async () => {
  const { server, node } = await stage()
  const [ann, bob] = [await node(), await node()]
  const kept = bob.enter('document-1')
  const left = bob.enter('document-2')
  await Promise.all([kept.active, left.active])
  await server.kill()
  await until(() => !ann.redis.isConnected && !bob.redis.isConnected, 'the loss to be seen')
  left.leave()
  bob.enter('document-3')
  const [one, two, three] = [1, 2, 3].map(i => ann.enter(`document-${i}`))
  expect(await one?.tell(bytes('lost'))).toBeUndefined()
  await server.restart()
  await until(async () => (await one?.tell(bytes('again'))) === 1, 'the document that was kept')
  await until(async () => (await three?.tell(bytes('again'))) === 1, 'the document that was entered')
  await until(async () => (await two?.tell(bytes('again'))) === 0, 'the document that was left')
  await until(() => bob.heard.some(message => message === 'document-3 again'), 'bob to hear')
  expect(bob.heard.filter(message => message.startsWith('document-2'))).toEqual([])
})

it('gives up a Redis that went silent, and finds it again when it speaks', async () => {
  const { server, node } = await stage()
  const proxy = await openTcpProxy({ port: server.port, anyProtocol: true })
  onTestFinished(() => proxy.close())
  const ann = await node(`redis://127.0.0.1:${proxy.port}`)
  const bob = await node()
  const [told, heard] = [ann.enter('document-1'), bob.enter('document-1')]
  await Promise.all([told.active, heard.active])
  proxy.mode = 'freeze'
  await until(() => !ann.redis.isConnected, 'the silence to be noticed')
  expect(await told.tell(bytes('lost'))).toBeUndefined()
  proxy.mode = 'pass'
  await until(async () => (await told.tell(bytes('found'))) === 1, 'Redis to be found again', 15_000)
  await until(() => bob.heard.includes('document-1 found'), 'bob to hear')
}, 30_000)
