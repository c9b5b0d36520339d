import { expect, it, onTestFinished, vi } from 'vitest'
import { startRedis } from '../../e2e/support/redis.ts'
import { until } from '../../e2e/support/until.ts'
import { openNodes } from './nodes.ts'
import { openRedis } from './redis.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function realRedis() {
  const server = await startRedis()
  onTestFinished(() => server.stop())
  const connect = () => {
    const journal = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const redis = openRedis(server.url, journal)
    onTestFinished(() => redis.close())
    return { redis, journal }
  }
  return { server, connect }
}

it('carries bytes to everybody who listens, and tells how many that were', async () => {
  const { connect } = await realRedis()
  const [ann, bob] = [connect().redis, connect().redis]
  const heard: string[] = []
  const subscription = bob.subscribe('news', message => void heard.push(message.toString()))
  await subscription.active
  await until(() => ann.isConnected, 'a connection')
  expect(await ann.publish('news', bytes('one'))).toBe(1)
  await until(() => heard.length === 1, 'the news')
  subscription.close()
  await until(async () => (await ann.publish('news', bytes('two'))) === 0, 'nobody to listen')
  expect(heard).toEqual(['one'])
})

it('keeps a channel that is left and entered again in one breath', async () => {
  const { connect } = await realRedis()
  const { redis } = connect()
  let heard = 0
  await redis.subscribe('news', () => heard++).active
  let last = redis.subscribe('news', () => heard++)
  for (let i = 0; i < 20; i++) {
    last.close()
    last = redis.subscribe('news', () => heard++)
  }
  await last.active
  await redis.publish('news', bytes('x'))
  await until(() => heard === 2, 'both listeners')
})

it('starts without Redis, refuses at once while it is away, and hears again by itself', async () => {
  const { server, connect } = await realRedis()
  await server.kill()
  const { redis, journal } = connect()
  const heard: string[] = []
  redis.subscribe('news', message => void heard.push(message.toString()))
  await expect(redis.publish('news', bytes('lost'))).rejects.toThrow('not connected')
  for (let round = 1; round <= 5; round++) {
    await server.restart()
    await until(() => redis.isConnected, 'Redis to be back')
    await until(async () => (await redis.publish('news', bytes(`round ${round}`))) === 1, 'the channel')
    await until(() => heard.includes(`round ${round}`), 'the news')
    await server.kill()
    await until(() => !redis.isConnected, 'the loss to be seen')
    await expect(redis.publish('news', bytes('lost'))).rejects.toThrow()
  }
  expect(heard).not.toContain('lost')
  expect(journal.error).not.toHaveBeenCalled()
  // One line when it is away, one when it is back.
  const [[first, atFirst] = [], [then, afterwards] = []] = journal.warn.mock.calls
  expect(first).toEqual({ reason: `connect ECONNREFUSED 127.0.0.1:${server.port}` })
  expect(atFirst).toMatch(`No Redis answers at 127.0.0.1:${server.port} yet`)
  expect(atFirst).toMatch('REDIS_URL')
  expect(then).toEqual({ reason: expect.stringMatching(/^[^\n]{1,80}$/) })
  expect(afterwards).toMatch(`Redis at 127.0.0.1:${server.port} is away`)
  expect(journal.warn).toHaveBeenCalledTimes(6)
  expect(journal.info.mock.calls).toEqual(Array(5).fill([{}, 'Redis is back.']))
})

it('knows which nodes live: one that leaves, or dies, is gone within seconds', async () => {
  const { connect } = await realRedis()
  const dying = connect().redis
  const [ann, bob, eve] = [openNodes(connect().redis), openNodes(connect().redis), openNodes(dying)]
  onTestFinished(async () => void (await Promise.all([ann.close(), bob.close()])))
  const gone: string[] = []
  ann.onGone(node => void gone.push(node))
  await until(async () => (await ann.isAlive(bob.self)) && (await ann.isAlive(eve.self)), 'all nodes')
  expect(await ann.isAlive('made-up')).toBe(false)
  await bob.close()
  dying.close()
  await until(() => gone.includes(bob.self) && gone.includes(eve.self), 'both to be gone')
  expect(await ann.isAlive(eve.self)).toBe(false)
}, 15_000)

it('takes no node for gone because Redis came back empty', async () => {
  const { server, connect } = await realRedis()
  const [ann, bob] = [openNodes(connect().redis), openNodes(connect().redis)]
  onTestFinished(async () => void (await Promise.all([ann.close(), bob.close()])))
  const gone = vi.fn()
  ann.onGone(gone)
  bob.onGone(gone)
  const both = async () => (await ann.isAlive(bob.self)) && (await bob.isAlive(ann.self))
  await until(both, 'both nodes')
  for (let round = 0; round < 3; round++) {
    await server.kill()
    await server.restart()
    await until(both, 'both nodes again')
  }
  expect(gone).not.toHaveBeenCalled()
}, 20_000)

it('asks again for a channel that Redis would not give', async () => {
  const { server, connect } = await realRedis()
  await server.ask('ACL SETUSER default -ssubscribe')
  const { redis, journal } = connect()
  await until(() => redis.isConnected, 'a connection')
  const subscription = redis.subscribe('news', () => {})
  await until(() => journal.error.mock.calls.length === 1, 'a line in the journal')
  expect(subscription.isActive).toBe(false)
  await server.ask('ACL SETUSER default +ssubscribe')
  await until(() => subscription.isActive, 'the channel')
  expect(journal.error).toHaveBeenCalledTimes(1)
})

it('says once that Redis does not let the node in any more, and is back when it does', async () => {
  const { server, connect } = await realRedis()
  const { redis, journal } = connect()
  await until(() => redis.isConnected, 'a connection')
  await server.ask('CONFIG SET requirepass secret')
  await server.ask('AUTH secret\r\nCLIENT KILL TYPE normal')
  await server.ask('AUTH secret\r\nCLIENT KILL TYPE pubsub')
  await until(() => journal.error.mock.calls.length > 0, 'a line in the journal')
  await server.ask('AUTH secret\r\nCONFIG SET requirepass ""')
  await until(() => redis.isConnected, 'a connection again')
  expect(journal.error.mock.calls).toEqual([
    [
      {},
      `Redis at 127.0.0.1:${server.port} wants a password: name it in REDIS_URL (redis://:PASSWORD@127.0.0.1:${server.port}).`,
    ],
  ])
})
